//! Reads the device in the body of a request.

use super::response::ServiceResponse;
use crate::json;
use bytes::Bytes;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::Object;
use http_body_util::BodyExt;
use hyper::body::Body;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::{Request, StatusCode};
use std::fmt::Display;
use std::time::Duration;
use tokio::time::timeout;

/// The time in which a head or a body must be received. Longer than the 90 seconds after which the client drops an idle
/// connection: a connection that both sides use at the same time would break.
pub(super) const RECEIVE_TIMEOUT: Duration = Duration::from_secs(120);

/// The maximum size of a request body in bytes.
const MAX_SIZE: usize = 1024 * 1024;

/// The number of bytes of an oversized body that are read before the response is sent.
const MAX_DRAINED: usize = 64 * MAX_SIZE;

/// The body of a request, from a connection or from a batch.
pub(super) trait RequestBody: Body<Data = Bytes, Error: Display> + Send + Unpin {}

impl<B: Body<Data = Bytes, Error: Display> + Send + Unpin> RequestBody for B {}

/// Reads a device and validates it against the schema.
pub(super) async fn read_device<B: RequestBody>(
    request: Request<B>,
) -> Result<WindowsAutopilotDeviceIdentity, ServiceResponse> {
    let body = read_json(request).await?;
    let mut device: WindowsAutopilotDeviceIdentity = json::read(&body)
        .map_err(|error| ServiceResponse::bad_request(format!("Invalid device: {}.", error.with_value())))?;
    let expected = WindowsAutopilotDeviceIdentity::ODATA_TYPE;
    // The service takes the name with and without `#`.
    if device.odata_type().is_none_or(|name| name.trim_start_matches('#') != expected.trim_start_matches('#')) {
        let message = format!("Invalid device: `@odata.type`: expected `{expected}`.");
        return Err(ServiceResponse::bad_request(message));
    }
    device.additional_properties.remove("@odata.type");
    match device.unrecognized().as_slice() {
        [] => Ok(device),
        unrecognized => {
            let texts: Vec<_> = unrecognized.iter().map(ToString::to_string).collect();
            Err(ServiceResponse::bad_request(format!("Invalid device: {}.", texts.join("; "))))
        }
    }
}

/// Reads a body of JSON.
pub(super) async fn read_json<B: RequestBody>(request: Request<B>) -> Result<Vec<u8>, ServiceResponse> {
    check_content(request.headers())?;
    read(request.into_body()).await
}

/// Reads a body and discards it. A client may not see a response that it receives while it is still sending.
pub(super) async fn drain<B: RequestBody>(body: B) {
    let _ = read(body).await;
}

fn check_content(headers: &HeaderMap) -> Result<(), ServiceResponse> {
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

async fn read<B: RequestBody>(body: B) -> Result<Vec<u8>, ServiceResponse> {
    timeout(RECEIVE_TIMEOUT, read_to_end(body)).await.unwrap_or_else(|_| {
        Err(ServiceResponse::error(StatusCode::REQUEST_TIMEOUT, "RequestTimeout", "The body is incomplete."))
    })
}

async fn read_to_end<B: RequestBody>(mut body: B) -> Result<Vec<u8>, ServiceResponse> {
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| ServiceResponse::bad_request(format!("Could not read the body: {error}.")))?;
        let data = frame.into_data().unwrap_or_default();
        size += data.len();
        if size <= MAX_SIZE {
            bytes.extend_from_slice(&data);
        } else if size > MAX_DRAINED {
            break;
        }
    }
    if size > MAX_SIZE {
        return Err(ServiceResponse::bad_request(format!("The body is larger than {MAX_SIZE} bytes.")));
    }
    Ok(bytes)
}
