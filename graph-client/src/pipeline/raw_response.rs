//! Responses before their body is deserialized.

use super::REQUEST_ID;
use super::call::Operation;
use super::content_coding::{InflateError, inflate};
use crate::charset;
use crate::credential::claims_challenge;
use crate::error::{AttemptError, Error, ErrorKind, ErrorResponse, ODataError, Outcome};
use crate::redact::{redact, redact_id};
use crate::retry::retry_after;
use graph_models::edm::Secret;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;

/// The length of an id and of a header in an error, in bytes.
const ID_LIMIT: usize = 256;
const HEADER_LIMIT: usize = 1024;

/// A response and its body, up to the size limit.
pub struct RawResponse<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) client_request_id: String,
    pub(crate) attempts: u32,
    outcome: Outcome,
    /// The secrets that were sent, without the token. The service may quote them.
    secrets: &'a [Secret],
    token: Option<Arc<Secret>>,
}

/// The reason why a body is incomplete.
enum IncompleteBody {
    TooLarge { limit: usize },
    Timeout(reqwest::Error),
    Truncated(reqwest::Error),
    Malformed(io::Error),
}

impl<'a> RawResponse<'a> {
    fn new(status: StatusCode, headers: HeaderMap) -> Self {
        let outcome = outcome_of(status, &headers);
        let (body, client_request_id) = (Vec::new(), String::new());
        Self { status, headers, body, client_request_id, attempts: 0, outcome, secrets: &[], token: None }
    }

    /// Returns the response for an error that proves that an earlier attempt succeeded: the status of a deletion, with the
    /// headers of the error.
    pub(super) fn already_done(error: &Error) -> Self {
        Self { outcome: Outcome::CarriedOut, ..Self::new(StatusCode::NO_CONTENT, error.headers().clone()) }
    }

    /// Reads and inflates the body, up to a limit in bytes, and returns the response if it is successful and complete.
    pub(super) async fn receive(
        mut response: reqwest::Response,
        operation: &Operation,
        limit: usize,
        secrets: &'a [Secret],
        token: &Arc<Secret>,
    ) -> Result<Self, AttemptError> {
        let headers = std::mem::take(response.headers_mut());
        let token = Some(Arc::clone(token));
        let mut received = Self { secrets, token, ..Self::new(response.status(), headers) };
        let read = received.read_body(response, limit).await;
        match read.and(received.inflate(limit)) {
            Err(reason) => Err(received.incomplete(reason, operation)),
            Ok(()) if operation.is_success(received.status) => Ok(received),
            Ok(()) => Err(received.unsuccessful(operation)),
        }
    }

    pub(super) fn with_id_and_attempts(self, client_request_id: String, attempts: u32) -> Self {
        Self { client_request_id, attempts, ..self }
    }

