//! The key of an attempt.

use crate::pipeline::{CLIENT_REQUEST_ID, RETRY_ATTEMPT};
use reqwest::header::HeaderMap;

/// Returns a key that tells an attempt from all others: the client's id of the request and the number of the attempt.
pub(super) fn attempt_key(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Some(format!("{}/{}", text(CLIENT_REQUEST_ID)?, text(RETRY_ATTEMPT).unwrap_or("0")))
}
