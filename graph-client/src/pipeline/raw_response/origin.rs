//! Who sent a response: the service, or a gateway or a captive portal in front of it.

use crate::error::Outcome;
use crate::pipeline::call::{Content, Operation};
use crate::pipeline::{CLIENT_REQUEST_ID, REQUEST_ID};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

/// The headers that only the service sends, not a gateway or a captive portal.
const SERVICE_HEADERS: [&str; 4] = [REQUEST_ID, CLIENT_REQUEST_ID, "x-ms-ags-diagnostic", "odata-version"];

/// Returns the outcome of a request with that response.
pub(super) fn outcome_of(operation: &Operation, status: StatusCode, headers: &HeaderMap) -> Outcome {
    match Outcome::of(status) {
        Outcome::CarriedOut if status == StatusCode::CREATED || operation.documented.contains(&status) => {
            Outcome::CarriedOut
        }
        // A gateway or a captive portal may serve a page of its own with any other success.
        Outcome::CarriedOut if operation.content == Content::Any && may_be_json(headers) && is_of_service(headers) => {
            Outcome::CarriedOut
        }
        Outcome::CarriedOut => Outcome::Unknown,
        outcome => outcome,
    }
}

/// Returns whether the service goes on to work on the request: 202 with a `Location`.
pub(crate) fn is_in_progress(status: StatusCode, headers: &HeaderMap) -> bool {
    status == StatusCode::ACCEPTED && headers.contains_key(LOCATION)
}

pub(super) fn is_of_service(headers: &HeaderMap) -> bool {
    SERVICE_HEADERS.iter().any(|name| headers.contains_key(*name))
}

fn may_be_json(headers: &HeaderMap) -> bool {
    let names_json = |value: &HeaderValue| value.as_bytes().windows(4).any(|text| text.eq_ignore_ascii_case(b"json"));
    headers.get(CONTENT_TYPE).is_none_or(names_json)
}
