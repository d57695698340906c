//! Differences between the files on disk and those that the generator would write.

use crate::tree::Change;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

/// A report with a unified diff of every file that is not up to date.
#[derive(Debug)]
pub struct Drift<'a> {
    changes: &'a [Change],
    by_hand: &'a BTreeSet<String>,
    remedy: &'static str,
}

impl<'a> Drift<'a> {
    pub(crate) const fn new(changes: &'a [Change], by_hand: &'a BTreeSet<String>, remedy: &'static str) -> Self {
        Self { changes, by_hand, remedy }
    }

    /// Returns whether all files are up to date.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl Display for Drift<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "the generated files are up to date");
        }
        let mut counts = [0; 3];
        for change in self.changes {
            let Change { path, old, new } = change;
            let (kind, from, to) = match (old, new) {
                (None, _) => (1, "/dev/null".to_owned(), format!("b/{path}")),
                (Some(_), None) => (2, format!("a/{path}"), "/dev/null".to_owned()),
                (Some(_), Some(_)) => (0, format!("a/{path}"), format!("b/{path}")),
            };
            counts[kind] += 1;
            let remark =
                if self.by_hand.contains(path) { " (not a generated file; move it to another folder)" } else { "" };
            writeln!(f, "{}: {path}{remark}", ["stale", "missing", "extra"][kind])?;
            let old = old.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            let diff = TextDiff::from_lines(&*old, new.as_deref().unwrap_or_default());
            writeln!(f, "{}", diff.unified_diff().header(&from, &to))?;
        }
        let [stale, missing, extra] = counts;
        writeln!(f, "{stale} stale, {missing} missing, {extra} extra; {}", self.remedy)
    }
}
