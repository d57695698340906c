//! Responses in the format of the service.

mod injected;
mod object;

use super::object_kind::ObjectKind;
use crate::pipeline::{CLIENT_REQUEST_ID, REQUEST_ID};
use bytes::Bytes;
use chrono::{DateTime, SubsecRound, Utc};
pub(super) use injected::encode;
use reqwest::StatusCode;
use reqwest::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use serde_json::json;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain";

/// A response of the service, without its request ids.
pub(super) struct ServiceResponse {
    status: StatusCode,
    headers: Vec<(HeaderName, String)>,
    body: Body,
    /// The time before it is sent.
    delay: Duration,
}

enum Body {
    Empty,
    Json(Vec<u8>),
    Html(String),
    Text(String),
    Error { code: &'static str, message: String },
}

impl ServiceResponse {
    const fn new(status: StatusCode, body: Body) -> Self {
        Self { status, headers: Vec::new(), body, delay: Duration::ZERO }
    }

    pub(super) fn no_content() -> Self {
        Self::new(StatusCode::NO_CONTENT, Body::Empty)
    }

    pub(super) fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Delays the response by this time in total.
    pub(super) fn delayed(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// Returns the time before the response is sent.
    pub(super) const fn delay(&self) -> Duration {
        self.delay
    }

    pub(super) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    pub(super) fn error(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, Body::Error { code, message: message.into() })
    }

    pub(super) fn not_found(kind: ObjectKind, id: &str) -> Self {
        let message = format!("No {} has the id '{id}'.", kind.noun());
        Self::error(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    pub(super) fn no_profile(device: &str) -> Self {
        let message = format!("The device with the id '{device}' has no such deployment profile.");
        Self::error(StatusCode::NOT_FOUND, "ResourceNotFound", message)
    }

    pub(super) fn not_emulated(message: impl Into<String>) -> Self {
        Self::error(StatusCode::NOT_IMPLEMENTED, "NotEmulated", message)
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        let mut response = Self::error(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message);
        response.headers.push((WWW_AUTHENTICATE, r#"Bearer realm="""#.to_owned()));
        response
    }

    pub(super) fn method_not_allowed(allowed: &str) -> Self {
        let message = format!("The resource supports only {allowed}.");
        let mut response = Self::error(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", message);
        response.headers.push((ALLOW, allowed.to_owned()));
        response
    }

    /// Returns the HTTP response, with a new request id and the client's request id.
    pub(super) fn into_response(self, client_request_id: Option<&HeaderValue>) -> hyper::Response<Bytes> {
        let request_id = Uuid::new_v4().to_string();
        let client_request_id = client_request_id.and_then(|id| id.to_str().ok()).unwrap_or(&request_id);
        let (content_type, body) = match self.body {
            Body::Empty => (None, Vec::new()),
            Body::Json(body) => (Some(JSON), body),
            Body::Html(page) => (Some(HTML), page.into_bytes()),
            Body::Text(text) => (Some(TEXT), text.into_bytes()),
            Body::Error { code, message } => {
                let now = DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0).naive_utc();
                let inner = json!({
                    "date": now.format("%Y-%m-%dT%H:%M:%S").to_string(),
                    REQUEST_ID: request_id,
                    CLIENT_REQUEST_ID: client_request_id,
                });
                let error = json!({ "code": code, "message": message, "innerError": inner });
                (Some(JSON), json!({ "error": error }).to_string().into_bytes())
            }
        };
        let mut response = hyper::Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let ids = [(REQUEST_ID, request_id.as_str()), (CLIENT_REQUEST_ID, client_request_id)];
        let content_type = content_type.map(|content_type| (CONTENT_TYPE, content_type.to_owned()));
        let ids = ids.map(|(name, id)| (HeaderName::from_static(name), id.to_owned()));
        let headers = response.headers_mut();
        // Only the headers of an injected response may be invalid or take the place of the others.
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.append(name, value);
            }
        }
        for (name, value) in ids.into_iter().chain(content_type) {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.entry(name).or_insert(value);
            }
        }
        response
    }
}
