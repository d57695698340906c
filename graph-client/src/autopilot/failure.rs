//! What the error of a request means for the others.

use super::Verdict;
use crate::error::{Error, ErrorKind, Outcome};
use reqwest::StatusCode;

/// What to do after a request has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The request may have been carried out.
    Unknown,
    /// All other requests would fail, too.
    Fatal,
    /// The service has no such action.
    NoAction,
    /// The request is too large.
    TooLarge,
    /// The service may accept the same request later.
    Passing,
    /// The service refuses this request.
    Refused,
}

impl Failure {
    pub(super) fn of(error: &Error) -> Self {
        if matches!(error.outcome(), Outcome::Unknown | Outcome::CarriedOut) {
            return Self::Unknown;
        }
        let is_fatal = matches!(error.kind(), ErrorKind::Credential | ErrorKind::Request)
            || error.is_unauthorized()
            || error.is_claims_challenge()
            || error.is_wrong_audience()
            || error.is_license_missing()
            || error.is_permission_denied();
        match error.status() {
            _ if is_fatal => Self::Fatal,
            _ if error.is_throttled() => Self::Passing,
            Some(_) if error.is_route_missing() => Self::NoAction,
            Some(StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED | StatusCode::NOT_FOUND) => {
                Self::NoAction
            }
            Some(StatusCode::PAYLOAD_TOO_LARGE) => Self::TooLarge,
            Some(StatusCode::BAD_REQUEST) if says_too_large(error) => Self::TooLarge,
            Some(status) if status.is_redirection() => Self::Fatal,
            Some(status) if status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT => Self::Refused,
            _ => Self::Passing,
        }
    }
}

/// Returns the service's code and explanation of a refusal.
pub(super) fn explanation(error: &Error) -> (String, String) {
    let status = || error.status().map_or_else(|| "refused".to_owned(), |status| status.to_string());
    match error.service() {
        Some(service) => {
            let code = Some(service.code()).filter(|code| !code.is_empty());
            (code.map_or_else(status, str::to_owned), service.readable_message().to_owned())
        }
        None => (status(), String::new()),
    }
}

/// Returns the verdict of a row whose request is refused, with what that means for the row.
pub(super) fn refused(error: &Error, meaning: &str) -> Verdict {
    let (code, reason) = explanation(error);
    Verdict::Refused { code, reason: format!("{meaning}{reason}") }
}

/// Returns whether the service says that a request has too many devices or too many bytes.
fn says_too_large(error: &Error) -> bool {
    const PHRASES: [&str; 7] = [
        "too large",
        "too many",
        "exceeds the maximum",
        "exceeded the maximum",
        "maximum number",
        "size limit",
        "limit of",
    ];
    let message = error.service().map(|service| service.readable_message().to_lowercase()).unwrap_or_default();
    PHRASES.iter().any(|phrase| message.contains(phrase))
}
