//! Reads the device in the body of a request.

use super::response::ServiceResponse;
use crate::json;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::Object;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::{Request, StatusCode};
use std::time::Duration;
use tokio::time::timeout;

/// The time in which a head or a body must be received. Longer than the 90 seconds after which the client drops an idle
/// connection: a connection that both sides use at the same time would break.
pub(super) const RECEIVE_TIMEOUT: Duration = Duration::from_secs(120);

/// The maximum size of a request body in bytes.
const MAX_SIZE: usize = 1024 * 1024;

/// The number of bytes of an oversized body that are read before the response is sent.
const MAX_DRAINED: usize = 64 * MAX_SIZE;

/// Reads a device and validates it against the schema.
pub(super) async fn read_device(request: Request<Incoming>) -> Result<WindowsAutopilotDeviceIdentity, ServiceResponse> {
    check_content(request.headers())?;
    let body = read(request.into_body()).await?;
    let device: WindowsAutopilotDeviceIdentity = json::read(&body)
        .map_err(|error| ServiceResponse::bad_request(format!("Invalid device: {}.", error.with_value())))?;
    let expected = WindowsAutopilotDeviceIdentity::ODATA_TYPE;
    if device.odata_type().as_deref() != Some(expected) {
        let message = format!("Invalid device: `@odata.type`: expected `{expected}`.");
        return Err(ServiceResponse::bad_request(message));
    }
    match device.unrecognized().as_slice() {
        [] => Ok(device),
        unrecognized => {
            let texts: Vec<_> = unrecognized.iter().map(ToString::to_string).collect();
            Err(ServiceResponse::bad_request(format!("Invalid device: {}.", texts.join("; "))))
        }
    }
}

/// Reads a body and discards it. A client may not see a response that it receives while it is still sending.
pub(super) async fn drain(body: Incoming) {
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

async fn read(body: Incoming) -> Result<Vec<u8>, ServiceResponse> {
    timeout(RECEIVE_TIMEOUT, read_to_end(body)).await.unwrap_or_else(|_| {
        Err(ServiceResponse::error(StatusCode::REQUEST_TIMEOUT, "RequestTimeout", "The body is incomplete."))
    })
}

async fn read_to_end(mut body: Incoming) -> Result<Vec<u8>, ServiceResponse> {
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
