//! Answers as the service forms them.

use crate::pipeline::{CLIENT_REQUEST_ID, REQUEST_ID};
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, Utc};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use http_body_util::Full;
use reqwest::StatusCode;
use reqwest::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use serde::ser::Serialize;
use serde_json::json;
use std::time::SystemTime;
use uuid::Uuid;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

const CONTEXT: &str = "@odata.context";

/// What to answer, before the ids are put on it.
pub(super) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Body,
}

enum Body {
    Json(Vec<u8>),
    Error { code: &'static str, message: String },
}

impl Reply {
    pub(super) fn created(
        context: &str,
        location: String,
        device: &WindowsAutopilotDeviceIdentity,
    ) -> Result<Self, Self> {
        let mut reply = Self::device(context, device)?;
        reply.status = StatusCode::CREATED;
        reply.headers.push((LOCATION, location));
        Ok(reply)
    }

    pub(super) fn device(context: &str, device: &WindowsAutopilotDeviceIdentity) -> Result<Self, Self> {
        let mut device = device.clone();
        device.additional_properties.remove(CONTEXT);
        let json = write(&device)?;
        Ok(Self::json(context, json.strip_prefix('{').unwrap_or(&json)))
    }

    pub(super) fn devices(context: &str, devices: &[WindowsAutopilotDeviceIdentity]) -> Result<Self, Self> {
        let json = write(devices)?;
        Ok(Self::json(context, &format!(r#""value":{json}}}"#)))
    }

    /// A response says its context first, which no model does: it is not a part of any.
    fn json(context: &str, members: &str) -> Self {
        let body = format!("{{{}:{},{members}", json!(CONTEXT), json!(context));
        Self { status: StatusCode::OK, headers: Vec::new(), body: Body::Json(body.into_bytes()) }
    }

    pub(super) fn refusal(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, headers: Vec::new(), body: Body::Error { code, message: message.into() } }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::refusal(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        let mut reply = Self::refusal(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        reply.headers.push((WWW_AUTHENTICATE, r#"Bearer realm="""#.to_owned()));
        reply
    }

    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let message = format!("This resource takes {allowed} only.");
        let mut reply = Self::refusal(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", message);
        reply.headers.push((ALLOW, allowed.to_owned()));
        reply
    }

    /// The HTTP response, under a new request id and the client's own.
    pub(super) fn into_response(self, client_request_id: Option<&HeaderValue>) -> hyper::Response<Full<Bytes>> {
        let request_id = Uuid::new_v4().to_string();
        let client_request_id = client_request_id.and_then(|id| id.to_str().ok()).unwrap_or(&request_id);
        let body = match self.body {
            Body::Json(body) => body,
            Body::Error { code, message } => {
                let now = DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0).naive_utc();
                let inner = json!({
                    "date": now.format("%Y-%m-%dT%H:%M:%S").to_string(),
                    REQUEST_ID: request_id,
                    CLIENT_REQUEST_ID: client_request_id,
                });
                let error = json!({ "code": code, "message": message, "innerError": inner });
                json!({ "error": error }).to_string().into_bytes()
            }
        };
        let mut response = hyper::Response::new(Full::from(body));
        *response.status_mut() = self.status;
        let ids = [(REQUEST_ID, request_id.as_str()), (CLIENT_REQUEST_ID, client_request_id)];
        let ids = ids.map(|(name, id)| (HeaderName::from_static(name), id.to_owned()));
        for (name, value) in self.headers.into_iter().chain(ids).chain([(CONTENT_TYPE, JSON.to_owned())]) {
            // All of them are visible ASCII: literals, UUIDs, and an id that was a header before.
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn write<T: Serialize + ?Sized>(value: &T) -> Result<String, Reply> {
    serde_json::to_string(value)
        .map_err(|error| Reply::refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", error.to_string()))
}
