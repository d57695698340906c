//! The part of a response that an error keeps.

use super::odata::{InnerError, ODataError};
use crate::redact::redact;
use graph_models::edm::Secret;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// The bytes of a body to keep: of an excerpt for people, and of one that may hold the id of a created object.
const EXCERPT_LIMIT: usize = 2 * 1024;
const BODY_LIMIT: usize = 64 * 1024;

/// The part of a response that an error keeps. Empty without a response.
#[derive(Clone, Default)]
pub(crate) struct ErrorResponse {
    pub(super) status: Option<StatusCode>,
    pub(super) headers: HeaderMap,
    pub(super) request_id: Option<String>,
    pub(super) service: Option<ODataError>,
    /// The beginning of the body, without secrets.
    pub(super) excerpt: Option<String>,
    /// The beginning of the body as received.
    pub(super) body: Option<Vec<u8>>,
}

impl ErrorResponse {
    /// Takes headers and a request id that quote no secrets.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, request_id: Option<String>) -> Self {
        Self { status: Some(status), headers, request_id, ..Self::default() }
    }

    /// Keeps the beginning of a body, without the secrets that it quotes.
    pub(crate) fn with_excerpt(mut self, body: &[u8], secrets: &[&Secret]) -> Self {
        self.excerpt = Some(redact(&String::from_utf8_lossy(beginning(body)), secrets, EXCERPT_LIMIT));
        self
    }

    /// Keeps the beginning of a body as received.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.body = Some(beginning(body).to_vec());
        self
    }

    pub(super) fn with_service(mut self, service: ODataError) -> Self {
        let inner_id = || service.inner_error().and_then(InnerError::request_id).map(str::to_owned);
        self.request_id = self.request_id.or_else(inner_id);
        self.service = Some(service);
        self
    }
}

fn beginning(body: &[u8]) -> &[u8] {
    body.get(..BODY_LIMIT).unwrap_or(body)
}
