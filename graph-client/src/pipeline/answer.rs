//! What came back, and what it means.

use super::REQUEST_ID;
use crate::error::{Error, ErrorKind, ODataError, Outcome};
use crate::json;
use crate::redact::redact;
use crate::response::Response;
use graph_models::support::Secret;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde::de::DeserializeOwned;

/// How long a header may be in an error, and a message that quotes what cannot be read, in bytes.
const HEADER_LIMIT: usize = 256;
const MISFIT_LIMIT: usize = 1024;

/// An answer of the service, with as much of its body as there was and as was allowed.
pub(super) struct Answer<'a> {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    flaw: Option<Flaw>,
    /// What was sent and must not be shown: the service may quote it.
    secrets: Vec<&'a Secret>,
}

/// Why a body is not whole.
enum Flaw {
    TooLarge { limit: usize },
    TooSlow(reqwest::Error),
    BrokenOff(reqwest::Error),
}

impl<'a> Answer<'a> {
    pub(super) async fn receive(mut response: reqwest::Response, limit: usize, secrets: Vec<&'a Secret>) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let mut answer = Self { status: response.status(), headers, body: Vec::new(), flaw: None, secrets };
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

    /// The response, if the answer has the status that means success and can be read.
    pub(super) fn classify<T: DeserializeOwned>(
        mut self,
        success: StatusCode,
        client_request_id: String,
    ) -> Result<Response<T>, Error> {
        if let Some(flaw) = self.flaw.take() {
            return Err(self.flawed(flaw, success));
        }
        if self.status != success {
            return Err(self.refusal(success));
        }
        if self.body.is_empty() {
            return Err(self.error(ErrorKind::Response, ", but its body is empty"));
        }
        let value = json::read(&self.body).map_err(|misfit| {
            let misfit = redact(&misfit.to_string(), &self.secrets, MISFIT_LIMIT);
            self.error(ErrorKind::Response, &format!(", but {} cannot be read: {misfit}", self.describe_body()))
        })?;
        Ok(Response {
            value,
            status: self.status,
            request_id: self.header(REQUEST_ID).map(str::to_owned),
            client_request_id,
            location: self.header(LOCATION.as_str()).map(str::to_owned),
        })
    }

    /// The error that an answer stands for whose body is not whole.
    fn flawed(&self, flaw: Flaw, success: StatusCode) -> Error {
        let kind = if self.status == success { ErrorKind::Response } else { ErrorKind::Service };
        let bytes = self.body.len();
        match flaw {
            Flaw::TooLarge { limit } => self.error(kind, &format!(", but its body is larger than {limit} bytes")),
            Flaw::TooSlow(source) => {
                let remark = format!(", but the time was up after {bytes} bytes of its body");
                self.error(ErrorKind::Timeout, &remark).with_source(source)
            }
            Flaw::BrokenOff(source) => {
                self.error(kind, &format!(", but its body broke off after {bytes} bytes")).with_source(source)
            }
        }
    }

    /// The error that an answer with another status stands for.
    fn refusal(&self, success: StatusCode) -> Error {
        let service = ODataError::read(&self.body, &self.secrets);
        let remark = match &service {
            _ if self.status.is_redirection() => ", a redirect, which is not followed".to_owned(),
            _ if self.status.is_success() => format!(" instead of {success}"),
            Some(_) => String::new(),
            None => format!(" with {}, which is no OData error", self.describe_body()),
        };
        let error = self.error(ErrorKind::Service, &remark);
        match service {
            Some(service) => error.with_service(service),
            None => error,
        }
    }

    /// An error with what every answer has.
    fn error(&self, kind: ErrorKind, remark: &str) -> Error {
        let message = format!("the service answered {}{remark}", self.status);
        Error::new(kind, Outcome::of(self.status), message)
            .with_status(self.status, self.redacted_header(REQUEST_ID))
            .with_body(&self.body, &self.secrets)
    }

    fn describe_body(&self) -> String {
        let bytes = self.body.len();
        match self.redacted_header(CONTENT_TYPE.as_str()) {
            Some(content_type) => format!("a body of {bytes} bytes of {content_type}"),
            None => format!("a body of {bytes} bytes"),
        }
    }

    fn redacted_header(&self, name: &str) -> Option<String> {
        Some(redact(self.header(name)?, &self.secrets, HEADER_LIMIT))
    }

    /// A header as text, if there is one and it is visible ASCII.
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
