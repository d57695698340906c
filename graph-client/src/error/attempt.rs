//! The error of a single attempt.

use super::Error;

/// An error of an attempt, with the details that decide on a retry.
#[derive(Debug)]
pub(crate) struct AttemptError {
    /// The error of this attempt alone, with its own outcome.
    pub(crate) error: Error,
    /// The claims that the service requires of a token, a JSON document.
    pub(crate) claims: Option<String>,
    /// Whether the body of the response is incomplete.
    pub(crate) is_truncated: bool,
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self { error, claims: None, is_truncated: false }
    }
}
