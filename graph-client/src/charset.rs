//! The character encodings of bodies.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use reqwest::header::HeaderValue;
use std::borrow::Cow;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Returns the text of a body without a byte order mark, or `None` if it is in no known encoding.
///
/// A byte order mark decides, then the bytes themselves: most of what is labelled with a charset other than UTF-8 is UTF-8
/// nevertheless.
pub(crate) fn decode<'a>(body: &'a [u8], content_type: Option<&HeaderValue>) -> Option<Cow<'a, str>> {
    let text = if let Some((encoding, length)) = Encoding::for_bom(body) {
        decode_as(encoding, body.get(length..)?)?
    } else if let Some(encoding) = in_utf16(body) {
        decode_as(encoding, body)?
    } else if let Ok(text) = str::from_utf8(body) {
        Cow::Borrowed(text)
    } else {
        decode_as(Encoding::for_label(charset(content_type?)?.as_bytes())?, body)?
    };
    Some(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches(BYTE_ORDER_MARK)),
        Cow::Owned(text) => Cow::Owned(text),
    })
}

/// Decodes a JSON document, and removes what some services send around it.
pub(crate) fn decode_json<'a>(body: &'a [u8], content_type: Option<&HeaderValue>) -> Option<Cow<'a, str>> {
    let is_padding = |character: char| character.is_whitespace() || matches!(character, BYTE_ORDER_MARK | '\0');
    Some(match decode(body, content_type)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(is_padding)),
        Cow::Owned(text) => Cow::Owned(text.trim_matches(is_padding).to_owned()),
    })
}

fn decode_as<'a>(encoding: &'static Encoding, body: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(body)
}

/// Detects UTF-16 by the first character of a text, which is ASCII in JSON and most often in CSV.
pub(crate) fn in_utf16(body: &[u8]) -> Option<&'static Encoding> {
    match body {
        [0, 1..=u8::MAX, ..] => Some(UTF_16BE),
        [1..=u8::MAX, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

fn charset(content_type: &HeaderValue) -> Option<&str> {
    content_type.to_str().ok()?.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_json};
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    fn decoded(body: &[u8], content_type: &str) -> Option<String> {
        let content_type = HeaderValue::from_str(content_type).unwrap();
        decode(body, Some(&content_type)).map(Into::into)
    }

    fn utf16(text: &str) -> [Vec<u8>; 2] {
        [
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
    }

    #[test]
    fn byte_order_marks_decide_and_are_removed() {
        let [little, big] = utf16("\u{feff}né");
        for body in ["\u{feff}né".as_bytes(), "\u{feff}\u{feff}né".as_bytes(), &little, &big] {
            for content_type in ["text/csv", "text/csv; charset=windows-1252", "text/csv; charset=utf-16"] {
                assert_eq!(decoded(body, content_type).as_deref(), Some("né"), "{body:?} {content_type}");
            }
        }
    }

    #[test]
    fn a_body_without_one_is_in_utf_8_or_its_charset() {
        let [little, big] = utf16("né");
        for (body, content_type, expected) in [
            ("né".as_bytes(), "text/csv; charset=iso-8859-1", Some("né")),
            (b"n\xe9", "text/csv; charset=iso-8859-1", Some("né")),
            (b"n\xe9\x80", "text/csv;header=present; Charset=\"Windows-1252\"", Some("né€")),
            (b"n\xe9", "text/csv", None),
            (b"n\xe9", "text/csv; charset=utf-8", None),
            (b"n\xe9", "text/csv; charset=klingon", None),
            (&little, "text/csv", Some("né")),
            (&big, "text/csv", Some("né")),
            (b"", "text/csv", Some("")),
            (b"no\0", "text/csv", Some("no\0")),
        ] {
            assert_eq!(decoded(body, content_type).as_deref(), expected, "{body:?} {content_type}");
        }
    }

    #[test]
    fn what_surrounds_json_is_removed() {
        let [little, _] = utf16("\u{feff}{}\r\n");
        for body in [&b"\xef\xbb\xbf{}"[..], b"\r\n\xef\xbb\xbf {}", b"{}\0\0", b"{}\n", &little] {
            assert_eq!(decode_json(body, None).as_deref(), Some("{}"), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_decoded_or_refused(body in proptest::collection::vec(any::<u8>(), 0..40), content_type in "[ -~]{0,20}|text/csv; charset=(utf-16le|utf-7|big5|x)") {
            if let (Some(text), Ok(utf_8)) = (decoded(&body, &content_type), str::from_utf8(&body)) {
                prop_assert!(text.len() <= utf_8.len() * 3);
            }
        }
    }
}
