//! Reads the body of a request.

use super::response::ServiceResponse;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::Incoming;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use std::time::Duration;
use tokio::time::timeout;

/// The time in which a head or a body must be received. Longer than the 90 seconds after which the client drops an idle
/// connection: a connection that both sides use at the same time would break.
pub(super) const RECEIVE_TIMEOUT: Duration = Duration::from_secs(120);

/// The maximum size of a request body in bytes.
const MAX_SIZE: usize = 1024 * 1024;

/// The number of bytes of an oversized body that are read before the response is sent.
const MAX_DRAINED: usize = 64 * MAX_SIZE;

/// Why a body could not be read.
#[derive(Debug)]
pub(super) enum BodyError {
    TooLarge,
    Incomplete,
    Broken(String),
}

impl BodyError {
    pub(super) fn response(&self) -> ServiceResponse {
        match self {
            Self::TooLarge => ServiceResponse::bad_request(format!("The body is larger than {MAX_SIZE} bytes.")),
            Self::Incomplete => {
                ServiceResponse::error(StatusCode::REQUEST_TIMEOUT, "RequestTimeout", "The body is incomplete.")
            }
            Self::Broken(error) => ServiceResponse::bad_request(format!("Could not read the body: {error}.")),
        }
    }
}

/// Checks that a body is JSON.
pub(super) fn check_content(headers: &HeaderMap) -> Result<(), ServiceResponse> {
    let unsupported = |message: &str| {
        Err(ServiceResponse::error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message))
    };
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|media_type| media_type == "application/json");
    let charset =
        parts.find_map(|part| part.strip_prefix("charset=").map(|charset| charset.trim_matches('"').to_owned()));
    if !is_json || charset.is_some_and(|charset| charset != "utf-8") {
        return unsupported("The Content-Type must be application/json with the charset utf-8.");
    }
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return unsupported("The Content-Encoding must be identity.");
    }
    Ok(())
}

/// Reads a body to its end, even if it is too large: a client may not see a response that it receives while it is still
/// sending.
pub(super) async fn read(body: Incoming) -> Result<Bytes, BodyError> {
    timeout(RECEIVE_TIMEOUT, read_to_end(body)).await.unwrap_or(Err(BodyError::Incomplete))
}

async fn read_to_end(mut body: Incoming) -> Result<Bytes, BodyError> {
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| BodyError::Broken(error.to_string()))?;
        let data = frame.into_data().unwrap_or_default();
        size += data.len();
        if size <= MAX_SIZE {
            bytes.extend_from_slice(&data);
        } else if size > MAX_DRAINED {
            break;
        }
    }
    if size > MAX_SIZE { Err(BodyError::TooLarge) } else { Ok(bytes.into()) }
}
