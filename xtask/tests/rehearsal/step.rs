//! A change of the metadata, and what is to come of it.

use chrono::{Days, NaiveDate};
use codegen::diff::Verdict;

pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// What is replaced by what; each stands in the metadata once.
    pub(crate) edits: &'static [(&'static str, &'static str)],
    /// Kind, change and path of each difference.
    pub(crate) entries: &'static [&'static str],
    /// `None` where nothing changes that the slice has.
    pub(crate) verdict: Option<Verdict>,
    /// What is in the slice then.
    pub(crate) slice: &'static [&'static str],
}

/// A day of the rehearsal.
pub(crate) fn day(number: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    first + Days::new(7 * u64::try_from(number).unwrap())
}
