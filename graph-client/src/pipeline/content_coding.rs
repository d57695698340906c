//! The [content codings](https://www.rfc-editor.org/rfc/rfc9110#section-8.4) of response bodies.
//!
//! The client asks for gzip, and inflates gzip that it did not ask for. The HTTP library does not: it would neither limit the
//! inflated size in total nor accept mislabelled bodies, and a damaged body would be lost as a whole.

use flate2::bufread::GzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use std::io::{self, Read};

/// The content codings to ask for.
pub(super) const ACCEPTED: &str = "gzip";

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b, 8];

/// The number of nested codings that are undone. A gateway may compress what is compressed already.
const DEPTH: usize = 4;

/// The reason why a body was inflated only in part.
pub(super) enum InflateError {
    TooLarge,
    Malformed(io::Error),
}

/// Inflates a body up to a limit in bytes, and removes the headers that describe the compressed one.
///
/// A body in any other coding stays as it is, and so do its headers.
pub(super) fn inflate(headers: &mut HeaderMap, body: &mut Vec<u8>, limit: usize) -> Result<(), InflateError> {
    if !headers.contains_key(CONTENT_ENCODING) && !body.starts_with(GZIP_MAGIC) {
        return Ok(());
    }
    let Some(mut codings) = gzip_codings(headers) else { return Ok(()) };
    let is_text = is_text(headers);
    let mut result = Ok(());
    let mut depth = 0;
    // Some gateways inflate the body and keep the header, others compress it and omit the header.
    while body.starts_with(GZIP_MAGIC) && (codings > 0 || is_text) && depth < DEPTH && result.is_ok() {
        let mut inflated = Vec::new();
        result = inflate_members(body, &mut inflated, limit);
        inflated.truncate(limit);
        *body = inflated;
        depth += 1;
        codings = codings.saturating_sub(1);
    }
    if depth > 0 || codings > 0 {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    result
}

/// Inflates the members of a gzip body. What follows the last of them is padding.
fn inflate_members(mut body: &[u8], inflated: &mut Vec<u8>, limit: usize) -> Result<(), InflateError> {
    loop {
        let mut member = GzDecoder::new(body);
        let room = limit.saturating_sub(inflated.len()).saturating_add(1);
        let bound = u64::try_from(room).unwrap_or(u64::MAX);
        member.by_ref().take(bound).read_to_end(inflated).map_err(InflateError::Malformed)?;
        if inflated.len() > limit {
            return Err(InflateError::TooLarge);
        }
        body = member.into_inner();
        if !body.starts_with(GZIP_MAGIC) {
            return Ok(());
        }
    }
}

/// Returns how many times a body was compressed, or `None` if it has another coding.
fn gzip_codings(headers: &HeaderMap) -> Option<usize> {
    let mut codings = 0;
    for value in headers.get_all(CONTENT_ENCODING) {
        for coding in value.to_str().ok()?.split(',').map(str::trim) {
            match coding.to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => codings += 1,
                "" | "identity" => {}
                _ => return None,
            }
        }
    }
    Some(codings)
}

/// Returns whether the body is text, which never begins like gzip. Graph names the media type of everything else.
fn is_text(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|value| {
        let media_type = value.to_str().unwrap_or_default().to_ascii_lowercase();
        media_type.starts_with("text/") || media_type.contains("json") || media_type.contains("xml")
    })
}

#[cfg(test)]
mod tests {
    use super::{InflateError, inflate};
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;
    use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
    use std::io::Write;

