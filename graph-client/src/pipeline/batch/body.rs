//! The [bodies of batches](https://learn.microsoft.com/graph/json-batching): the requests as JSON, and the responses.

use super::submission::Submission;
use crate::charset;
use crate::endpoint::Endpoint;
use crate::pipeline::REQUEST_ID;
use crate::pipeline::raw_response::BatchedResponse;
use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue,
};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::collections::BTreeMap;

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// Writes the requests. Their ids are their positions, counted from 1.
pub(super) fn write(
    submissions: &[Submission<'_>],
    endpoint: &Endpoint,
    in_sequence: bool,
) -> serde_json::Result<Vec<u8>> {
    let requests = submissions.iter().enumerate().map(|(position, submission)| {
        let Submission { call, client_request_id, attempt, .. } = submission;
        let request = call.to_request(endpoint, client_request_id, *attempt);
        let mut members = BTreeMap::from([
            ("id", to_raw_value(&id(position))?),
            ("method", to_raw_value(call.method.as_str())?),
            ("url", to_raw_value(&call.relative_url(endpoint).unwrap_or_default())?),
            ("headers", to_raw_value(&headers(request.headers()))?),
        ]);
        if let Some(body) = &call.body {
            let is_json = is_json(request.headers().get(CONTENT_TYPE));
            let json = if is_json { serde_json::from_slice::<&RawValue>(body).ok() } else { None };
            let body = json.map_or_else(|| to_raw_value(&BASE64_STANDARD.encode(body)), |json| Ok(json.to_owned()))?;
            members.insert("body", body);
        }
        if in_sequence && position > 0 {
            members.insert("dependsOn", to_raw_value(&[id(position - 1)])?);
        }
        Ok(members)
    });
    serde_json::to_vec(&BTreeMap::from([("requests", requests.collect::<serde_json::Result<Vec<_>>>()?)]))
}

fn id(position: usize) -> String {
    (position + 1).to_string()
}

/// Returns the headers of a request, without those of its transfer.
fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let own = headers.iter().filter(|(name, _)| ![ACCEPT_ENCODING, CONTENT_LENGTH].contains(name));
    own.map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

/// The responses in the body of a batch, by id in lower case. Several with the same id are none.
pub(super) struct BatchBody<'a>(BTreeMap<String, Option<Members<'a>>>);

impl<'a> BatchBody<'a> {
    /// Reads the body of a batch. `None` if it is not one.
    pub(super) fn read(json: &'a [u8]) -> Option<Self> {
        let members: Members<'a> = serde_json::from_slice(json).ok()?;
        let responses: Vec<&'a RawValue> = read(members.get("responses")?)?;
        let mut by_id = BTreeMap::new();
        for members in responses.into_iter().filter_map(read::<Members<'a>>) {
            if let Some(id) = members.get("id").and_then(|id| text(&read(id)?)) {
                by_id.entry(id.to_lowercase()).and_modify(|response| *response = None).or_insert(Some(members));
            }
        }
        Some(Self(by_id))
    }

    /// Takes the response to the request at that position. `None` if there is none that has a status, or more than one. It
    /// inherits the headers of the batch that say which request this was, and when.
    pub(super) fn take(&mut self, position: usize, inherited: &HeaderMap) -> Option<BatchedResponse> {
        let members = self.0.remove(&id(position))??;
        let status = text(&read(members.get("status")?)?)?.parse().ok()?;
        let status = StatusCode::from_u16(status).ok().filter(|status| (200..600).contains(&status.as_u16()))?;
        let mut headers = members.get("headers").and_then(|headers| read_headers(headers)).unwrap_or_default();
        for name in [HeaderName::from_static(REQUEST_ID), DATE] {
            if let Some(value) = inherited.get(&name) {
                headers.entry(name).or_insert_with(|| value.clone());
            }
        }
        let body = members.get("body").map(|body| read_body(body.get(), &headers)).unwrap_or_default();
        Some(BatchedResponse { status, headers, body })
    }
}

fn read<'a, T: serde::Deserialize<'a>>(json: &'a RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

/// Returns a string or a number as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads headers, and omits those that are none.
fn read_headers(json: &RawValue) -> Option<HeaderMap> {
    let members: BTreeMap<String, Value> = read(json)?;
    let mut headers = HeaderMap::new();
    for (name, value) in &members {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values.iter().filter_map(text) {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
    }
    Some(headers)
}

/// Returns the bytes of a body, which is JSON. Bodies of other media types are base64 in a string, or the string itself.
fn read_body(json: &str, headers: &HeaderMap) -> Vec<u8> {
    if json == "null" {
        return Vec::new();
    }
    let Ok(text) = serde_json::from_str::<String>(json) else { return json.into() };
    let content_type = headers.get(CONTENT_TYPE);
    let decoded = BASE64_STANDARD.decode(&text).ok().filter(|decoded| {
        if headers.contains_key(CONTENT_ENCODING) {
            true
        } else if is_json(content_type) {
            // Otherwise, it is an ordinary string.
            is_object_or_list(decoded, content_type)
        } else if is_text(content_type) {
            // A number can be base64, too, but not for a text.
            !text.bytes().all(|byte| byte.is_ascii_digit()) && charset::decode(decoded, content_type).is_some()
        } else {
            true
        }
    });
    decoded.unwrap_or_else(|| if content_type.is_none() || is_json(content_type) { json.into() } else { text.into() })
}

fn is_object_or_list(json: &[u8], content_type: Option<&HeaderValue>) -> bool {
    charset::decode_json(json, content_type)
        .is_some_and(|json| json.starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(&json).is_ok())
}

fn media_type(content_type: Option<&HeaderValue>) -> String {
    let media_type = content_type.and_then(|value| value.to_str().ok()?.split(';').next());
    media_type.unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(content_type: Option<&HeaderValue>) -> bool {
    media_type(content_type).contains("json")
}

/// Returns whether a body is a text, which is assumed of one without a media type.
fn is_text(content_type: Option<&HeaderValue>) -> bool {
    let media_type = media_type(content_type);
    media_type.is_empty() || media_type.starts_with("text/")
}

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod tests;
