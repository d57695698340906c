//! Compares the public surfaces of two snapshots.

use super::Verdict;
use crate::api::Line;
use std::collections::BTreeSet;

/// The lines that one snapshot alone has, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The new lines.
    pub added: Vec<Line>,
    /// The removed lines.
    pub removed: Vec<Line>,
}

impl Surface {
    /// Compares two sorted surfaces.
    pub(super) fn new(old: &[Line], new: &[Line]) -> Self {
        let only_in = |own: &[Line], other: &[Line]| {
            own.iter().filter(|line| other.binary_search(line).is_err()).cloned().collect()
        };
        Self { added: only_in(new, old), removed: only_in(old, new) }
    }

    /// Compares two surfaces, such as two versions of `API.txt`.
    ///
    /// ```
    /// use codegen::diff::{Surface, Verdict};
    ///
    /// let lines = |text: &str| text.lines().map(str::to_owned).collect();
    /// let old = lines("beta::Device::id: field Option<String>");
    /// let new = lines("beta::Device::id: field Option<String>\nbeta::Device::id: deprecated");
    /// assert_eq!(Surface::of(&old, &new).verdict(), Verdict::Minor);
    /// assert_eq!(Surface::of(&new, &old).verdict(), Verdict::Patch);
    /// ```
    #[must_use]
    pub fn of(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Self {
        let [old, new] = [old, new].map(|lines| {
            let mut lines: Vec<_> = lines.iter().map(|line| Line::read(line)).collect();
            lines.sort();
            lines
        });
        Self::new(&old, &new)
    }

    /// Returns the part of the version to increase. A removed line is breaking, unless it is a deprecation; a new line is
    /// additive.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.removed.iter().all(Line::is_deprecation) {
            Verdict::Major
        } else if self.added.is_empty() {
            Verdict::Patch
        } else {
            Verdict::Minor
        }
    }
}
