//! Redaction in many encodings.

use crate::redact::{long_values, redact, redact_id};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use graph_models::edm::Secret;

/// The limit of a text.
const LIMIT: usize = 4096;

/// The length of a secret that is redacted inside words, and of one that is certainly not cut off.
const LENGTHS: std::ops::Range<usize> = 8..100;

/// The number of characters around a secret.
const AROUND: usize = 20;

/// Checks a text with a secret. The input has the numbers of two encodings as letters, a line with the secret, and the text.
pub fn check(input: &[u8]) {
    let [first, second, rest @ ..] = input else { return };
    let encoding = |letter: &u8| ENCODINGS[usize::from(letter.wrapping_sub(b'a')) % ENCODINGS.len()];
    let rest = String::from_utf8_lossy(rest);
    let (secret, text) = rest.split_once('\n').unwrap_or(("", &rest));
    let secrets = [&Secret::from(secret)];
    let shown = redact(text, &secrets, LIMIT);
    assert!(shown.len() <= LIMIT);
    let limit = shown.len() / 2;
    assert!(redact(text, &secrets, limit).len() <= limit);
    let id = redact_id(text, &secrets, LIMIT);
    assert!(
        id == REDACTED
            || id.chars().all(|character| character.is_ascii_alphanumeric() || "-._:|[]".contains(character))
    );

    // The replacement contains some secrets itself.
    if LENGTHS.contains(&secret.len()) && !REDACTED.contains(secret) {
        assert!(!shown.contains(secret) && !id.contains(secret), "{shown}");
        let before: String = text.chars().take(AROUND).collect();
        let after: String = text.chars().skip(AROUND).take(AROUND).collect();
        assert!(is_redacted_in(secret, [encoding(first), encoding(second)], &before, &after), "{before:?} {after:?}");
    }

    let values = long_values(text);
    let shown = redact(text, &values.iter().collect::<Vec<_>>(), LIMIT);
    for value in values {
        let value = value.expose_secret();
        assert!(value.len() > 100 && !shown.contains(value));
    }
}

/// Returns whether nothing shows a secret in these encodings, the second around the first.
pub fn is_redacted_in(secret: &str, [first, second]: [Encoding; 2], before: &str, after: &str) -> bool {
    let quoted = second(&first(secret));
    let shown = redact(&format!("{before}<{quoted}>{after}"), &[&secret.into()], LIMIT);
    !shown.contains(&quoted)
}

const REDACTED: &str = "[redacted]";

/// Encodes a text.
pub type Encoding = fn(&str) -> String;

/// The encodings in which a server may quote a secret.
pub const ENCODINGS: &[Encoding] = &[
    str::to_owned,
    json,
    unicode,
    html,
    percent,
    form,
    numbers,
    names,
    javascript,
    bytes,
    base64,
    base64_url,
    hexadecimal,
    hexadecimal_behind_a_digit,
];

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Escapes like .NET: every character but ASCII letters and digits as `\uXXXX`.
fn unicode(text: &str) -> String {
    let escape = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04X}"),
    };
    text.encode_utf16().map(escape).collect()
}

fn html(text: &str) -> String {
    let escape = |character: char| match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        character if character.is_ascii() => character.to_string(),
        character => format!("&#x{:X};", u32::from(character)),
    };
    text.chars().map(escape).collect()
}

fn concat(parts: impl Iterator<Item = String>) -> String {
    parts.collect()
}

/// Escapes in full like a careful template engine.
fn numbers(text: &str) -> String {
    concat(text.chars().map(|character| format!("&#{:010};", u32::from(character))))
}

/// Escapes by names, of which only those of ASCII are understood.
fn names(text: &str) -> String {
    let escape = |character: char| match character {
        '.' => "&period;".to_owned(),
        '!' => "&excl;".to_owned(),
        '%' => "&percnt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '"' => "&QUOT;".to_owned(),
        character if character.is_ascii() => character.to_string(),
        _ => "&auml;".to_owned(),
    };
    text.chars().map(escape).collect()
}

/// Escapes like JavaScript's `escape`.
fn javascript(text: &str) -> String {
    let escape = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        Ok(byte) => format!("%{byte:02X}"),
        Err(_) => format!("%u{unit:04X}"),
    };
    text.encode_utf16().map(escape).collect()
}

/// Escapes like C and Python.
fn bytes(text: &str) -> String {
    concat(text.bytes().map(|byte| format!("\\x{byte:02x}")))
}

fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn base64_url(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("user:{text}"))
}

fn hexadecimal(text: &str) -> String {
    concat(text.bytes().map(|byte| format!("{byte:02x}")))
}

fn hexadecimal_behind_a_digit(text: &str) -> String {
    format!("0{}", hexadecimal(text))
}

fn percent(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn form(text: &str) -> String {
    percent(text).replace("%20", "+")
}
