//! The JSON document in the message of Intune's errors.

use super::members::Members;
use crate::clock::LONGEST;
use crate::redact::redact;
use graph_models::edm::Secret;
use std::time::Duration;

/// The length of an id: a GUID with hyphens.
const ID_LENGTH: usize = 36;

/// The number of documents inside one another. Intune sends two.
const DEPTH_LIMIT: usize = 8;

/// Intune's description of an error, not an error of its own: the parts of `Message` in the JSON document that is the message
/// of an [`ODataError`](crate::ODataError). That message may be a document again, and so on: this is the innermost one.
///
/// ```
/// fn ticket(error: &graph_client::Error) -> Option<String> {
///     let intune = error.service()?.intune()?;
///     Some(format!("{} (activity {})", intune.message(), intune.activity_id().unwrap_or("unknown")))
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IntuneError {
    code: Option<String>,
    message: String,
    operation_id: Option<String>,
    activity_id: Option<String>,
    retry_after: Option<Duration>,
}

impl IntuneError {
    /// Reads the document in a message. `None` if the message is not such a document.
    pub(super) fn read(message: &str, secrets: &[&Secret], limit: usize) -> Option<Self> {
        Self::read_to_depth(message, secrets, limit, DEPTH_LIMIT)
    }

    fn read_to_depth(document: &str, secrets: &[&Secret], limit: usize, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        let document =
            Members::read(document.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).as_bytes(), secrets)?;
        // An OData error inside a document has its message one level below.
        let members = document.object("error").unwrap_or(document);
        let message = members.document("message")?;
        let inner = Self::read_to_depth(&message, secrets, limit, depth);
        let mut error = inner.unwrap_or_else(|| Self::from_sentence(&redact(&message, secrets, limit)));
        error.code = error.code.or_else(|| members.text("errorCode")).or_else(|| members.text("code"));
        error.retry_after = error.retry_after.or_else(|| members.json("retryAfter").and_then(seconds));
        Some(error)
    }

    /// Takes the innermost message apart.
    fn from_sentence(text: &str) -> Self {
        // The URL of an internal service follows the ids. It contains the id of a device.
        let end = ["Operation ID", "Activity ID"].into_iter().filter_map(|label| text.find(label)).min();
        let sentence = text[..end.unwrap_or(text.len())].trim_end_matches([' ', '-']);
        Self {
            message: sentence.to_owned(),
            operation_id: id_after(text, "Operation ID"),
            activity_id: id_after(text, "Activity ID"),
            ..Self::default()
        }
    }

    /// Returns the code, such as `Forbidden`: the innermost `ErrorCode`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns the message without the ids.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the id to quote in support requests for Intune. Often all zeros.
    #[must_use]
    pub fn operation_id(&self) -> Option<&str> {
        self.operation_id.as_deref()
    }

    /// Returns the id under which Intune logged the request.
    #[must_use]
    pub fn activity_id(&self) -> Option<&str> {
        self.activity_id.as_deref()
    }
}

/// Parses a number of seconds, or the text of one.
fn seconds(json: &str) -> Option<Duration> {
    let seconds: f64 = json.trim_matches('"').parse().ok().filter(|seconds| *seconds >= 0.0)?;
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST))
}

/// Returns the id after a label and a colon, such as `Operation ID (for customer support): …`.
fn id_after(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    let (_, rest) = rest.split_once(':')?;
    let id = rest.trim_start().get(..ID_LENGTH)?;
    id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-').then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::IntuneError;
    use serde_json::{Value, json};
    use std::time::Duration;

    fn read(message: &str) -> Option<IntuneError> {
        IntuneError::read(message, &[], 4096)
    }

    #[test]
    fn the_message_is_parsed_without_its_ids() {
        let message = serde_json::json!({
            "_version": 3,
            "Message": "The serial number is in use - Operation ID (for customer support): \
                        00000000-0000-0000-0000-000000000000 - Activity ID: fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa - \
                        Url: https://intune.example/devices('PF2X8K1L')",
            "CustomApiErrorPhrase": "",
            "RetryAfter": null,
        });
        let error = read(&message.to_string()).unwrap();
        assert_eq!(error.message(), "The serial number is in use");
        assert_eq!(error.operation_id(), Some("00000000-0000-0000-0000-000000000000"));
        assert_eq!(error.activity_id(), Some("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"));
    }

    #[test]
    fn messages_without_ids_are_parsed() {
        for (message, expected) in [
            (r#"{"Message":"Not now"}"#, "Not now"),
            (r#"{"Message":"Not now - Operation ID: none - Activity ID"}"#, "Not now"),
            (r#"{"Message":"Operation ID: ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€ü€"}"#, ""),
        ] {
            let error = read(message).unwrap();
            assert_eq!((error.message(), error.operation_id(), error.activity_id()), (expected, None, None));
        }
    }

    #[test]
    fn other_messages_are_ignored() {
        for message in ["", "Not now", "{", "7", "{}", r#"{"Message":null}"#, r#"["Message"]"#, r#"{"Message":[]}"#] {
            assert_eq!(read(message), None, "{message}");
        }
    }

    #[test]
    fn the_innermost_document_is_read() {
        let sentence = "Not now - Operation ID: 00000000-0000-0000-0000-000000000000 - Activity ID: none";
        let mut document = json!({ "Message": sentence, "RetryAfter": "30.5" });
        let odata = |message: &Value| json!({ "error": { "code": "Forbidden", "message": message.to_string() } });
        for depth in 1..8 {
            let error = read(&document.to_string()).unwrap();
            assert_eq!(
                (error.message(), error.retry_after()),
                ("Not now", Some(Duration::from_millis(30_500))),
                "{depth}"
            );
            assert_eq!(error.operation_id(), Some("00000000-0000-0000-0000-000000000000"));
            assert_eq!(error.code(), (depth > 1).then_some("Forbidden"));
            document = match depth % 3 {
                0 => json!({ "ErrorCode": "Forbidden", "Message": format!("\u{feff}\r\n{document:#}") }),
                1 => odata(&document),
                _ => json!({ "ErrorCode": "Forbidden", "message": document }),
            };
        }
    }

    #[test]
    fn documents_beyond_the_limits_are_a_message() {
        let mut document = json!({ "Message": "deep" });
        for _ in 0..12 {
            document = json!({ "Message": document.to_string() });
        }
        let error = read(&document.to_string()).unwrap();
        assert!(error.message().starts_with(r#"{"Message":"{\"Message"#), "{error:?}");
        let huge = json!({ "Message": json!({ "Message": "x".repeat(1 << 20) }).to_string() }).to_string();
        assert_eq!(read(&huge).unwrap().message().len(), 4096);
        let nested = format!("{}{}", r#"{"Message":"#.repeat(100_000), "}".repeat(100_000));
        assert_eq!(read(&nested), None);
    }
}
