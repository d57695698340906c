//! Compares the public surfaces of two snapshots.

use super::Verdict;
use super::snapshot::Snapshot;
use crate::api;
use std::collections::BTreeSet;

/// The lines that one snapshot alone has, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The new lines.
    pub added: Vec<String>,
    /// The removed lines.
    pub removed: Vec<String>,
}

impl Surface {
    pub(super) fn new(old: &Snapshot<'_>, new: &Snapshot<'_>) -> Self {
        let only_in = |own: &Snapshot<'_>, other: &Snapshot<'_>| {
            let items = own.surface.iter().flat_map(|(path, descriptions)| {
                let others = other.surface.get(path);
                let only = descriptions.iter().filter(move |line| others.is_none_or(|others| !others.contains(line)));
                only.map(move |description| format!("{path}: {description}"))
            });
            let mut lines: Vec<_> = items.collect();
            lines.sort();
            lines
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
        Self { added: new.difference(old).cloned().collect(), removed: old.difference(new).cloned().collect() }
    }

    /// Returns the part of the version to increase. A removed line is breaking, unless it is a deprecation; a new line is
    /// additive.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let warns = |line: &String| line.rsplit(": ").next() == Some(api::DEPRECATED);
        if !self.removed.iter().all(warns) {
            Verdict::Major
        } else if self.added.is_empty() {
            Verdict::Patch
        } else {
            Verdict::Minor
        }
    }
}
