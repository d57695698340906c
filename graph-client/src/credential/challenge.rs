//! Claims challenges: the claims that the service demands when it refuses an otherwise valid token.

mod parameters;

use crate::lenient_base64::{STANDARD, URL_SAFE};
use base64::Engine;
use parameters::parameters;
use percent_encoding::percent_decode_str;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use serde_json::{Map, Value};

/// The maximum length of the encoded claims in bytes. Real challenges have a few hundred.
const MAX_LENGTH: usize = 8 * 1024;

/// Returns the JSON document in the [claims challenge] of a response, or `None` if there is no valid one.
///
/// [claims challenge]: https://learn.microsoft.com/entra/identity-platform/claims-challenge
pub(crate) fn claims_challenge(headers: &HeaderMap) -> Option<String> {
    headers.get_all(WWW_AUTHENTICATE).iter().find_map(|header| {
        let header = String::from_utf8_lossy(header.as_bytes());
        parameters(&header)
            .filter(|parameter| parameter.scheme.is_empty() || parameter.scheme.eq_ignore_ascii_case("bearer"))
            .filter(|parameter| parameter.name.eq_ignore_ascii_case("claims"))
            .find_map(|parameter| decode(&parameter.value))
    })
}

/// Decodes claims in base64, which is the documented form, or as JSON, possibly percent-encoded.
fn decode(encoded: &str) -> Option<String> {
    let encoded = Some(encoded).filter(|encoded| encoded.len() <= MAX_LENGTH)?;
    let plain = percent_decode_str(encoded).decode_utf8().ok()?;
    // In a URL, the padding of base64 is percent-encoded, too.
    let bytes = STANDARD.decode(plain.as_ref()).or_else(|_| URL_SAFE.decode(plain.as_ref()));
    let decoded = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let is_object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).is_ok();
    [decoded, Some(encoded.to_owned()), Some(plain.into_owned())].into_iter().flatten().find(|text| is_object(text))
}

#[cfg(test)]
mod tests {
    use super::claims_challenge;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;
    use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true, "value":"1604106651"}}}"#;
    const ENCODED: &str = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0=";

    fn challenge(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(WWW_AUTHENTICATE, value.parse().unwrap());
        }
        claims_challenge(&headers)
    }

    #[test]
    fn claims_are_decoded_in_any_position() {
        let long = format!(
            r#"Bearer realm="", authorization_uri="https://login.example/common/oauth2/authorize", error="insufficient_claims", claims="{ENCODED}""#
        );
        let unpadded = format!(r#"bearer Claims="{}""#, ENCODED.trim_end_matches('='));
        let second = format!(r#"Basic realm="a, b", Bearer error="x", claims={ENCODED}"#);
        let quotes = format!(r#"Bearer error_description="the user said "no", sorry", claims="{ENCODED}""#);
        let unquoted_uri = format!(
            r#"Bearer realm="", authorization_uri=https://login.example/common/oauth2/authorize, client_id="0", error="insufficient_claims", claims="{ENCODED}""#
        );
        let plain = format!(r#"Bearer claims="{CLAIMS}", error="x""#);
        let escaped = format!(r#"Bearer claims="{}""#, CLAIMS.replace('"', r#"\""#));
        let in_url = format!("Bearer claims={}", utf8_percent_encode(CLAIMS, NON_ALPHANUMERIC));
        let in_url_and_base64 = format!("Bearer claims={}", ENCODED.replace('=', "%3D"));
        let without_scheme = format!(r#"error="x", claims={ENCODED}"#);
        for value in
            [long, unpadded, second, quotes, unquoted_uri, plain, escaped, in_url, in_url_and_base64, without_scheme]
        {
            assert_eq!(challenge(&[&value]).as_deref(), Some(CLAIMS), "{value}");
            assert_eq!(challenge(&["Negotiate", &value]).as_deref(), Some(CLAIMS), "{value}");
        }
        let url_safe = r#"Bearer claims="eyJhIjoiPz8_Pz4-In0""#;
        assert_eq!(challenge(&[url_safe]).as_deref(), Some(r#"{"a":"????>>"}"#));
    }

    #[test]
    fn invalid_challenges_are_ignored() {
        let huge = format!(r#"Bearer claims="{}""#, "A".repeat(20_000));
        for value in [
            "",
            "Bearer",
            r#"Bearer realm="""#,
            r#"Bearer claims="""#,
            r#"Bearer claims="WzFd""#,
            r#"Bearer claims="!!!""#,
            r#"Basic claims="e30=""#,
            &huge,
        ] {
            assert_eq!(challenge(&[value]), None, "{value}");
        }
        assert_eq!(challenge(&[]), None);
    }

    proptest! {
        #[test]
        fn claims_that_are_returned_are_an_object(header in "(Bearer )?claims=[\"{}a-zA-Z0-9%:=]{0,20}|\\PC{0,40}") {
            let Ok(value) = header.parse() else { return Ok(()) };
            let claims = claims_challenge(&HeaderMap::from_iter([(WWW_AUTHENTICATE, value)]));
            let is_object = claims.is_none_or(|claims| claims.trim_start().starts_with('{'));
            prop_assert!(is_object);
        }
    }
}
