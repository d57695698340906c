//! The responses of a batch.

use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Map, Value, json};

/// The response to a request of a batch.
#[derive(Debug)]
pub(in crate::emulator) struct BatchResponse {
    id: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl BatchResponse {
    pub(in crate::emulator) fn new(id: &str, response: hyper::Response<Bytes>) -> Self {
        let (head, body) = response.into_parts();
        Self { id: id.to_owned(), status: head.status, headers: head.headers, body }
    }

    /// Returns whether this is the response to the request with this id, and a success.
    pub(in crate::emulator) fn is_success_of(&self, id: &str) -> bool {
        self.id.to_lowercase() == id.to_lowercase() && self.status.is_success()
    }

    fn to_json(&self) -> Value {
        let headers: Map<String, Value> = self
            .headers
            .iter()
            .filter_map(|(name, value)| Some((title_case(name.as_str()), Value::from(value.to_str().ok()?))))
            .collect();
        let content_type = self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let body = (!self.body.is_empty()).then(|| {
            let json = serde_json::from_slice(&self.body).ok().filter(|_| content_type.contains("json"));
            json.unwrap_or_else(|| Value::from(BASE64_STANDARD.encode(&self.body)))
        });
        let members = [
            ("id", Some(Value::from(self.id.as_str()))),
            ("status", Some(Value::from(self.status.as_u16()))),
            ("headers", Some(Value::from(headers))),
            ("body", body),
        ];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// Returns the body with all responses.
pub(in crate::emulator) fn body(responses: &[BatchResponse]) -> Vec<u8> {
    let responses: Vec<Value> = responses.iter().map(BatchResponse::to_json).collect();
    json!({ "responses": responses }).to_string().into_bytes()
}

/// Returns the usual spelling of a header, which some clients look up as it is.
fn title_case(name: &str) -> String {
    let mut starts = true;
    let characters = name.chars().map(|character| {
        let title = if starts { character.to_ascii_uppercase() } else { character };
        starts = character == '-';
        title
    });
    characters.collect()
}
