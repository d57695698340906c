//! Groups of diagnostics that say the same of different names and values.

use super::{Diagnostic, Severity, Subject};

/// What the diagnostics of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Group {
    pub(super) severity: Severity,
    pub(super) kind: String,
    pub(super) subject: Subject,
}

impl Group {
    pub(super) fn of(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { severity, subject, message, .. } = diagnostic;
        Self { severity: *severity, kind: kind(message), subject: subject.clone() }
    }
}

/// Returns a message without the names and values that it quotes.
pub(super) fn kind(message: &str) -> String {
    let mut kind = String::new();
    let mut rest = message;
    while let Some(start) = rest.find(['`', '"']) {
        let (before, quoted) = rest.split_at(start);
        let (quote, after) = quoted.split_at(1);
        kind += before;
        let Some(end) = after.find(quote) else { break };
        kind += "…";
        rest = &after[end + 1..];
    }
    kind + rest
}
