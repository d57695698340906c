//! Claims challenges.

use super::header_values;
use crate::credential::claims_challenge;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Map, Value};

/// The length of claims that are certainly short enough in base64.
const LENGTH: usize = 6000;

/// Checks the values of `WWW-Authenticate` in the lines of an input.
pub fn check(input: &[u8]) {
    let values = header_values(input);
    let claims = |values: &[HeaderValue]| {
        claims_challenge(&values.iter().map(|value| (WWW_AUTHENTICATE, value.clone())).collect::<HeaderMap>())
    };
    let found = claims(&values);
    let first = values.iter().find_map(|value| claims(std::slice::from_ref(value)));
    assert_eq!(found, first, "the first challenge with claims counts");
    if let Some(found) = found.filter(|found| found.len() <= LENGTH) {
        let object = serde_json::from_str::<Map<String, Value>>(&found);
        assert!(object.is_ok(), "{found}");
        let written = [
            format!("Bearer realm=\"\", claims=\"{}\"", BASE64_STANDARD.encode(&found)),
            format!("bearer error=\"insufficient_claims\",claims={}", BASE64_URL_SAFE_NO_PAD.encode(&found)),
        ];
        for written in written.map(|written| HeaderValue::try_from(written).expect("base64 is a value")) {
            assert_eq!(claims(&[written]).as_ref(), Some(&found), "claims in the documented form");
        }
    }
    let behind = [values, vec![HeaderValue::from_static("Bearer claims=\"e30=\"")]].concat();
    assert!(claims(&behind).is_some(), "no challenge hides another");
}
