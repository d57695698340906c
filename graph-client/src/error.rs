//! What can go wrong with a request, and what became of it.

mod intune;
mod message;
mod odata;
mod outcome;

use crate::credential::CredentialError;
use crate::redact::redact;
use graph_models::edm::Secret;
pub use intune::IntuneError;
pub use odata::{InnerError, ODataError, ODataErrorDetail};
pub use outcome::Outcome;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

/// How much of a body an error keeps, in bytes: of any for people to read, of a successful one to be read after all.
const EXCERPT_LIMIT: usize = 2 * 1024;
const BODY_LIMIT: usize = 64 * 1024;

/// A request that did not end as it should have.
///
/// Its text says what happened, what became of the request, and the ids to quote to the service's support; its
/// [source](StdError::source) says why. Where the service quotes the token or a secret that was sent, the quote is cut out;
/// a text in which it quotes one in a roundabout way, escaped for a URL or a web page, is withheld.
///
/// ```
/// use graph_client::{Error, Outcome};
/// use std::time::Duration;
///
/// /// How long to wait before the program tries again; `None` if a person has to look at it first.
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
    /// What the message cannot know: what the caller can do about it.
    hint: Option<String>,
    /// Method and path template.
    call: Option<String>,
    /// Whether it asks for nothing to be done, so that nothing can have become of it.
    is_read: bool,
    attempts: u32,
    status: Option<StatusCode>,
    headers: HeaderMap,
    service: Option<ODataError>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    retry_after: Option<Duration>,
    required_permission: Option<&'static str>,
    excerpt: Option<String>,
    body: Option<Vec<u8>>,
    is_broken_off: bool,
    /// The claims that the service asks for.
    challenge: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Which part of a request failed.
///
/// ```
/// use graph_client::{ErrorKind, GraphClient};
///
/// let error = GraphClient::builder().build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The client cannot be built as described.
    Configuration,
    /// The request cannot be sent as it is, such as one for a blank id.
    Request,
    /// No access token could be had.
    Credential,
    /// There was no connection, or it was lost.
    Connection,
    /// The time was up.
    Timeout,
    /// The service answered with something other than success. See [`Error::status`] and [`Error::code`].
    Service,
    /// The service answered with success, but not in a way that can be read.
    Response,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            message: message.into(),
            hint: None,
            call: None,
            is_read: false,
            attempts: 0,
            status: None,
            headers: HeaderMap::new(),
            service: None,
            request_id: None,
            client_request_id: None,
            retry_after: None,
            required_permission: None,
            excerpt: None,
            body: None,
            is_broken_off: false,
            challenge: None,
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
        self.0.call = Some(format!("{method} {template}"));
        self.0.is_read = method.is_safe();
        self
    }

    /// Says what the error means for the whole of a request that was sent so many times.
    pub(crate) fn with_attempts(mut self, client_request_id: &str, attempts: u32, outcome: Outcome) -> Self {
        self.0.client_request_id = Some(client_request_id.to_owned());
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
        self.with_hint(format!("the call needs the permission {permission}"))
    }

    /// Says why there is no token in the place of the one that was refused.
    pub(crate) fn with_no_other_token(self, source: CredentialError) -> Self {
        let hint = match self.0.challenge {
            Some(_) => "the service asks for a token with other claims, and none could be had",
            None => "another token could not be had",
        };
        self.with_shared_source(source).with_hint(hint)
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Takes the headers of an answer, which quote no secrets anymore.
    pub(crate) fn with_answer(mut self, status: StatusCode, headers: HeaderMap, request_id: Option<String>) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers;
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_service(mut self, service: ODataError) -> Self {
        let inner_id = || service.inner_error().and_then(InnerError::request_id).map(str::to_owned);
        self.0.request_id = self.0.request_id.take().or_else(inner_id);
        self.0.service = Some(service);
        self
    }

    /// Keeps the beginning of a body: for people, without the secrets that it quotes, or as it is if the request was
    /// carried out and the body should have been what was asked for.
    pub(crate) fn with_body(mut self, body: &[u8], secrets: &[&Secret]) -> Self {
        if self.0.outcome == Outcome::CarriedOut {
            self.0.body = Some(body[..body.len().min(BODY_LIMIT)].to_vec());
        } else {
            self.0.excerpt = Some(redact(&String::from_utf8_lossy(body), secrets, EXCERPT_LIMIT));
        }
        self
    }

    pub(crate) fn with_broken_off(mut self) -> Self {
        self.0.is_broken_off = true;
        self
    }

    pub(crate) fn with_challenge(mut self, claims: Option<String>) -> Self {
        self.0.challenge = claims;
        self
    }

    /// Which part of the request failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What became of the request. Where one of several attempts may have been carried out, that of the whole request is
    /// not known, whatever the last one ended with.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// How often the request was sent, or was to be sent; 0 if it was given up before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The headers of the answer, without the secrets that were sent; each is cut off after 1 KiB. There are none if there
    /// was no answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What the service says about the error, if it does so in the form of OData.
    #[must_use]
    pub fn service(&self) -> Option<&ODataError> {
        self.0.service.as_ref()
    }

    /// The [OData error code](https://learn.microsoft.com/graph/errors), such as `InvalidAuthenticationToken`. May be
    /// empty: the service does not always give one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.service().map(ODataError::code)
    }

    /// What the service says about the error.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.service().map(ODataError::message)
    }

    /// The service's name for the request, to be quoted to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The client's name for the request, unless it was given up before it got one.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// How long to wait before the request is sent again: what the service asks for, or what the client would have
    /// waited if there had been time.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The permission that the call needs, if the service did not permit it and the client knows.
    #[must_use]
    pub fn required_permission(&self) -> Option<&str> {
        self.0.required_permission
    }

    /// The beginning of the body of an answer that is no success, up to 2 KiB, without the secrets that were sent. What
    /// else is in there is the service's doing, so it is not part of the error's text.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// The body of an answer to a request that was carried out, as it came, up to 64 KiB: what could not be read may
    /// still hold the id of what was created. It may hold secrets, so it is in no other text of this error.
    #[must_use]
    pub fn raw_body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Whether the service has had too many requests: 429.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.has_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the service does not take the token: 401.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.has_status(StatusCode::UNAUTHORIZED)
    }

    /// Whether the token is good, but does not permit the call: 403. [`Error::required_permission`] names what does.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.has_status(StatusCode::FORBIDDEN)
    }

    /// Whether what was asked for does not exist: 404 or 410.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has_status(StatusCode::NOT_FOUND) || self.has_status(StatusCode::GONE)
    }

    /// Whether the service has no route for the call, although its documentation may have.
    #[must_use]
    pub fn is_route_missing(&self) -> bool {
        self.code() == Some("No method match route template")
    }

    /// Whether the service, or what stands before it, cannot answer for the time being: 502, 503 or 504.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        [StatusCode::BAD_GATEWAY, StatusCode::SERVICE_UNAVAILABLE, StatusCode::GATEWAY_TIMEOUT]
            .into_iter()
            .any(|status| self.has_status(status))
    }

    /// Whether the time was up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether there was no connection, or it was lost.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        self.kind() == ErrorKind::Connection
    }

    /// Whether the answer began well, but did not come to its end.
    pub(crate) fn is_broken_off(&self) -> bool {
        self.0.is_broken_off
    }

    /// The claims that a token has to fulfil for the service to take it.
    pub(crate) fn challenge(&self) -> Option<&str> {
        self.0.challenge.as_deref()
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
