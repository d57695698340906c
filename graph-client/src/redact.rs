//! Keeping secrets out of texts that a server wrote.

use graph_models::support::Secret;

/// A server may quote what it was sent. Whatever of it is secret is replaced, also where it stands as JSON.
pub(crate) fn redact(text: &str, secrets: &[Secret]) -> String {
    let mut redacted = text.to_owned();
    for secret in secrets.iter().map(Secret::expose_secret).filter(|secret| !secret.is_empty()) {
        redacted = redacted.replace(secret, "[redacted]");
        let as_json = serde_json::Value::from(secret).to_string();
        let escaped = &as_json[1..as_json.len() - 1];
        if escaped != secret {
            redacted = redacted.replace(escaped, "[redacted]");
        }
    }
    redacted
}

/// The beginning of a text: at most `limit` bytes, and whole characters.
pub(crate) fn cap(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}
