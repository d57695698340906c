//! The responses that faults inject or alter.

use super::{Body, ServiceResponse};
use crate::emulator::fault::Fault;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use flate2::Compression;
use flate2::bufread::GzEncoder;
use hyper::Response;
use reqwest::header::{CONTENT_ENCODING, DATE, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::io::Read;
use std::time::SystemTime;

/// The claims of a challenge: the token must have been issued after a point in time.
const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl ServiceResponse {
    /// Returns the response that a fault injects, or `None` if the fault acts on the connection or alters the response.
    pub(in crate::emulator) fn injected(fault: &Fault, method: &Method, path: &str) -> Option<Self> {
        let (response, retry_after) = match fault {
            Fault::Throttled(retry_after) => {
                let message = "Too many requests; the client is throttled.";
                (Self::error(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests", message), *retry_after)
            }
            Fault::Gateway { status, retry_after, .. } => (Self::html(*status), *retry_after),
            Fault::NoRoute => (Self::no_route(method, path), None),
            Fault::ClaimsChallenge => {
                let message = "The access token has been revoked.";
                (Self::claims_challenge(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message), None)
            }
            Fault::ConditionalAccess => {
                let message = "Access is blocked by conditional access.";
                (Self::claims_challenge(StatusCode::FORBIDDEN, "AccessDenied", message), None)
            }
            Fault::PermissionDenied => {
                let message = "Application is not authorized to perform this operation.";
                (Self::intune(StatusCode::UNAUTHORIZED, "Forbidden", message), None)
            }
            Fault::Redirect { status, location } => {
                (Self::new(*status, Body::Empty).with_header(LOCATION, location.clone()), None)
            }
            Fault::Response { status, headers, body } => (Self::verbatim(*status, headers, body), None),
            Fault::ConnectionRefused
            | Fault::ClosedBeforeReading
            | Fault::ClosedAfterStoring
            | Fault::TruncatedResponse
            | Fault::SlowResponse(_)
            | Fault::UndocumentedSuccess
            | Fault::Accepted
            | Fault::Gzip
            | Fault::ByteOrderMark
            | Fault::NotFoundAsBadRequest => return None,
        };
        Some(match retry_after {
            Some(retry_after) => {
                let now = SystemTime::now();
                response
                    .with_header(DATE, httpdate::fmt_http_date(now))
                    .with_header(RETRY_AFTER, retry_after.header(now))
            }
            None => response,
        })
    }

    /// Returns the response as a fault alters it. The URL is that of the request.
    pub(in crate::emulator) fn altered(mut self, fault: &Fault, url: String) -> Self {
        let is_documented = matches!(self.status, StatusCode::CREATED | StatusCode::NO_CONTENT);
        match fault {
            Fault::UndocumentedSuccess if is_documented => {
                self.status = StatusCode::OK;
                if matches!(self.body, Body::Empty) {
                    self.body = Body::Json(br#"{"value":true}"#.to_vec());
                }
                self
            }
            Fault::Accepted if is_documented => {
                let accepted = Self { status: StatusCode::ACCEPTED, body: Body::Empty, ..self };
                // A created device has its location already.
                if accepted.headers.is_empty() { accepted.with_header(LOCATION, url) } else { accepted }
            }
            Fault::SlowResponse(delay) => self.delayed(*delay),
            Fault::NotFoundAsBadRequest if self.status == StatusCode::NOT_FOUND => Self::cannot_find("the device"),
            _ => self,
        }
    }

    /// Returns the error of a route that the service documents and does not have.
    pub(in crate::emulator) fn no_route(method: &Method, path: &str) -> Self {
        let message = format!(
            "No OData route exists that match template ~/singleton/navigation with http verb {method} for request {path}."
        );
        Self::error(StatusCode::BAD_REQUEST, "No method match route template", message)
    }

    /// Returns Intune's error for a device that does not exist.
    pub(in crate::emulator) fn cannot_find(device: &str) -> Self {
        Self::intune(StatusCode::BAD_REQUEST, "BadRequest", &format!("Cannot find {device}."))
    }

    fn verbatim(status: StatusCode, headers: &[(String, String)], body: &str) -> Self {
        let headers = headers.iter().filter_map(|(name, value)| Some((name.parse().ok()?, value.clone())));
        Self { headers: headers.collect(), ..Self::new(status, Body::Json(body.as_bytes().to_vec())) }
    }

    fn html(status: StatusCode) -> Self {
        let page = format!("<html><head><title>{status}</title></head><body><h2>{status}</h2></body></html>");
        Self::new(status, Body::Html(page))
    }

    fn claims_challenge(status: StatusCode, code: &'static str, message: &str) -> Self {
        let claims = BASE64_STANDARD.encode(CLAIMS);
        let challenge = format!(r#"Bearer realm="", error="insufficient_claims", claims="{claims}""#);
        Self::error(status, code, message).with_header(WWW_AUTHENTICATE, challenge)
    }

    /// Returns an error of Intune's: the message is a document, whose message is a document.
    fn intune(status: StatusCode, code: &str, sentence: &str) -> Self {
        const NIL: &str = "00000000-0000-0000-0000-000000000000";
        let sentence = format!("{sentence} - Operation ID (for customer support): {NIL} - Activity ID: {NIL}");
        let document = json!({ "_version": 3, "Message": sentence, "RetryAfter": null }).to_string();
        Self::error(status, "UnknownError", json!({ "ErrorCode": code, "Message": document }).to_string())
    }
}

/// Encodes the body of a response as a fault demands. An empty body stays as it is.
pub(in crate::emulator) fn encode(response: Response<Bytes>, fault: Option<&Fault>) -> Response<Bytes> {
    let (mut head, mut body) = response.into_parts();
    match fault {
        Some(Fault::ByteOrderMark) if !body.is_empty() => body = [BYTE_ORDER_MARK, &body].concat().into(),
        Some(Fault::Gzip) if !body.is_empty() => {
            let mut compressed = Vec::new();
            // Reading from memory cannot fail.
            if GzEncoder::new(&*body, Compression::fast()).read_to_end(&mut compressed).is_ok() {
                head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                body = compressed.into();
            }
        }
        _ => {}
    }
    Response::from_parts(head, body)
}
