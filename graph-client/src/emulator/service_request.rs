//! A request as the service sees it.

use super::request_body::{BodyError, check_content};
use super::response::ServiceResponse;
use bytes::Bytes;
use hyper::Method;
use hyper::header::HeaderMap;

/// A request whose body was read, or could not be read.
pub(super) struct ServiceRequest<'a> {
    pub(super) method: &'a Method,
    /// The percent-encoded path, with the version and in its [canonical](super::path::canonical) spelling.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Result<Bytes, BodyError>,
}

impl ServiceRequest<'_> {
    /// Returns the body of a request that must have one in JSON.
    pub(super) fn json(&self) -> Result<&[u8], ServiceResponse> {
        check_content(self.headers)?;
        self.body.as_ref().map(AsRef::as_ref).map_err(BodyError::response)
    }
}
