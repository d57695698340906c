//! Claims challenges: the claims that the service demands when it refuses an otherwise valid token.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// The maximum length of the encoded claims in bytes. Real challenges have a few hundred.
const MAX_LENGTH: usize = 8 * 1024;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Returns the JSON document in the [claims challenge] of a response, or `None` if there is no valid one.
///
/// [claims challenge]: https://learn.microsoft.com/entra/identity-platform/claims-challenge
pub(crate) fn claims_challenge(headers: &HeaderMap) -> Option<String> {
    headers.get_all(WWW_AUTHENTICATE).iter().find_map(|header| {
        let challenges = http_auth::parse_challenges(header.to_str().ok()?).ok()?;
        let bearer = challenges.into_iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("bearer"));
        bearer.flat_map(|challenge| challenge.params).find_map(|(name, value)| {
            let encoded = name.eq_ignore_ascii_case("claims").then(|| value.to_unescaped())?;
            decode(&encoded)
        })
    })
}

fn decode(encoded: &str) -> Option<String> {
    let encoded = Some(encoded).filter(|encoded| encoded.len() <= MAX_LENGTH)?;
    let bytes = STANDARD.decode(encoded).or_else(|_| URL_SAFE.decode(encoded)).ok()?;
    let claims = String::from_utf8(bytes).ok()?;
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&claims).is_ok().then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::claims_challenge;
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
        let second = format!(r#"Basic realm="a, b", Bearer error="x", claims={}"#, ENCODED.trim_end_matches('='));
        for value in [long, unpadded, second] {
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
            r#"Bearer claims="e30"#,
            r#"Bearer claims="WzFd""#,
            r#"Bearer claims="!!!""#,
            r#"Basic claims="e30=""#,
            &huge,
        ] {
            assert_eq!(challenge(&[value]), None, "{value}");
        }
        assert_eq!(challenge(&[]), None);
    }
}
