//! Redacts secrets in text that a server sent.

mod decode;
mod long_values;
#[cfg(test)]
mod tests;

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};
use decode::{UNKNOWN, decodings};
use graph_models::edm::Secret;
pub(crate) use long_values::long_values;

const REDACTED: &str = "[redacted]";

/// The minimum length in bytes of a secret that is redacted inside words. A shorter one may be part of an ordinary word
/// and is redacted only as a word of its own.
const LONG_SECRET: usize = 8;

/// The minimum length in bytes of a truncated secret at the end of the text.
const TRUNCATED_SECRET: usize = 4;

/// The number of bytes that are searched: several times the limit of any error.
const WINDOW: usize = 16 * 1024;

/// Truncates the text to `limit` bytes and redacts the secrets that the server may have quoted in it.
///
/// Secrets are replaced where they appear literally or escaped as JSON. If the rest still contains a secret in any other
/// encoding, the whole text is replaced. So it is if it may contain one in an encoding that is not understood in full.
pub(crate) fn redact(text: &str, secrets: &[&Secret], limit: usize) -> String {
    let mut secrets: Vec<&str> =
        secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty()).collect();
    // Longest first: replacing a secret inside a longer one would leave the rest of the longer one in the text.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut redacted = truncate(text, WINDOW).to_owned();
    for secret in secrets.iter().filter(|secret| (LONG_SECRET..=text.len()).contains(&secret.len())) {
        let as_json = serde_json::Value::from(*secret).to_string();
        redacted = redacted.replace(secret, REDACTED).replace(&as_json[1..as_json.len() - 1], REDACTED);
    }
    let (long, short): (Vec<_>, Vec<_>) = secrets.into_iter().partition(|secret| secret.len() >= LONG_SECRET);
    if contains_any(&long, &redacted, true) || contains_any(&short, &redacted, false) {
        REDACTED.clone_into(&mut redacted);
    }
    truncate(&redacted, limit).to_owned()
}

/// Redacts an id, which is printed only if it is plainly readable: letters, digits and `-._:|`.
pub(crate) fn redact_id(id: &str, secrets: &[&Secret], limit: usize) -> String {
    if id.chars().all(|character| character.is_ascii_alphanumeric() || "-._:|".contains(character)) {
        redact(id, secrets, limit)
    } else {
        truncate(REDACTED, limit).to_owned()
    }
}

fn contains_any(secrets: &[&str], text: &str, with_digits: bool) -> bool {
    !secrets.is_empty()
        && decodings(text, with_digits).iter().any(|decoded| {
            let is_decoded = decoded != text;
            secrets.iter().any(|secret| contains_secret(secret, decoded, is_decoded))
        })
}

/// Returns whether the text contains the secret, or ends with the beginning of it.
fn contains_secret(secret: &str, text: &str, is_decoded: bool) -> bool {
    if secret.len() < LONG_SECRET {
        return contains_word(secret, text) || contains_word(&BASE64_STANDARD_NO_PAD.encode(secret), text);
    }
    // Characters beyond ASCII may have been encoded in another charset, or by names that are not understood.
    let may_differ = is_decoded && !secret.is_ascii();
    contains_long_secret(secret, text) || (may_differ && contains_long_secret(&fold(secret), &fold(text)))
}

fn contains_word(word: &str, text: &str) -> bool {
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

fn contains_long_secret(secret: &str, text: &str) -> bool {
    // Lossy decoding replaces a truncated character by U+FFFD.
    text.contains(secret) || ends_with_start(text.trim_end_matches(UNKNOWN), secret)
}

/// Returns whether the text ends with a truncated secret. A request may have many long secrets, and most texts are shorter.
fn ends_with_start(text: &str, secret: &str) -> bool {
    let (text, secret) = (text.as_bytes(), secret.as_bytes());
    let first = text.len().saturating_sub(secret.len().saturating_sub(1));
    let starts = first..(text.len() + 1).saturating_sub(TRUNCATED_SECRET);
    starts.map(|start| &text[start..]).any(|end| secret.starts_with(end))
}

/// Replaces every run of characters beyond ASCII by one unknown character.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character);
        } else if !folded.ends_with(UNKNOWN) {
            folded.push(UNKNOWN);
        }
    }
    folded
}

/// Returns the first `limit` bytes, rounded down to a character boundary.
pub(crate) fn truncate(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}
