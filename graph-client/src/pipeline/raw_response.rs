//! Responses before their body is deserialized.

mod origin;

use super::REQUEST_ID;
use super::body::{Members, is_error};
use super::call::{Call, Content, Operation};
use super::content_coding::{InflateError, inflate};
use crate::charset;
use crate::credential::claims_challenge;
use crate::error::{AttemptError, Error, ErrorKind, ErrorResponse, ODataError, Outcome};
use crate::json::is_json;
use crate::redact::{redact, redact_id};
use crate::retry::retry_after;
use graph_models::edm::Secret;
pub(crate) use origin::is_in_progress;
use origin::{is_of_service, outcome_of};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, WWW_AUTHENTICATE};
use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};

/// The length of an id and of a header in an error, in bytes.
const ID_LIMIT: usize = 256;
const HEADER_LIMIT: usize = 1024;

/// The length in an error of the headers that are to be followed or answered, in bytes.
const LONG_HEADER_LIMIT: usize = 16 * 1024;
const LONG_HEADERS: [HeaderName; 2] = [LOCATION, WWW_AUTHENTICATE];

const IN_PROGRESS: &str = "the service accepted the request and is still working on it; its `Location` header says where to ask for the result";

/// A response and its body, up to the size limit.
pub struct RawResponse<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) client_request_id: String,
    pub(crate) attempts: u32,
    outcome: Outcome,
    /// The call, whose secrets the service may quote.
    pub(crate) call: &'a Call,
    token: Option<Arc<Secret>>,
    /// The batch with the call, whose other requests' secrets the service may quote, too.
    batch: Option<Arc<Call>>,
    /// The long values of the call or the batch, found when an error needs them.
    long_values: OnceLock<Vec<Secret>>,
}

/// A response within that of a batch.
pub(super) struct BatchedResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// The reason why a body is incomplete.
enum IncompleteBody {
    TooLarge { limit: usize },
    Timeout(Source),
    Truncated(Source),
    Malformed(Source),
}

type Source = Arc<dyn StdError + Send + Sync>;

impl<'a> RawResponse<'a> {
    fn new(call: &'a Call, status: StatusCode, headers: HeaderMap) -> Self {
        let outcome = outcome_of(&call.operation, status, &headers);
        let (body, client_request_id) = (Vec::new(), String::new());
        let (token, batch, long_values) = (None, None, OnceLock::new());
        Self { status, headers, body, client_request_id, attempts: 0, outcome, call, token, batch, long_values }
    }

    /// Returns the response for an error that proves that an earlier attempt succeeded: the status of a deletion, with the
    /// headers of the error.
    pub(super) fn already_done(call: &'a Call, error: &Error) -> Self {
        Self { outcome: Outcome::CarriedOut, ..Self::new(call, StatusCode::NO_CONTENT, error.headers().clone()) }
    }

    /// Reads and inflates the body, up to a limit in bytes, and returns the response if it is successful and complete.
    pub(super) async fn receive(
        mut response: reqwest::Response,
        call: &'a Call,
        limit: usize,
        token: &Arc<Secret>,
    ) -> Result<Self, AttemptError> {
        let headers = std::mem::take(response.headers_mut());
        let token = Some(Arc::clone(token));
        let mut received = Self { token, ..Self::new(call, response.status(), headers) };
        let read = received.read_body(response, limit).await;
        received.classify(read, limit)
    }

    /// Inflates the body of a response within a batch, and returns the response if it is successful.
    pub(super) fn receive_in_batch(
        call: &'a Call,
        BatchedResponse { status, headers, body }: BatchedResponse,
        batch: &Arc<Call>,
        token: &Arc<Secret>,
        limit: usize,
    ) -> Result<Self, AttemptError> {
        let (token, batch) = (Some(Arc::clone(token)), Some(Arc::clone(batch)));
        Self { body, token, batch, ..Self::new(call, status, headers) }.classify(Ok(()), limit)
    }

