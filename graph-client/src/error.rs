//! What can go wrong with a request, and what became of it.

mod odata;

use crate::redact::redact;
use graph_models::support::Secret;
pub(crate) use odata::ODataError;
use reqwest::{Method, StatusCode};
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display, Formatter, Write};

/// How much of a body an error keeps, in bytes.
const EXCERPT_LIMIT: usize = 2 * 1024;

/// A request that did not end as it should have.
///
/// Its text says what happened, what became of the request, and the ids to quote to the service's support; its
/// [source](StdError::source) says why. Where the service quotes the token or a secret that was sent, the quote is cut out;
/// a text in which it quotes one in a roundabout way, escaped for a URL or a web page, is withheld.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    message: String,
    /// Method and path template.
    call: Option<String>,
    status: Option<StatusCode>,
    service: Option<ODataError>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    excerpt: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Which part of a request failed.
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

/// What became of a request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It never left this machine. Repeating it is safe.
    NotSent,
    /// The service did not do what was asked. Repeating it is safe, though it may be refused again.
    Refused,
    /// The service did what was asked; only its answer is unusable. Repeating it does it twice.
    CarriedOut,
    /// There is no telling. Look before you repeat it.
    Unknown,
}

impl Outcome {
    /// What a status says about a request that changes something.
    pub(crate) fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            202 | 303 | 408 => Self::Unknown,
            200..=299 => Self::CarriedOut,
            301 | 302 | 307 | 308 | 400..=499 | 503 => Self::Refused,
            _ => Self::Unknown,
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the request was not sent",
            Self::Refused => "the request was refused and changed nothing",
            Self::CarriedOut => "the request was carried out",
            Self::Unknown => "whether the request was carried out is not known",
        })
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            message: message.into(),
            call: None,
            status: None,
            service: None,
            request_id: None,
            client_request_id: None,
            excerpt: None,
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn with_call(mut self, method: &Method, template: &str) -> Self {
        self.0.call = Some(format!("{method} {template}"));
        self
    }

    pub(crate) fn with_client_request_id(mut self, id: &str) -> Self {
        self.0.client_request_id = Some(id.to_owned());
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode, request_id: Option<String>) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id;
        self
    }

    pub(crate) fn with_service(mut self, mut service: ODataError) -> Self {
        if self.0.request_id.is_none() {
            self.0.request_id = service.request_id.take();
        }
        self.0.service = Some(service);
        self
    }

    /// Keeps the beginning of a body, but no secret that it quotes.
    pub(crate) fn with_body(mut self, body: &[u8], secrets: &[&Secret]) -> Self {
        self.0.excerpt = Some(redact(&String::from_utf8_lossy(body), secrets, EXCERPT_LIMIT));
        self
    }

    /// Which part of the request failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What became of the request.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The [OData error code](https://learn.microsoft.com/graph/errors), such as `InvalidAuthenticationToken`. May be
    /// empty: the service does not always give one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.service.as_ref().map(|service| service.code.as_str())
    }

    /// What the service says about the error.
    #[must_use]
    pub fn service_message(&self) -> Option<&str> {
        self.0.service.as_ref().map(|service| service.message.as_str())
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

    /// The beginning of the answer's body, up to 2 KiB, without the secrets that were sent. What else is in there is the
    /// service's doing, so it is not part of the error's text.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner { call, message, service, request_id, client_request_id, outcome, .. } = &*self.0;
        if let Some(call) = call {
            write!(f, "{call}: ")?;
        }
        write!(f, "{}", Printable(message))?;
        if let Some(ODataError { code, message, .. }) = service {
            for text in [code, message.trim_end_matches('.')].into_iter().filter(|text| !text.is_empty()) {
                write!(f, ": {}", Printable(text))?;
            }
        }
        write!(f, "; {outcome}")?;
        let ids = [("request-id", request_id), ("client-request-id", client_request_id)];
        for (name, id) in ids {
            if let Some(id) = id {
                write!(f, "; {name} {}", Printable(id))?;
            }
        }
        Ok(())
    }
}

/// Shows control characters instead of sending them to a terminal.
struct Printable<'a>(&'a str);

impl Display for Printable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| {
            if character.is_control() { write!(f, "{}", character.escape_default()) } else { f.write_char(character) }
        })
    }
}

impl Debug for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner { kind, outcome, message, call, status, service, request_id, client_request_id, excerpt, source } =
            &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("outcome", outcome)
            .field("message", message)
            .field("call", call)
            .field("status", status)
            .field("service", service)
            .field("request_id", request_id)
            .field("client_request_id", client_request_id)
            .field("body_excerpt", &excerpt.as_ref().map(|excerpt| format!("[{} bytes]", excerpt.len())))
            .field("source", source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}
