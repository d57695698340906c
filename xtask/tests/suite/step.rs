//! A change of the metadata, and its expected effects.

use chrono::{Days, NaiveDate};
use codegen::diff::Verdict;

/// A change of the metadata.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// Texts and their replacements. Each text occurs once in the metadata.
    pub(crate) edits: &'static [(&'static str, &'static str)],
    /// The kind, change and path of each difference.
    pub(crate) entries: &'static [&'static str],
    /// The verdict. `None` if the slice does not change.
    pub(crate) verdict: Option<Verdict>,
    /// Texts in the new slice.
    pub(crate) slice: &'static [&'static str],
}

/// Returns the day of a step.
pub(crate) fn day(number: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    first + Days::new(7 * u64::try_from(number).unwrap())
}