    fn classify(mut self, read: Result<(), IncompleteBody>, limit: usize) -> Result<Self, AttemptError> {
        match read.and(self.inflate(limit)) {
            Err(reason) => Err(self.incomplete(reason)),
            Ok(()) if self.is_refusal_by_rule() => Ok(self),
            Ok(()) if !self.status.is_success() || is_error(&self.json()) => {
                Err(self.attempt_error(self.unsuccessful()))
            }
            Ok(()) if self.has_content() => {
                // The content proves that the service carried the request out.
                if self.call.operation.content != Content::Any && !self.is_in_progress() {
                    self.outcome = Outcome::CarriedOut;
                }
                Ok(self)
            }
            Ok(()) => Err(self.without_content()),
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
                Err(error) if error.is_timeout() => return Err(IncompleteBody::Timeout(Arc::new(error.without_url()))),
                Err(error) => return Err(IncompleteBody::Truncated(Arc::new(error.without_url()))),
            }
        }
    }

    /// Inflates what was received, even if the body is incomplete.
    fn inflate(&mut self, limit: usize) -> Result<(), IncompleteBody> {
        inflate(&mut self.headers, &mut self.body, limit).map_err(|error| match error {
            InflateError::TooLarge => IncompleteBody::TooLarge { limit },
            InflateError::Malformed(source) => IncompleteBody::Malformed(Arc::new(source)),
        })
    }

    /// Returns the error for a response with an incomplete body.
    fn incomplete(&self, reason: IncompleteBody) -> AttemptError {
        let bytes = byte_count(self.body.len());
        let kind = if self.status.is_success() { ErrorKind::Response } else { ErrorKind::Service };
        let (kind, remark, is_truncated, source) = match reason {
            IncompleteBody::TooLarge { limit } => {
                (kind, format!("the body is larger than {}", byte_count(limit)), false, None)
            }
            IncompleteBody::Timeout(source) => {
                (ErrorKind::Timeout, format!("reading the body timed out after {bytes}"), false, Some(source))
            }
            IncompleteBody::Truncated(source) => {
                (kind, format!("the body is incomplete: received {bytes}"), true, Some(source))
            }
            IncompleteBody::Malformed(source) => {
                (kind, format!("the body is not valid gzip: inflated {bytes}"), true, Some(source))
            }
        };
        let error = self.error(kind, &format!(", but {remark}"));
        let error = source.into_iter().fold(error, Error::with_shared_source);
        AttemptError { is_truncated, ..self.attempt_error(error) }
    }

    /// Returns whether the response of a 2xx has what was asked for. A captive portal may answer anything with 200.
    fn has_content(&self) -> bool {
        let Operation { documented, content, .. } = self.call.operation;
        match content {
            Content::Any => true,
            _ if documented.contains(&self.status) => true,
            Content::Nothing => {
                let json = self.json();
                json.is_empty() || is_json(&json)
            }
            Content::Object | Content::Page => Members::of(&self.json()).is_some_and(|members| {
                (if content == Content::Page { members.has_items } else { members.has_id })
                    && (members.has_annotations || is_of_service(&self.headers))
            }),
        }
    }

    /// Returns whether the service refuses the request by a rule of the operation. A gateway has rules of its own.
    fn is_refusal_by_rule(&self) -> bool {
        self.call.operation.refusals.contains(&self.status) && (is_error(&self.json()) || is_of_service(&self.headers))
    }

    /// Returns the error for a response with a 2xx that does not have what was asked for.
    fn without_content(&self) -> AttemptError {
        let expected = self.call.operation.documented.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
        let content = match self.call.operation.content {
            Content::Nothing => "an empty body or JSON",
            Content::Page => "a list",
            Content::Any | Content::Object => "an object with an id",
        };
        let body = self.describe_body();
        let remark =
            format!(" and {body}, which does not say what was done; expected {expected}, or {content} of the service");
        self.attempt_error(self.error(ErrorKind::Service, &remark))
    }

    fn is_in_progress(&self) -> bool {
        is_in_progress(self.status, &self.headers)
    }

    /// Returns the error for a response with a status other than success, or with an OData error as its body.
    pub(crate) fn unsuccessful(&self) -> Error {
        self.refusal(ODataError::read(&self.json(), &self.secrets()))
    }

    /// Returns the error that the service appended to a body that it had begun to write, as some services do when they fail
    /// after the status was sent.
    pub(crate) fn late_error(&self) -> Option<Error> {
        const START: &[u8] = br#"{"error":{"#;
        let body = self.json();
        let start = body.windows(START.len()).rposition(|text| text == START)?;
        let service = ODataError::read(&body[start..], &self.secrets())?;
        Some(self.refusal(Some(service)))
    }

    fn refusal(&self, service: Option<ODataError>) -> Error {
        let remark = match &service {
            _ if self.status.is_redirection() => ", a redirect, which is not followed".to_owned(),
            Some(_) if self.status.is_success() => ", but with an error".to_owned(),
            Some(_) => String::new(),
            None => format!(" and {}, which is not an OData error", self.describe_body()),
        };
        let mut error = self.error(ErrorKind::Service, &remark);
        if let Some(service) = service {
            error = error.with_service(service);
        }
        let Operation { permission, alternative, .. } = self.call.operation;
        error = error.with_required_permission(permission);
        if let (true, Some(alternative)) = (error.is_route_missing(), alternative) {
            error = error.with_hint(alternative);
        }
        // With these statuses, the service may have carried the request out before it failed.
        let may_be_done = matches!(self.status.as_u16(), 200..=299 | 408 | 500 | 502 | 504);
        let is_refused = error.is_throttled() && !may_be_done;
        if is_refused { error.with_outcome(Outcome::Refused) } else { error }
    }

    fn attempt_error(&self, error: Error) -> AttemptError {
        AttemptError { claims: claims_challenge(&self.headers), ..error.into() }
    }

    /// Creates an error that keeps status, headers and body.
    pub(crate) fn error(&self, kind: ErrorKind, remark: &str) -> Error {
        let secrets = self.secrets();
        let headers = self.headers.iter().map(|(name, value)| {
            let limit = if LONG_HEADERS.contains(name) { LONG_HEADER_LIMIT } else { HEADER_LIMIT };
            let value = redact(&String::from_utf8_lossy(value.as_bytes()), &secrets, limit);
            (name.clone(), HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("")))
        });
        let response = ErrorResponse::new(self.status, headers.collect(), self.redacted_request_id());
        // Keep the body of a success: it may contain the id of the created object.
        let response = if self.status.is_success() {
            response.with_body(&self.body)
        } else {
            response.with_excerpt(&self.json(), &secrets)
        };
        let error = Error::new(kind, self.outcome, format!("the service responded with {}{remark}", self.status))
            .with_call(&self.call.method, self.call.path.template())
            .with_response(response)
            .with_retry_after(retry_after(&self.headers));
        if self.is_in_progress() { error.with_hint(IN_PROGRESS) } else { error }
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

    /// Returns the secrets that the service may quote: those that are known, and long values in query and body.
    pub(crate) fn secrets(&self) -> Vec<&Secret> {
        let call = self.batch.as_deref().unwrap_or(self.call);
        let long_values = self.long_values.get_or_init(|| call.long_values());
        call.secrets.iter().chain(long_values).chain(self.token.as_deref()).collect()
    }
}

fn byte_count(bytes: usize) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}
