//! The error body that OData services answer with.

use super::intune::IntuneError;
use crate::redact::redact;
use graph_models::edm::Secret;
use serde_json::{Map, Value};

/// Long enough for any message that a person is meant to read, in bytes.
const MESSAGE_LIMIT: usize = 4 * 1024;

/// How many details are kept, and how many errors inside each other: more than any service sends.
const DETAILS_LIMIT: usize = 50;
const DEPTH_LIMIT: usize = 8;

/// What the service says about an error, in the form of [OData]. Texts are capped at 4 KiB each, and no text quotes a
/// secret that was sent. What the service leaves out is empty or `None`.
///
/// ```
/// fn report(error: &graph_client::Error) {
///     let Some(service) = error.service() else { return };
///     eprintln!("{}: {}", service.code(), service.message());
///     for detail in service.details() {
///         eprintln!("  {} ({})", detail.message(), detail.target().unwrap_or("no target"));
///     }
///     if let Some(intune) = service.intune() {
///         eprintln!("  Intune's operation {}", intune.operation_id().unwrap_or("has no id"));
///     }
/// }
/// ```
///
/// [OData]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ODataError {
    code: String,
    message: String,
    target: Option<String>,
    details: Vec<ODataErrorDetail>,
    inner_error: Option<InnerError>,
    intune: Option<IntuneError>,
}

impl ODataError {
    /// Reads an error, but no secret that it quotes. `None` if the body is not an OData error; the members of one may be
    /// missing or null.
    pub(crate) fn read(body: &[u8], secrets: &[&Secret]) -> Option<Self> {
        let document: Value = serde_json::from_slice(body).ok()?;
        let error = Members { object: document.get("error")?.as_object()?, secrets };
        let details = error.object.get("details").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let details = details.iter().filter_map(Value::as_object).take(DETAILS_LIMIT);
        let message = error.object.get("message").and_then(Value::as_str).unwrap_or_default();
        Some(Self {
            code: error.text("code").unwrap_or_default(),
            message: error.text("message").unwrap_or_default(),
            target: error.text("target"),
            details: details.map(|object| ODataErrorDetail::read(&Members { object, secrets })).collect(),
            inner_error: InnerError::within(&error, DEPTH_LIMIT),
            intune: IntuneError::read(message, secrets, MESSAGE_LIMIT),
        })
    }

    /// The [code](https://learn.microsoft.com/graph/errors), such as `InvalidAuthenticationToken`. May be empty, and may
    /// have blanks in it.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message, as it came. Where Intune put a JSON document into it, [`intune`](Self::intune) says what is in there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the error is about, such as the name of a property.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// The errors that make up this one; at most 50 are kept.
    #[must_use]
    pub fn details(&self) -> &[ODataErrorDetail] {
        &self.details
    }

    /// What stands behind the error.
    #[must_use]
    pub fn inner_error(&self) -> Option<&InnerError> {
        self.inner_error.as_ref()
    }

    /// What Intune says about the error in a document inside the message.
    #[must_use]
    pub fn intune(&self) -> Option<&IntuneError> {
        self.intune.as_ref()
    }

    /// The message for people: Intune's, if there is one.
    pub(crate) fn readable_message(&self) -> &str {
        self.intune.as_ref().map_or(&self.message, |intune| intune.message())
    }
}

/// One of several errors that make up an [`ODataError`].
///
/// ```
/// /// The properties that the service complains about.
/// fn targets(error: &graph_client::ODataError) -> Vec<&str> {
///     error.details().iter().filter_map(|detail| detail.target()).collect()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ODataErrorDetail {
    code: String,
    message: String,
    target: Option<String>,
}

impl ODataErrorDetail {
    fn read(detail: &Members<'_>) -> Self {
        Self {
            code: detail.text("code").unwrap_or_default(),
            message: detail.text("message").unwrap_or_default(),
            target: detail.text("target"),
        }
    }

    /// The code, which may be empty.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the error is about, such as the name of a property.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }
}

/// What stands behind an [`ODataError`]; it may have another error behind it. At most 8 are kept.
///
/// ```
/// /// The most specific code that the service gives.
/// fn innermost(error: &graph_client::ODataError) -> &str {
///     let errors = std::iter::successors(error.inner_error(), |inner| inner.inner_error());
///     errors.filter_map(|inner| inner.code()).last().unwrap_or(error.code())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerError {
    code: Option<String>,
    message: Option<String>,
    date: Option<String>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    next: Option<Box<InnerError>>,
}

impl InnerError {
    fn within(outer: &Members<'_>, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        // Documentation and wire differ in the case of a letter.
        let inner = outer.object.get("innerError").or_else(|| outer.object.get("innererror"))?.as_object()?;
        let inner = Members { object: inner, secrets: outer.secrets };
        Some(Self {
            code: inner.text("code"),
            message: inner.text("message"),
            date: inner.text("date"),
            request_id: inner.text("request-id"),
            client_request_id: inner.text("client-request-id"),
            next: Self::within(&inner, depth).map(Box::new),
        })
    }

    /// A more specific code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// A more specific message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// When it happened, by the service's clock and without a time zone: `2026-11-25T10:00:00`.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// The service's name for the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The client's name for the request, as the service has it.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// What stands behind this one.
    #[must_use]
    pub fn inner_error(&self) -> Option<&Self> {
        self.next.as_deref()
    }
}

/// The members of a JSON object, and what must not be read out of them.
struct Members<'a> {
    object: &'a Map<String, Value>,
    secrets: &'a [&'a Secret],
}

impl Members<'_> {
    /// A member that is a text, and not an empty one.
    fn text(&self, name: &str) -> Option<String> {
        let text = redact(self.object.get(name)?.as_str()?, self.secrets, MESSAGE_LIMIT);
        Some(text).filter(|text| !text.is_empty())
    }
}