    async fn read_body(&mut self, mut response: reqwest::Response, limit: usize) -> Result<(), IncompleteBody> {
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = limit - self.body.len();
                    self.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        return Err(IncompleteBody::TooLarge { limit });
                    }
                }
                Ok(None) => return Ok(()),
                Err(error) if error.is_timeout() => return Err(IncompleteBody::Timeout(error.without_url())),
                Err(error) => return Err(IncompleteBody::Truncated(error.without_url())),
            }
        }
    }

    /// Inflates what was received, even if the body is incomplete.
    fn inflate(&mut self, limit: usize) -> Result<(), IncompleteBody> {
        inflate(&mut self.headers, &mut self.body, limit).map_err(|error| match error {
            InflateError::TooLarge => IncompleteBody::TooLarge { limit },
            InflateError::Malformed(source) => IncompleteBody::Malformed(source),
        })
    }

    /// Returns the error for a response with an incomplete body.
    fn incomplete(&self, reason: IncompleteBody, operation: &Operation) -> AttemptError {
        let kind = if operation.is_success(self.status) { ErrorKind::Response } else { ErrorKind::Service };
        let bytes = byte_count(self.body.len());
        match reason {
            IncompleteBody::TooLarge { limit } => {
                self.attempt_error(self.error(kind, &format!(", but the body is larger than {}", byte_count(limit))))
            }
            IncompleteBody::Timeout(source) => {
                let remark = format!(", but reading the body timed out after {bytes}");
                self.attempt_error(self.error(ErrorKind::Timeout, &remark).with_source(source))
            }
            IncompleteBody::Truncated(source) => {
                let remark = format!(", but the body is incomplete: received {bytes}");
                let error = self.attempt_error(self.error(kind, &remark).with_source(source));
                AttemptError { is_truncated: true, ..error }
            }
            IncompleteBody::Malformed(source) => {
                let remark = format!(", but the body is not valid gzip: inflated {bytes}");
                let error = self.attempt_error(self.error(kind, &remark).with_source(source));
                AttemptError { is_truncated: true, ..error }
            }
        }
    }

    /// Returns the error for a response with a status other than success.
    fn unsuccessful(&self, operation: &Operation) -> AttemptError {
        let service = ODataError::read(&self.json(), &self.secrets());
        let expected = operation.success.first().filter(|_| self.status.is_success());
        let remark = match (&service, expected) {
            _ if self.status.is_redirection() => ", a redirect, which is not followed".to_owned(),
            (_, Some(expected)) => format!(" and {}; expected {expected}", self.describe_body()),
            (Some(_), None) => String::new(),
            (None, None) => format!(" and {}, which is not an OData error", self.describe_body()),
        };
        let mut error = self.error(ErrorKind::Service, &remark);
        if let Some(service) = service {
            error = error.with_service(service);
        }
        self.attempt_error(match operation {
            Operation { permission: Some(permission), .. } if error.is_permission_denied() => {
                error.with_required_permission(permission)
            }
            Operation { alternative, .. } if error.is_route_missing() => {
                let hint = "the service has no route for this request, although it is documented";
                error.with_hint(alternative.map_or_else(|| hint.to_owned(), |other| format!("{hint}; {other}")))
            }
            _ => error,
        })
    }

    fn attempt_error(&self, error: Error) -> AttemptError {
        AttemptError { claims: claims_challenge(&self.headers), ..error.into() }
    }

    /// Creates an error that keeps status, headers and body.
    pub(crate) fn error(&self, kind: ErrorKind, remark: &str) -> Error {
        let secrets = self.secrets();
        let headers = self.headers.iter().map(|(name, value)| {
            let value = redact(&String::from_utf8_lossy(value.as_bytes()), &secrets, HEADER_LIMIT);
            (name.clone(), HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("")))
        });
        let response = ErrorResponse::new(self.status, headers.collect(), self.redacted_request_id());
        let outcome = self.outcome;
        // Keep the body of a request that was carried out: it may contain the id of the created object.
        let response = match outcome {
            Outcome::CarriedOut => response.with_body(&self.body),
            _ => response.with_excerpt(&self.body, &secrets),
        };
        Error::new(kind, outcome, format!("the service responded with {}{remark}", self.status))
            .with_response(response)
            .with_retry_after(retry_after(&self.headers))
    }

    pub(crate) fn describe_body(&self) -> String {
        let bytes = byte_count(self.body.len());
        let of = self.redacted_header(CONTENT_TYPE.as_str()).map(|media_type| format!(" of {media_type}"));
        let coded = self.redacted_header(CONTENT_ENCODING.as_str());
        let coded = coded.map(|coding| format!(" in the unsupported content coding {coding}"));
        format!("a body of {bytes}{}{}", of.unwrap_or_default(), coded.unwrap_or_default())
    }

    /// Returns the body in UTF-8 and without a byte order mark, or as it is if it is in no known encoding.
    pub(crate) fn json(&self) -> Cow<'_, [u8]> {
        match charset::decode_json(&self.body, self.headers.get(CONTENT_TYPE)) {
            Some(Cow::Borrowed(json)) => Cow::Borrowed(json.as_bytes()),
            Some(Cow::Owned(json)) => Cow::Owned(json.into_bytes()),
            None => Cow::Borrowed(&self.body),
        }
    }

    pub(super) fn redacted_request_id(&self) -> Option<String> {
        let id = self.headers.get(REQUEST_ID)?.to_str().ok()?;
        Some(redact_id(id, &self.secrets(), ID_LIMIT))
    }

    /// Returns a header as text, if it is present and visible ASCII.
    fn redacted_header(&self, name: &str) -> Option<String> {
        Some(redact(self.headers.get(name)?.to_str().ok()?, &self.secrets(), ID_LIMIT))
    }

    pub(crate) fn secrets(&self) -> Vec<&Secret> {
        self.secrets.iter().chain(self.token.as_deref()).collect()
    }
}

fn outcome_of(status: StatusCode, headers: &HeaderMap) -> Outcome {
    match Outcome::of(status) {
        // The service creates with 201. A gateway may serve a page of its own with any other success.
        Outcome::CarriedOut if status != StatusCode::CREATED && !may_be_json(headers) => Outcome::Unknown,
        outcome => outcome,
    }
}

fn may_be_json(headers: &HeaderMap) -> bool {
    let names_json = |value: &HeaderValue| value.as_bytes().windows(4).any(|text| text.eq_ignore_ascii_case(b"json"));
    headers.get(CONTENT_TYPE).is_none_or(names_json)
}

fn byte_count(bytes: usize) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}
