//! Errors of requests, and the outcome of each.

mod attempt;
mod display;
mod intune;
mod kind;
mod odata;
mod outcome;
mod response;

pub(crate) use attempt::{AttemptError, Persistence};
pub use intune::IntuneError;
pub use kind::ErrorKind;
pub use odata::{InnerError, ODataError, ODataErrorDetail};
pub use outcome::Outcome;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
pub(crate) use response::ErrorResponse;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

/// An error of a request.
///
/// Its text has the reason, the [outcome](Self::outcome) of the request and the ids to quote in support requests; its
/// [source](StdError::source) has the cause. Tokens and secrets that the service quotes are redacted. A text that quotes one
/// in escaped form, as in a URL or a web page, is redacted as a whole.
///
/// ```
/// use graph_client::{Error, Outcome};
/// use std::time::Duration;
///
/// /// Returns how long to wait before the program tries again, `None` if it needs attention first.
/// fn try_again(error: &Error) -> Option<Duration> {
///     if error.is_throttled() || error.outcome() == Outcome::NotSent {
///         return Some(error.retry_after().unwrap_or(Duration::from_secs(60)));
///     }
///     eprintln!("{error}");
///     None
/// }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    message: String,
    /// Advice to the caller.
    hint: Option<String>,
    /// Method and path template.
    call: Option<(Method, String)>,
    attempts: u32,
    client_request_id: Option<String>,
    response: ErrorResponse,
    retry_after: Option<Duration>,
    required_permission: Option<&'static str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            message: message.into(),
            hint: None,
            call: None,
            attempts: 0,
            client_request_id: None,
            response: ErrorResponse::default(),
            retry_after: None,
            required_permission: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.with_shared_source(Arc::new(source))
    }

    pub(crate) fn with_shared_source(mut self, source: Arc<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn with_call(mut self, method: &Method, template: &str) -> Self {
        self.0.call = Some((method.clone(), template.to_owned()));
        self
    }

    pub(crate) fn with_client_request_id(mut self, id: &str) -> Self {
        self.0.client_request_id = Some(id.to_owned());
        self
    }

    /// Replaces the outcome of an attempt with the outcome of all attempts.
    pub(crate) fn with_attempts(mut self, attempts: u32, outcome: Outcome) -> Self {
        self.0.attempts = attempts;
        self.0.outcome = outcome;
        self
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn with_required_permission(mut self, permission: &'static str) -> Self {
        self.0.required_permission = Some(permission);
        self.with_hint(format!("the request needs the permission {permission}"))
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Self {
        self.0.response = response;
        self
    }

    pub(crate) fn with_service(mut self, service: ODataError) -> Self {
        self.0.response = self.0.response.with_service(service);
        self
    }

    /// Returns the part of the request that failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the outcome of the request, over all attempts: if an earlier attempt may have been carried out, the outcome is
    /// unknown, even if the last one was refused.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the number of attempts, including one that failed before it was sent; 0 if the request is invalid.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the HTTP status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.response.status
    }

    /// Returns the headers of the response, without the secrets that were sent and each cut off after 1 KiB. Empty if there
    /// was no response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.response.headers
    }

    /// Returns the service's description of the error, if the response has one in the form of OData.
    #[must_use]
    pub fn service(&self) -> Option<&ODataError> {
        self.0.response.service.as_ref()
    }

    /// Returns the [OData error code](https://learn.microsoft.com/graph/errors), such as `InvalidAuthenticationToken`. May
    /// be empty: the service does not always give one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().map(ODataError::code)
    }

    /// Returns the service's message.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.service().map(ODataError::message)
    }

    /// Returns the service's id of the request. Quote it in support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.response.request_id.as_deref()
    }

    /// Returns the client's id of the request, which all attempts share. `None` if the request is invalid.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// Returns the wait before sending the request again: the one that the service asks for, or the one that exceeded the
    /// timeout.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the permission that the request needs, if the service denied it and the client knows the permission.
    #[must_use]
    pub fn required_permission(&self) -> Option<&str> {
        self.0.required_permission
    }

    /// Returns the beginning of the body of an unsuccessful response, up to 2 KiB and without the secrets that were sent.
    ///
    /// It is not part of the error's text, because the service may write anything into it.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.response.excerpt.as_deref()
    }

    /// Returns the beginning of the body of a response to a request that was carried out, up to 64 KiB and as received: it
    /// may hold the id of a created object. It may also hold secrets, so no text of this error quotes it.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.response.body.as_deref()
    }

    /// Returns `true` if the service throttled the request: 429.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns `true` if the service rejected the token: 401.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Returns `true` if the token is valid, but does not permit the request: 403. [`Error::required_permission`] names the
    /// missing permission.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Returns `true` if the resource does not exist: 404 or 410.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND) || self.has_status(StatusCode::GONE)
    }

    /// Returns `true` if the service has no route for the request, although it is documented.
    #[must_use]
    pub fn is_route_missing(&self) -> bool {
        self.code() == Some("No method match route template")
    }

    /// Returns `true` if the service or a gateway in front of it is unavailable: 502, 503 or 504.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        [StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT]
            .into_iter()
            .any(|status| self.has_status(status))
    }

    /// Returns `true` if the request timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns `true` if connecting failed or the connection was lost.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        self.kind() == ErrorKind::Connection
    }

    fn has_status(&self, status: StatusCode) -> bool {
        self.status() == Some(status)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
