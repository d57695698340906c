//! Redacts secrets in text that a server sent.

mod decode;

use decode::decodings;
use graph_models::edm::Secret;

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
/// encoding, the whole text is replaced.
pub(crate) fn redact(text: &str, secrets: &[&Secret], limit: usize) -> String {
    let mut secrets: Vec<&str> =
        secrets.iter().map(|secret| secret.expose_secret()).filter(|secret| !secret.is_empty()).collect();
    // Longest first: replacing a secret inside a longer one would leave the rest of the longer one in the text.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut redacted = truncate(text, WINDOW).to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= LONG_SECRET) {
        let as_json = serde_json::Value::from(*secret).to_string();
        redacted = redacted.replace(secret, REDACTED).replace(&as_json[1..as_json.len() - 1], REDACTED);
    }
    if decodings(&redacted).iter().any(|text| secrets.iter().any(|secret| contains_secret(secret, text))) {
        REDACTED.clone_into(&mut redacted);
    }
    truncate(&redacted, limit).to_owned()
}

/// Returns whether the text contains the secret, or ends with the beginning of it.
fn contains_secret(secret: &str, text: &str) -> bool {
    if secret.len() < LONG_SECRET {
        return text.match_indices(secret).any(|(start, _)| {
            let before = text[..start].chars().next_back();
            let after = text[start + secret.len()..].chars().next();
            ![before, after].into_iter().flatten().any(char::is_alphanumeric)
        });
    }
    // Lossy decoding replaces a truncated character by U+FFFD.
    let text_end = text.trim_end_matches('\u{fffd}');
    text.contains(secret)
        || (TRUNCATED_SECRET..secret.len())
            .filter_map(|length| secret.get(..length))
            .any(|prefix| text_end.ends_with(prefix))
}

/// Returns the first `limit` bytes, rounded down to a character boundary.
fn truncate(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::redact;
    use graph_models::edm::Secret;
    use proptest::prelude::*;

    const LIMIT: usize = 4096;

    fn redacted(text: &str, secrets: &[Secret], limit: usize) -> String {
        redact(text, &secrets.iter().collect::<Vec<_>>(), limit)
    }

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

    fn percent(text: &str) -> String {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    }

    fn form(text: &str) -> String {
        percent(text).replace("%20", "+")
    }

    #[test]
    fn literal_secrets_are_redacted() {
        let secrets = ["Summer20", "Summer2026!", r#"correct "horse""#].map(Secret::from);
        for (text, expected) in [
            ("password Summer2026! is weak", "password [redacted] is weak"),
            (r#"{"id":"1","password":"correct \"horse\""}"#, r#"{"id":"1","password":"[redacted]"}"#),
            ("nothing of the kind", "nothing of the kind"),
        ] {
            assert_eq!(redacted(text, &secrets, LIMIT), expected);
        }
    }

    #[test]
    fn short_secrets_are_redacted_as_words() {
        let secrets = ["pin1", "t", ""].map(Secret::from);
        assert_eq!(
            redacted("BadRequest: the pin10 is not right", &secrets, LIMIT),
            "BadRequest: the pin10 is not right"
        );
        for text in
            ["wrong PIN: pin1.", "pin1", "isn't", "pi&#110;1", r"said \u0022pin1\u0022", "x%20pin1%20y", r"a\npin1"]
        {
            assert_eq!(redacted(text, &secrets, LIMIT), "[redacted]", "{text}");
        }
    }

    #[test]
    fn truncated_secrets_are_redacted() {
        let secrets = ["correct \"horse", "passä-wörd"].map(Secret::from);
        for text in [
            "said corr",
            "said correct \\",
            "said correct \\u00",
            "said correct &quo",
            "said correct %2",
            "passä-w\u{fffd}",
        ] {
            assert_eq!(redacted(text, &secrets, LIMIT), "[redacted]", "{text}");
        }
        assert_eq!(redacted("said cor", &secrets, LIMIT), "said cor");
    }

    #[test]
    fn truncation_respects_character_boundaries() {
        let secrets = ["secret-0123456789".into()];
        for (limit, expected) in [(0, ""), (2, "z"), (3, "zü"), (9, "zü [reda"), (100, "zü [redacted] h")] {
            assert_eq!(redacted("zü secret-0123456789 h", &secrets, limit), expected);
        }
    }

    proptest! {
        #[test]
        fn secrets_are_redacted_in_any_encoding(
            secret in "\\PC{8,24}|[ -~]{8,40}|[\\\\%&+\"'<>u0-9\\n\\t ]{8,24}",
            before in "\\PC{0,10}",
            after in "\\PC{0,10}",
        ) {
            let encodings: [fn(&str) -> String; 6] = [str::to_owned, json, unicode, html, percent, form];
            for first in encodings {
                for second in encodings {
                    let quoted = second(&first(&secret));
                    let shown = redacted(&format!("{before}<{quoted}>{after}"), &[secret.as_str().into()], LIMIT);
                    prop_assert!(!shown.contains(&quoted), "{shown}");
                }
            }
        }

        #[test]
        fn redaction_never_panics(text in "\\PC{0,40}|[\\\\%&#;u0-9a-f+]{0,40}", secret in "\\PC{0,12}", limit in 0_usize..64) {
            let shown = redacted(&text, &[secret.as_str().into()], limit);
            prop_assert!(shown.len() <= limit);
        }
    }
}
