//! The error of a single attempt.

use super::Error;
use super::class::ErrorClass;

/// An error of an attempt, with the details that decide on a retry.
#[derive(Debug)]
pub(crate) struct AttemptError {
    /// The error of this attempt alone, with its own outcome.
    pub(crate) error: Error,
    /// The claims that the service requires of a token, a JSON document.
    pub(crate) claims: Option<String>,
    /// Whether the body of the response is incomplete.
    pub(crate) is_truncated: bool,
    /// Whether waiting helps against an error of the connection.
    pub(crate) persistence: Persistence,
}

impl AttemptError {
    /// Returns the error of the attempt of a request whose batch failed with this error.
    pub(crate) fn of_batch(&self) -> Self {
        let Self { error, claims, is_truncated, persistence } = self;
        Self { error: error.of_batch(), claims: claims.clone(), is_truncated: *is_truncated, persistence: *persistence }
    }

    /// Returns whether the same request may succeed with a token that the credential acquires now. A token for another API does
    /// not become one for this API, and a token without the claims that the service demands is none.
    pub(crate) fn may_need_another_token(&self) -> bool {
        match self.error.class() {
            Some(ErrorClass::Unauthorized) => true,
            Some(ErrorClass::ClaimsChallenge) => self.claims.is_some(),
            _ => false,
        }
    }
}

/// Whether an error of the connection passes by waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Persistence {
    #[default]
    Passing,
    /// Passes in rare cases, such as an unknown host while a network comes up. One more attempt is enough.
    LikelyLasting,
    /// Lasts until someone changes the configuration: a certificate, the credentials of a proxy.
    Lasting,
}

impl From<Error> for AttemptError {
    fn from(error: Error) -> Self {
        Self { error, claims: None, is_truncated: false, persistence: Persistence::default() }
    }
}
