//! The errors of queries.

/// The reason why a query is refused.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::emulator) enum QueryError {
    /// The service refuses it, too.
    BadRequest(String),
    /// The service may take it, but the emulator does not.
    NotEmulated(String),
}

impl QueryError {
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::BadRequest(message.into())
    }

    pub(super) fn not_emulated(message: impl Into<String>) -> Self {
        Self::NotEmulated(message.into())
    }
}
