//! The JSON document in the message of Intune's errors.

use crate::redact::redact;
use graph_models::edm::Secret;
use serde_json::Value;

/// The length of an id: a GUID with hyphens.
const ID_LENGTH: usize = 36;

/// Intune's description of an error, not an error of its own: the parts of `Message` in the JSON document that is the message
/// of an [`ODataError`](crate::ODataError).
///
/// ```
/// fn ticket(error: &graph_client::Error) -> Option<String> {
///     let intune = error.service()?.intune()?;
///     Some(format!("{} (activity {})", intune.message(), intune.activity_id().unwrap_or("unknown")))
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IntuneError {
    message: String,
    operation_id: Option<String>,
    activity_id: Option<String>,
}

impl IntuneError {
    /// Reads the document in a message. `None` if the message is not such a document.
    pub(super) fn read(message: &str, secrets: &[&Secret], limit: usize) -> Option<Self> {
        let document: Value = serde_json::from_str(message).ok()?;
        let text = redact(document.get("Message")?.as_str()?, secrets, limit);
        // The URL of an internal service follows the ids. It contains the id of a device.
        let end = ["Operation ID", "Activity ID"].into_iter().filter_map(|label| text.find(label)).min();
        let sentence = text[..end.unwrap_or(text.len())].trim_end_matches([' ', '-']);
        Some(Self {
            message: sentence.to_owned(),
            operation_id: id_after(&text, "Operation ID"),
            activity_id: id_after(&text, "Activity ID"),
        })
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
        for message in ["", "Not now", "{", "7", "{}", r#"{"Message":null}"#, r#"["Message"]"#] {
            assert_eq!(read(message), None, "{message}");
        }
    }
}
