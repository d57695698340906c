//! What came back, and what it means.

use super::{Contract, REQUEST_ID};
use crate::credential::claims_challenge;
use crate::error::{Error, ErrorKind, ODataError, Outcome};
use crate::json::Misfit;
use crate::redact::redact;
use crate::response::Response;
use crate::retry::retry_after;
use graph_models::edm::Secret;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use std::sync::Arc;

/// How long an id may be in an error, any header, and a message that quotes what cannot be read, in bytes.
const ID_LIMIT: usize = 256;
const HEADER_LIMIT: usize = 1024;
const MISFIT_LIMIT: usize = 1024;

/// An answer of the service, with as much of its body as there was and as was allowed.
pub struct Answer<'a> {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    flaw: Option<Flaw>,
    /// What was sent and must not be shown, beside the token: the service may quote it.
    secrets: &'a [Secret],
    token: Option<Arc<Secret>>,
    client_request_id: String,
    pub(super) attempts: u32,
}

/// Why a body is not whole.
enum Flaw {
    TooLarge { limit: usize },
    TooSlow(reqwest::Error),
    BrokenOff(reqwest::Error),
}

impl<'a> Answer<'a> {
    pub(super) async fn receive(
        mut response: reqwest::Response,
        limit: usize,
        secrets: &'a [Secret],
        token: &Arc<Secret>,
    ) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let mut answer = Self { headers, secrets, token: Some(Arc::clone(token)), ..Self::of(response.status()) };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = limit - answer.body.len();
                    answer.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        answer.flaw = Some(Flaw::TooLarge { limit });
                        return answer;
                    }
                }
                Ok(None) => return answer,
                Err(error) => {
                    let flaw = if error.is_timeout() { Flaw::TooSlow } else { Flaw::BrokenOff };
                    answer.flaw = Some(flaw(error.without_url()));
                    return answer;
                }
            }
        }
    }

    fn of(status: StatusCode) -> Self {
        let (headers, body, client_request_id) = (HeaderMap::new(), Vec::new(), String::new());
        Self { status, headers, body, flaw: None, secrets: &[], token: None, client_request_id, attempts: 0 }
    }

    /// The answer to a request whose success shows in that there is nothing to be found anymore.
    pub(super) fn gone(error: &Error) -> Self {
        Self { headers: error.headers().clone(), ..Self::of(error.status().unwrap_or(StatusCode::NOT_FOUND)) }
    }

    /// The answer if it means success and is whole.
    pub(super) fn classify(mut self, contract: &Contract) -> Result<Self, Error> {
        match self.flaw.take() {
            Some(flaw) => Err(self.flawed(flaw, contract)),
            None if contract.is_success(self.status) => Ok(self),
            None => Err(self.refusal(contract)),
        }
    }

    pub(super) fn with_exchange(mut self, client_request_id: &str, attempts: u32) -> Self {
        client_request_id.clone_into(&mut self.client_request_id);
        self.attempts = attempts;
        self
    }

    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    /// The response, if the body can be read. Where there is none, `null` is read.
    pub(crate) fn into_response<T>(self, read: impl FnOnce(&[u8]) -> Result<T, Misfit>) -> Result<Response<T>, Error> {
        let body = if self.body.is_empty() { b"null" } else { self.body.as_slice() };
        let value = read(body).map_err(|misfit| {
            let error = if self.body.is_empty() {
                self.error(ErrorKind::Response, ", but its body is empty")
            } else {
                let misfit = redact(&misfit.to_string(), &self.secrets(), MISFIT_LIMIT);
                self.error(ErrorKind::Response, &format!(", but {} cannot be read: {misfit}", self.describe_body()))
            };
            let outcome = error.outcome();
            error.with_attempts(&self.client_request_id, self.attempts, outcome)
        })?;
        let (status, headers, client_request_id, attempts) =
            (self.status, self.headers, self.client_request_id, self.attempts);
        Ok(Response { value, status, headers, client_request_id, attempts })
    }

    /// The error that an answer stands for whose body is not whole.
    fn flawed(&self, flaw: Flaw, contract: &Contract) -> Error {
        let kind = if contract.is_success(self.status) { ErrorKind::Response } else { ErrorKind::Service };
        let bytes = self.body.len();
        match flaw {
            Flaw::TooLarge { limit } => self.error(kind, &format!(", but its body is larger than {limit} bytes")),
            Flaw::TooSlow(source) => {
                let remark = format!(", but the time was up after {bytes} bytes of its body");
                self.error(ErrorKind::Timeout, &remark).with_source(source)
            }
            Flaw::BrokenOff(source) => {
                let remark = format!(", but its body broke off after {bytes} bytes");
                self.error(kind, &remark).with_source(source).with_broken_off()
            }
        }
    }

    /// The error that an answer with another status stands for.
    fn refusal(&self, contract: &Contract) -> Error {
        let service = ODataError::read(&self.body, &self.secrets());
        let expected = contract.success.first().filter(|_| self.status.is_success());
        let remark = match (&service, expected) {
            _ if self.status.is_redirection() => ", a redirect, which is not followed".to_owned(),
            (_, Some(expected)) => format!(" with {} instead of {expected}", self.describe_body()),
            (Some(_), None) => String::new(),
            (None, None) => format!(" with {}, which is no OData error", self.describe_body()),
        };
        let mut error = self.error(ErrorKind::Service, &remark);
        if let Some(service) = service {
            error = error.with_service(service);
        }
        match contract {
            Contract { permission: Some(permission), .. } if error.is_permission_denied() => {
                error.with_required_permission(permission)
            }
            Contract { instead, .. } if error.is_route_missing() => {
                let hint = "the service does not offer this call here, whatever its documentation says";
                error.with_hint(instead.map_or_else(|| hint.to_owned(), |instead| format!("{hint}; {instead}")))
            }
            _ => error,
        }
    }

    /// An error with what every answer has.
    fn error(&self, kind: ErrorKind, remark: &str) -> Error {
        let message = format!("the service answered {}{remark}", self.status);
        let headers = self.headers.iter().map(|(name, value)| {
            let value = redact(&String::from_utf8_lossy(value.as_bytes()), &self.secrets(), HEADER_LIMIT);
            // What was cut out or cut off leaves nothing behind that a header cannot have.
            (name.clone(), HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("")))
        });
        Error::new(kind, self.outcome(), message)
            .with_answer(self.status, headers.collect(), self.redacted_request_id())
            .with_retry_after(retry_after(&self.headers))
            .with_challenge(claims_challenge(&self.headers))
            .with_body(&self.body, &self.secrets())
    }

    fn outcome(&self) -> Outcome {
        match Outcome::of(self.status) {
            // The service creates with 201. A page with another success may be that of somebody in between.
            Outcome::CarriedOut if self.status != StatusCode::CREATED && !self.may_be_json() => Outcome::Unknown,
            outcome => outcome,
        }
    }

    fn may_be_json(&self) -> bool {
        self.headers
            .get(CONTENT_TYPE)
            .is_none_or(|value| value.to_str().is_ok_and(|value| value.to_ascii_lowercase().contains("json")))
    }

    fn describe_body(&self) -> String {
        let bytes = self.body.len();
        match self.redacted_header(CONTENT_TYPE.as_str()) {
            Some(content_type) => format!("a body of {bytes} bytes of {content_type}"),
            None => format!("a body of {bytes} bytes"),
        }
    }

    pub(super) fn redacted_request_id(&self) -> Option<String> {
        self.redacted_header(REQUEST_ID)
    }

    /// A header as text, if there is one and it is visible ASCII.
    fn redacted_header(&self, name: &str) -> Option<String> {
        Some(redact(self.headers.get(name)?.to_str().ok()?, &self.secrets(), ID_LIMIT))
    }

    fn secrets(&self) -> Vec<&Secret> {
        self.secrets.iter().chain(self.token.as_deref()).collect()
    }
}
