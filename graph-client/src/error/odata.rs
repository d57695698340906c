//! Error responses of OData services.

use super::intune::IntuneError;
use super::members::{MESSAGE_LIMIT, Members};
use crate::redact::redact;
use graph_models::edm::Secret;
use std::iter::successors;

/// The number of details and the depth of inner errors: more than any service sends.
const DETAILS_LIMIT: usize = 50;
const DEPTH_LIMIT: usize = 8;

/// An [OData] error: the service's description of an error. Members that the service leaves out are empty or `None`.
///
/// Each text is cut off after 4 KiB, and secrets that were sent are redacted.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ODataError {
    code: String,
    message: String,
    target: Option<String>,
    details: Vec<ODataErrorDetail>,
    inner_error: Option<InnerError>,
    intune: Option<IntuneError>,
}

impl ODataError {
    /// Reads an error without the secrets that it quotes. `None` if the body is not an OData error; the members of one may
    /// be missing or null.
    pub(crate) fn read(body: &[u8], secrets: &[&Secret]) -> Option<Self> {
        let document = Members::read(body, secrets)?;
        let error = document.object("error").or_else(|| document.object("odata.error"))?;
        // Before OData 4, the message is an object with a language and a value.
        let message = error.object("message").and_then(|message| message.document("value"));
        let message = message.or_else(|| error.document("message")).unwrap_or_default();
        Some(Self {
            code: error.text("code").unwrap_or_default(),
            message: redact(&message, secrets, MESSAGE_LIMIT),
            target: error.text("target"),
            details: error.objects("details", DETAILS_LIMIT).iter().map(ODataErrorDetail::read).collect(),
            inner_error: InnerError::within(&error, DEPTH_LIMIT),
            intune: IntuneError::read(&message, secrets, MESSAGE_LIMIT),
        })
    }

    /// Returns the [code](https://learn.microsoft.com/graph/errors), such as `InvalidAuthenticationToken`. May be empty, and
    /// may contain spaces.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the message as received. If it is a JSON document of Intune's, [`intune`](Self::intune) returns its content.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the target of the error, such as the name of a property.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Returns the errors that this one consists of, at most 50.
    #[must_use]
    pub fn details(&self) -> &[ODataErrorDetail] {
        &self.details
    }

    /// Returns the more specific error inside this one.
    #[must_use]
    pub fn inner_error(&self) -> Option<&InnerError> {
        self.inner_error.as_ref()
    }

    /// Returns Intune's description of the error, if the message is a JSON document of Intune's.
    #[must_use]
    pub fn intune(&self) -> Option<&IntuneError> {
        self.intune.as_ref()
    }

    /// Returns the message for people, which is Intune's if present.
    pub(crate) fn readable_message(&self) -> &str {
        self.intune.as_ref().map_or(&self.message, |intune| intune.message())
    }

    /// Returns the messages for people, the most general one first.
    pub(super) fn messages(&self) -> impl Iterator<Item = &str> {
        let inner = successors(self.inner_error(), |inner| inner.inner_error()).filter_map(InnerError::message);
        [self.readable_message()].into_iter().chain(inner)
    }

    /// Returns the codes, the most general one first.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        let inner = successors(self.inner_error(), |inner| inner.inner_error()).filter_map(InnerError::code);
        [self.code()].into_iter().chain(self.intune().and_then(IntuneError::code)).chain(inner)
    }
}

/// A description of one of the errors that an [`ODataError`] consists of; not an error of its own.
///
/// ```
/// /// Returns the properties that are wrong.
/// fn targets(error: &graph_client::ODataError) -> Vec<&str> {
///     error.details().iter().filter_map(|detail| detail.target()).collect()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// Returns the code, which may be empty.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the target of the error, such as the name of a property.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }
}

/// A description of a more specific error inside an [`ODataError`]; not an error of its own. It may have an inner error too; at most 8 are kept.
///
/// ```
/// /// Returns the most specific code that the service sent.
/// fn innermost(error: &graph_client::ODataError) -> &str {
///     let errors = std::iter::successors(error.inner_error(), |inner| inner.inner_error());
///     errors.filter_map(|inner| inner.code()).last().unwrap_or(error.code())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
        let inner = outer.object("innerError")?;
        Some(Self {
            code: inner.text("code"),
            message: inner.text("message"),
            date: inner.text("date"),
            request_id: inner.text("request-id"),
            client_request_id: inner.text("client-request-id"),
            next: Self::within(&inner, depth).map(Box::new),
        })
    }

    /// Returns the more specific code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the more specific message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the time of the error, by the service's clock and without a time zone: `2026-11-25T10:00:00`.
    #[must_use]
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// Returns the service's id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns the client's id of the request, as the service received it.
    #[must_use]
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// Returns the more specific error inside this one.
    #[must_use]
    pub fn inner_error(&self) -> Option<&Self> {
        self.next.as_deref()
    }
}
