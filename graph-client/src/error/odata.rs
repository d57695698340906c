//! The error body that OData services answer with.

use crate::redact::redact;
use graph_models::support::Secret;
use serde_json::Value;

/// Long enough for any message that a person is meant to read, in bytes.
const MESSAGE_LIMIT: usize = 4 * 1024;

/// What is read of an [OData error](https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ODataError {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
}

impl ODataError {
    /// Reads an error, but no secret that it quotes. `None` if the body is not an OData error; the members of one may be
    /// missing or null.
    pub(crate) fn read(body: &[u8], secrets: &[&Secret]) -> Option<Self> {
        let document: Value = serde_json::from_slice(body).ok()?;
        let error = document.get("error")?.as_object()?;
        let text =
            |value: Option<&Value>| redact(value.and_then(Value::as_str).unwrap_or_default(), secrets, MESSAGE_LIMIT);
        // Documentation and wire differ in the case of a letter.
        let inner = error.get("innerError").or_else(|| error.get("innererror"));
        let request_id = text(inner.and_then(|inner| inner.get("request-id")));
        Some(Self {
            code: text(error.get("code")),
            message: text(error.get("message")),
            request_id: Some(request_id).filter(|id| !id.is_empty()),
        })
    }
}
