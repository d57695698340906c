//! Checks the responses in the bodies of batches. See [`crate::fuzz`].

#![allow(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use super::{BatchBody, BatchedResponse};
use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The number of requests in a batch.
const REQUESTS: usize = 20;

/// Checks the body of a batch, and that any bytes come back as the body of a response.
pub fn check(input: &[u8]) {
    let mut body = BatchBody::read(input);
    let document: Option<Value> = serde_json::from_slice(input).ok();
    if let Some(document) = &document {
        let responses = document.get("responses").and_then(Value::as_array);
        assert_eq!(body.is_some(), responses.is_some());
        for (position, body) in (0..REQUESTS).zip(std::iter::repeat_with(|| BatchBody::read(input))) {
            let taken = body.and_then(|mut body| body.take(position, &HeaderMap::new()));
            has_members(taken, position, responses.map_or(&[], Vec::as_slice));
        }
    }
    for position in 0..REQUESTS {
        let taken = body.as_mut().and_then(|body| body.take(position, &HeaderMap::new()));
        assert!(taken.is_none_or(|response| (200..600).contains(&response.status.as_u16())));
        assert!(body.as_mut().is_none_or(|body| body.take(position, &HeaderMap::new()).is_none()), "taken once");
    }

    let response = json!({ "media": "application/octet-stream", "body": BASE64_STANDARD.encode(input) });
    assert_eq!(first(&response.to_string()).body, input);
    let value = serde_json::from_slice::<&RawValue>(input).map(RawValue::get);
    if let Some(value) = value.ok().filter(|value| !value.starts_with('"') && *value != "null") {
        assert_eq!(first(&format!(r#"{{"media":"application/json","body":{value}}}"#)).body, value.as_bytes());
    }
}

/// Reads a response with this media type and this body.
fn first(response: &str) -> BatchedResponse {
    let response: std::collections::BTreeMap<&str, &RawValue> = serde_json::from_str(response).expect("an object");
    let headers = json!({ "Content-Type": response["media"] });
    let body = response["body"];
    let batch = format!(r#"{{"responses":[{{"id":"1","status":200,"headers":{headers},"body":{body}}}]}}"#);
    BatchBody::read(batch.as_bytes()).and_then(|mut body| body.take(0, &HeaderMap::new())).expect("a response")
}

/// Compares a response with those in the JSON document that it was read from.
fn has_members(taken: Option<BatchedResponse>, position: usize, responses: &[Value]) {
    let id = position + 1;
    let mut with_id =
        responses.iter().filter(|response| response["id"] == json!(id.to_string()) || response["id"] == json!(id));
    let (Some(response), None) = (with_id.next(), with_id.next()) else {
        assert!(taken.is_none(), "no response, or several");
        return;
    };
    let status = match &response["status"] {
        Value::String(text) => text.parse::<u64>().ok(),
        status => status.as_u64(),
    };
    let status = status.filter(|status| (200..600).contains(status));
    assert_eq!(taken.as_ref().map(|taken| u64::from(taken.status.as_u16())), status);
    let Some(BatchedResponse { headers, body, .. }) = taken else { return };
    match &response["body"] {
        Value::Null => assert!(body.is_empty()),
        Value::String(text) if text.contains(' ') => {
            // Not base64.
            let is_json = headers
                .get(CONTENT_TYPE)
                .is_none_or(|value| value.as_bytes().to_ascii_lowercase().windows(4).any(|part| part == b"json"));
            if is_json {
                assert_eq!(serde_json::from_slice::<&str>(&body).ok().unwrap_or(text), text);
            } else {
                assert_eq!(body, text.as_bytes());
            }
        }
        Value::String(_) => {}
        value => assert_eq!(serde_json::from_slice::<Value>(&body).ok().as_ref(), Some(value)),
    }
}
