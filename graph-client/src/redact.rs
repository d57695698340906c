//! Keeping secrets out of texts that a server wrote.

use graph_models::support::Secret;

const REDACTED: &str = "[redacted]";

/// Secrets from this length on, in bytes, are cut out of a text. A shorter one may be a part of ordinary words.
const CUT_LENGTH: usize = 8;

/// A text may break off inside a quote. From this length on, in characters, its beginning is taken for one.
const BROKEN_OFF_LENGTH: usize = 4;

/// Of what stands between `&` and `;`, the longest is a number such as `#x10FFFF`.
const MAX_ENTITY_LENGTH: usize = 10;

/// A server may quote what it was sent, as it is or escaped for JSON, HTML or a URL. Secrets are cut out of its text; if a
/// short one stands there as a word, nothing is left of the text, because a gap between known words would tell the secret.
/// What is left ends with the last whole character that fits into `limit` bytes.
pub(crate) fn redact(text: &str, secrets: &[Secret], limit: usize) -> String {
    let secrets = secrets.iter().map(Secret::expose_secret).filter(|secret| !secret.is_empty());
    let (long, short): (Vec<&str>, Vec<&str>) = secrets.partition(|secret| secret.len() >= CUT_LENGTH);
    let mut redacted = String::new();
    let mut before = None;
    // Where the quote that is being cut out ends. Quotes of several secrets may overlap.
    let mut cut_end = 0;
    for (position, character) in text.char_indices() {
        let rest = &text[position..];
        let end = |secret: &&str| Some(position + quoted_length(rest, secret)?);
        let is_word =
            |end: usize| ![before, text[end..].chars().next()].into_iter().flatten().any(char::is_alphanumeric);
        if short.iter().filter_map(end).any(is_word) {
            return REDACTED.to_owned();
        }
        let quote = long.iter().filter_map(end).max();
        let is_cut = position < cut_end;
        cut_end = cut_end.max(quote.unwrap_or(0));
        let mut buffer = [0; 4];
        let shown = match quote {
            _ if is_cut => "",
            Some(_) => REDACTED,
            None => character.encode_utf8(&mut buffer),
        };
        if redacted.len() + shown.len() > limit {
            break;
        }
        redacted += shown;
        before = Some(character);
    }
    redacted
}

/// The length in bytes of a quote of the secret at the start of a text, if there is one. A quote of a long secret may break
/// off where the text does.
fn quoted_length(text: &str, secret: &str) -> Option<usize> {
    let mut rest = text;
    for (matched, wanted) in secret.chars().enumerate() {
        if rest.is_empty() && matched >= BROKEN_OFF_LENGTH && secret.len() >= CUT_LENGTH {
            break;
        }
        rest = rest.strip_prefix(wanted).or_else(|| {
            let (decoded, length) = escape(rest)?;
            (decoded == wanted).then(|| &rest[length..])
        })?;
    }
    Some(text.len() - rest.len())
}

/// The character that an escape at the start of a text stands for, and the escape's length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let hexadecimal = |range: std::ops::Range<usize>| u32::from_str_radix(text.get(range)?, 16).ok();
    if let Some(entity) = text.strip_prefix('&') {
        let (end, _) = entity.char_indices().take(MAX_ENTITY_LENGTH).find(|(_, character)| *character == ';')?;
        let name = &entity[..end];
        let character = match name {
            "amp" => '&',
            "apos" => '\'',
            "gt" => '>',
            "lt" => '<',
            "quot" => '"',
            _ => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(number) => u32::from_str_radix(number, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        };
        return Some((character, name.len() + 2));
    }
    if text.starts_with("\\u") {
        let first = hexadecimal(2..6)?;
        if let Some(character) = char::from_u32(first) {
            return Some((character, 6));
        }
        let second = text.get(6..8).filter(|start| *start == "\\u").and_then(|_| hexadecimal(8..12))?;
        let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
        return Some((char::decode_utf16(pair).next()?.ok()?, 12));
    }
    if let Some(escaped) = text.strip_prefix('\\') {
        let character = escaped.chars().next().filter(|next| "\"\\/'".contains(*next))?;
        return Some((character, 2));
    }
    if text.starts_with('%') {
        let byte = hexadecimal(1..3).filter(|byte| *byte < 128)?;
        return Some((char::from_u32(byte)?, 3));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::redact;
    use graph_models::support::Secret;

    const PASSWORD: &str = "pä+ss 'w\"rd/𝄞";

    #[test]
    fn a_secret_is_cut_out_however_it_is_quoted() {
        for quoted in [
            PASSWORD,
            r#"pä+ss 'w\"rd/𝄞"#,
            r#"p\u00E4\u002Bss \u0027w\"rd\/\uD834\uDD1E"#,
            "p&#228;+ss &apos;w&quot;rd&#x2F;&#119070;",
            "pä%2Bss%20%27w%22rd%2F𝄞",
        ] {
            assert_eq!(redact(&format!("<{quoted}>"), &[PASSWORD.into()], 100), "<[redacted]>", "{quoted}");
        }
        assert_eq!(redact(r"\u00 & &#x; \ud834 % %zz", &[PASSWORD.into()], 100), r"\u00 & &#x; \ud834 % %zz");
    }

    #[test]
    fn secrets_that_overlap_are_cut_out_together() {
        let secrets = ["Summer20", "Summer2026!", "2026!ending"].map(Secret::from);
        assert_eq!(redact("password Summer2026! is weak", &secrets, 100), "password [redacted] is weak");
        assert_eq!(redact("Summer2026!ending.", &secrets, 100), "[redacted].");
        assert_eq!(redact("password Summ", &secrets, 100), "password [redacted]");
    }

    #[test]
    fn a_short_secret_that_stands_alone_leaves_nothing_of_the_text() {
        let secrets = ["pin1", "t", ""].map(Secret::from);
        assert_eq!(redact("BadRequest: the pin10 is not right", &secrets, 100), "BadRequest: the pin10 is not right");
        for text in ["wrong PIN: pin1.", "pin1", "isn't", "pi&#110;1"] {
            assert_eq!(redact(text, &secrets, 100), "[redacted]", "{text}");
        }
    }

    #[test]
    fn what_is_left_ends_between_characters() {
        let secrets = ["secret-0123456789".into()];
        for (limit, expected) in
            [(0, ""), (2, "z"), (3, "zü"), (4, "zü "), (13, "zü "), (14, "zü [redacted]"), (100, "zü [redacted] h")]
        {
            assert_eq!(redact("zü secret-0123456789 h", &secrets, limit), expected);
        }
    }
}