    const TEXT: &[u8] = br#"{"id":"1"}"#;
    const JSON: &str = "application/json";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn headers(coding: &str, media_type: &str) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([(CONTENT_LENGTH, "7".parse().unwrap())]);
        for (name, value) in [(CONTENT_ENCODING, coding), (CONTENT_TYPE, media_type)] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        headers
    }

    #[test]
    fn the_headers_describe_the_body_that_is_left() {
        for (coding, media_type, body, is_changed) in [
            ("gzip", JSON, gzip(TEXT), true),
            ("gzip", JSON, TEXT.to_vec(), true),
            ("", JSON, gzip(TEXT), true),
            ("", "application/gzip", gzip(TEXT), false),
            ("identity", JSON, TEXT.to_vec(), false),
            ("br", JSON, TEXT.to_vec(), false),
        ] {
            let before = headers(coding, media_type);
            let mut after = before.clone();
            assert!(inflate(&mut after, &mut body.clone(), 100).is_ok());
            let kept = [CONTENT_ENCODING, CONTENT_LENGTH].map(|name| after.get(&name) == before.get(&name));
            assert_eq!(kept, [!is_changed || coding.is_empty(), !is_changed], "{coding} {media_type}");
            assert!(!is_changed || !after.contains_key(CONTENT_ENCODING));
        }
    }

    #[test]
    fn few_nested_codings_are_undone() {
        let nested = |times| (0..times).fold(TEXT.to_vec(), |body, _| gzip(&body));
        assert_eq!(inflated("gzip, gzip, gzip, gzip", JSON, &nested(4), 1000), (TEXT.to_vec(), true));
        assert_eq!(inflated("gzip, gzip, gzip, gzip, gzip", JSON, &nested(5), 1000), (nested(1), true));
    }

    /// Returns the inflated body, and whether it is complete.
    fn inflated(coding: &str, media_type: &str, body: &[u8], limit: usize) -> (Vec<u8>, bool) {
        let mut body = body.to_vec();
        let result = inflate(&mut headers(coding, media_type), &mut body, limit);
        (body, result.is_ok())
    }

    #[test]
    fn gzip_is_inflated_however_it_is_labelled() {
        let members = [gzip(&TEXT[..4]), gzip(&TEXT[4..])].concat();
        for (coding, media_type, body) in [
            ("gzip", JSON, gzip(TEXT)),
            ("GZIP", JSON, gzip(TEXT)),
            ("x-gzip", "", gzip(TEXT)),
            ("identity, gzip", JSON, gzip(TEXT)),
            ("gzip, gzip", JSON, gzip(&gzip(TEXT))),
            ("gzip", JSON, gzip(&gzip(TEXT))),
            ("gzip", JSON, TEXT.to_vec()),
            ("gzip", JSON, members),
            ("", "application/problem+json", gzip(TEXT)),
            ("", "Text/CSV", gzip(TEXT)),
            ("identity", JSON, TEXT.to_vec()),
        ] {
            assert_eq!(inflated(coding, media_type, &body, 100), (TEXT.to_vec(), true), "{coding} {media_type}");
        }
        assert_eq!(inflated("gzip", JSON, b"", 100), (Vec::new(), true));
    }

    #[test]
    fn files_and_other_codings_stay_as_they_are() {
        let file = gzip(TEXT);
        assert_eq!(inflated("", "application/gzip", &file, 100), (file.clone(), true));
        assert_eq!(inflated("gzip", "application/gzip", &gzip(&file), 100), (file.clone(), true));
        for coding in ["br", "gzip, br", "deflate", "\u{e9}"] {
            let mut headers = headers(coding, JSON);
            let mut body = file.clone();
            assert!(inflate(&mut headers, &mut body, 100).is_ok());
            assert_eq!((body, headers.len()), (file.clone(), 3), "{coding}");
        }
    }

    #[test]
    fn the_headers_of_the_compressed_body_are_removed() {
        let mut headers = headers("gzip", JSON);
        assert!(inflate(&mut headers, &mut gzip(TEXT), 100).is_ok());
        assert_eq!(headers.keys().collect::<Vec<_>>(), [CONTENT_TYPE]);
    }

    #[test]
    fn the_inflated_size_is_limited() {
        let zeros = vec![0; 10_000_000];
        let bomb = gzip(&zeros);
        assert!(bomb.len() < 100_000);
        assert_eq!(inflated("gzip", JSON, &bomb, 1000), (vec![0; 1000], false));
        assert!(!inflated("gzip", JSON, &bomb, zeros.len() - 1).1);
        assert_eq!(inflated("gzip", JSON, &bomb, zeros.len()), (zeros, true));
        assert_eq!(inflated("gzip", JSON, &gzip(TEXT), usize::MAX), (TEXT.to_vec(), true));
    }

    #[test]
    fn a_damaged_body_is_inflated_in_part() {
        let text = TEXT.repeat(1000);
        let body = gzip(&text);
        let (part, is_complete) = inflated("gzip", JSON, &body[..body.len() - 9], 100_000);
        assert!(!part.is_empty() && text.starts_with(&part) && !is_complete);
        let mut damaged = gzip(TEXT);
        let checksum = damaged.len() - 5;
        damaged[checksum] ^= 1;
        let result = inflate(&mut headers("gzip", JSON), &mut damaged, 100);
        assert!(matches!(result, Err(InflateError::Malformed(_))));
    }

    proptest! {
        #[test]
        fn any_body_is_read(mut body in proptest::collection::vec(any::<u8>(), 0..200), coding in "gzip|br|", limit in 0_usize..300) {
            body.splice(..0, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
            let (read, _) = inflated(&coding, JSON, &body, limit);
            prop_assert!(read.len() <= limit || read == body);
        }
    }
}
