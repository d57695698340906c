//! Errors of requests, and the outcome of each.

mod attempt;
mod class;
mod display;
mod intune;
mod kind;
mod members;
mod odata;
mod outcome;
mod predicates;
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
/// [source](StdError::source) has the cause. Tokens, secrets and long base64 values of the request that the service quotes are
/// redacted. A text that quotes one in escaped form, as in a URL or a web page, is redacted as a whole.
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

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    message: String,
    /// Advice to the caller.
    hint: Option<String>,
    /// Method and path template.
    call: Option<(Method, String)>,
    /// The host, with its port, that the request was for.
    host: Option<String>,
    attempts: u32,
    client_request_id: Option<String>,
    response: ErrorResponse,
    retry_after: Option<Duration>,
    required_permission: Option<&'static str>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// Whether it is the error of the batch with the request, which says nothing of the resource.
    is_of_batch: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            message: message.into(),
            hint: None,
            call: None,
            host: None,
            attempts: 0,
            client_request_id: None,
            response: ErrorResponse::default(),
            retry_after: None,
            required_permission: None,
            source: None,
            is_of_batch: false,
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

    /// Sets what the request was for, and the host that it was sent to.
    pub(crate) fn set_target(&mut self, method: &Method, template: &str, host: &str) {
        self.0.call = Some((method.clone(), template.to_owned()));
        self.0.host = Some(host.to_owned());
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

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// Sets the permission that the request needs, to name it if the service denies the request.
    pub(crate) fn with_required_permission(mut self, permission: Option<&'static str>) -> Self {
        self.0.required_permission = permission;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Returns the error of a request whose batch failed with this error.
    pub(crate) fn of_batch(&self) -> Self {
        let mut inner = self.0.clone();
        inner.message = format!("in a batch: {}", inner.message);
        inner.is_of_batch = true;
        if inner.outcome == Outcome::CarriedOut {
            // The service read the batch. What became of its requests is in the lost responses.
            inner.outcome = Outcome::Unknown;
        }
        Self(inner)
    }

    /// Returns the error of a request that was not carried out because one before it failed.
    pub(crate) fn into_dependency(mut self, message: String) -> Self {
        self.0.kind = ErrorKind::Dependency;
        self.0.message = message;
        self
    }

    pub(crate) fn with_response(mut self, response: ErrorResponse) -> Self {
        self.0.response = response;
        self
    }

    pub(crate) fn with_service(mut self, service: ODataError) -> Self {
        let from_service = service.intune().and_then(IntuneError::retry_after);
        self.0.retry_after = self.0.retry_after.max(from_service);
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

    /// Returns the headers of the response, without the secrets that were sent. `Location` and `WWW-Authenticate` are cut off
    /// after 16 KiB, the others after 1 KiB. Empty if there was no response.
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

    /// Returns the beginning of the body of an unsuccessful response, up to 2 KiB and without the secrets that were sent.
    ///
    /// It is not part of the error's text, because the service may write anything into it.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.response.excerpt.as_deref()
    }

    /// Returns the beginning of the body of a response with a status of success, up to 64 KiB and as received: it may hold
    /// the id of a created object. It may also hold secrets, so no text of this error quotes it.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.response.body.as_deref()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
