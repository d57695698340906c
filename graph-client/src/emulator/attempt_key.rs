//! Keys that match requests to announced attempts.

use crate::pipeline::{CLIENT_REQUEST_ID, RETRY_ATTEMPT};
use reqwest::header::HeaderMap;

/// Returns the client request id and the number of the retry, or `None` if the request has no client request id.
pub(super) fn attempt_key(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Some(format!("{}/{}", text(CLIENT_REQUEST_ID)?, text(RETRY_ATTEMPT).unwrap_or("0")))
}
