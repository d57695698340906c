//! Kinds of diagnostics, which say the same of different names and values.

use super::{Diagnostic, Severity, Subject};

/// What the diagnostics of a kind have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) severity: Severity,
    /// The subject of an error. That of a warning does not matter.
    pub(super) subject: Subject,
    /// The message without the names and values that it quotes. Empty for various kinds.
    pub(super) text: String,
}

impl Kind {
    pub(super) fn of(diagnostic: &Diagnostic) -> Self {
        let Diagnostic { severity, subject, message, .. } = diagnostic;
        let kind = Self { severity: *severity, subject: subject.clone(), text: text(message) };
        if *severity == Severity::Warning { kind.into_warning() } else { kind }
    }

    /// Returns the various kinds with the same severity and subject.
    pub(super) fn various(&self) -> Self {
        Self { text: String::new(), subject: self.subject.clone(), ..*self }
    }

    pub(super) fn has_same_subject(&self, other: &Self) -> bool {
        (self.severity, &self.subject) == (other.severity, &other.subject)
    }

    pub(super) fn into_warning(self) -> Self {
        Self { severity: Severity::Warning, subject: Subject::default(), ..self }
    }
}

/// Returns a message without the names and values that it quotes.
pub(super) fn text(message: &str) -> String {
    let mut text = String::new();
    let mut rest = message;
    while let Some(start) = rest.find(['`', '"']) {
        let (before, quoted) = rest.split_at(start);
        let (quote, after) = quoted.split_at(1);
        text += before;
        let Some(end) = after.find(quote) else { break };
        text += "…";
        rest = &after[end + 1..];
    }
    text + rest
}
