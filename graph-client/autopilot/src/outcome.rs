//! What became of a row, in words.

use crate::input::{Files, Place, Problem};
use graph_client::autopilot::Verdict;

/// The kind of a record that is no row.
pub(crate) const UNREADABLE: &str = "unreadable-row";

/// What became of a row.
#[derive(Debug)]
pub(crate) struct Outcome<'a> {
    pub(crate) row: u64,
    pub(crate) place: Place<'a>,
    /// Empty if it could not be read.
    pub(crate) serial_number: String,
    /// Such as `registered`, or another [kind of verdict](Verdict::kind).
    pub(crate) kind: &'static str,
    pub(crate) is_success: bool,
    pub(crate) device_id: Option<String>,
    pub(crate) reason: String,
    pub(crate) advice: Option<String>,
}

impl<'a> Outcome<'a> {
    /// Returns that of a row with a verdict.
    pub(crate) fn of_verdict(files: &'a Files, row: u64, serial_number: String, verdict: &Verdict) -> Self {
        let (reason, advice) = match verdict {
            // The library knows rows by their numbers only.
            Verdict::DuplicateOf { row } => {
                let place = files.place(*row);
                (
                    format!("the same device as in {place}"),
                    Some(format!("remove this row or {place}, whichever is wrong")),
                )
            }
            _ => (verdict.to_string(), verdict.advice().map(Into::into)),
        };
        Self {
            row,
            place: files.place(row),
            serial_number,
            kind: verdict.kind(),
            is_success: verdict.is_success(),
            device_id: verdict.device_id().map(str::to_owned),
            reason,
            advice,
        }
    }

    /// Returns that of a record that is no row.
    pub(crate) fn of_problem(files: &'a Files, problem: Problem) -> Self {
        Self {
            row: problem.row,
            place: files.place(problem.row),
            serial_number: String::new(),
            kind: UNREADABLE,
            is_success: false,
            device_id: None,
            reason: problem.reason,
            advice: None,
        }
    }

    /// Returns that of a row that a dry run would import.
    pub(crate) fn ready(files: &'a Files, row: u64, serial_number: String) -> Self {
        Self {
            row,
            place: files.place(row),
            serial_number,
            kind: "ready",
            is_success: true,
            device_id: None,
            reason: "would be imported".to_owned(),
            advice: None,
        }
    }
}
