//! What came back, and what it means.

use super::{CLIENT_REQUEST_ID, Call, REQUEST_ID};
use crate::credential::AccessToken;
use crate::error::{Error, ErrorKind, ODataError, Outcome};
use crate::json;
use crate::redact::redact;
use crate::response::Response;
use graph_models::support::Secret;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde::de::DeserializeOwned;

/// An answer of the service, with as much of its body as there was and as was allowed.
pub(super) struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    flaw: Option<Flaw>,
}

/// Why a body is not whole.
enum Flaw {
    TooLarge { limit: usize },
    BrokenOff(reqwest::Error),
}

impl Answer {
    pub(super) async fn receive(mut response: reqwest::Response, limit: usize) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let mut answer = Self { status: response.status(), headers, body: Vec::new(), flaw: None };
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
                    answer.flaw = Some(Flaw::BrokenOff(error.without_url()));
                    return answer;
                }
            }
        }
    }

    /// The response, if the answer has the status that means success and can be read.
    pub(super) fn classify<T: DeserializeOwned>(
        mut self,
        call: &Call,
        token: &AccessToken,
        client_request_id: &str,
    ) -> Result<Response<T>, Error> {
        // The service may quote what it was sent.
        let secrets = [call.secrets.as_slice(), &[token.secret().clone()]].concat();
        if self.status != call.success {
            return Err(self.refusal(call, &secrets));
        }
        let value = self.read(&secrets)?;
        Ok(Response {
            value,
            status: self.status,
            request_id: self.header(REQUEST_ID),
            client_request_id: self.header(CLIENT_REQUEST_ID).unwrap_or_else(|| client_request_id.to_owned()),
            location: self.header(LOCATION.as_str()),
        })
    }

    /// The error that an answer with another status stands for.
    fn refusal(self, call: &Call, secrets: &[Secret]) -> Error {
        let status = self.status;
        let service = ODataError::read(&self.body, secrets);
        let remark = match &service {
            _ if status.is_redirection() => ", a redirect, which is not followed".to_owned(),
            _ if status.is_success() => format!(" instead of {}", call.success),
            Some(_) => String::new(),
            None => format!(" with {}, which is no OData error", self.describe_body()),
        };
        let error = self.error(
            ErrorKind::Service,
            Outcome::of(status),
            format!("the service answered {status}{remark}"),
            secrets,
        );
        match service {
            Some(service) => error.with_service(service),
            None => error,
        }
    }

    fn read<T: DeserializeOwned>(&mut self, secrets: &[Secret]) -> Result<T, Error> {
        let flaw = self.flaw.take();
        let unreadable = |what: &str| {
            let message = format!("the service answered {}, but {what}", self.status);
            self.error(ErrorKind::Response, Outcome::CarriedOut, message, secrets)
        };
        match flaw {
            Some(Flaw::TooLarge { limit }) => {
                Err(unreadable(&format!("the body of the answer is larger than {limit} bytes")))
            }
            Some(Flaw::BrokenOff(error)) => Err(unreadable("the answer broke off").with_source(error)),
            None if self.body.is_empty() => Err(unreadable("the body of the answer is empty")),
            None => json::read(&self.body).map_err(|misfit| {
                let misfit = redact(&misfit.to_string(), secrets);
                unreadable(&format!("{} cannot be read: {misfit}", self.describe_body()))
            }),
        }
    }

    fn error(&self, kind: ErrorKind, outcome: Outcome, message: String, secrets: &[Secret]) -> Error {
        let request_id = self.header(REQUEST_ID);
        Error::new(kind, outcome, message).with_status(self.status, request_id).with_body(&self.body, secrets)
    }

    fn describe_body(&self) -> String {
        let bytes = self.body.len();
        match self.header(CONTENT_TYPE.as_str()) {
            Some(content_type) => format!("a body of {bytes} bytes of {content_type}"),
            None => format!("a body of {bytes} bytes"),
        }
    }

    /// A header as text, if there is one and it is visible ASCII.
    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name)?.to_str().ok().map(str::to_owned)
    }
}
