//! The record of received requests.

use super::fault::Fault;
use crate::pipeline::{CLIENT_REQUEST_ID, RETRY_ATTEMPT};
use bytes::Bytes;
use hyper::Uri;
use reqwest::Method;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName,
    USER_AGENT,
};
use std::collections::VecDeque;
use std::fmt::{self, Debug, Formatter};

/// The headers whose values `Debug` prints. Any other may contain a secret.
const PRINTED: [HeaderName; 9] = [
    ACCEPT,
    ACCEPT_ENCODING,
    CONNECTION,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    HOST,
    USER_AGENT,
    HeaderName::from_static(CLIENT_REQUEST_ID),
    HeaderName::from_static(RETRY_ATTEMPT),
];

/// A request that the emulator received, without its access token.
///
/// `Debug` prints the values of common headers and the names of query options only, and the length of the body: anything else
/// may be secret.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.inject_faults([Fault::ClosedAfterStoring]);
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
///
/// let requests = emulator.requests();
/// assert_eq!(requests.len(), 1);
/// assert_eq!(requests[0].method(), "POST");
/// assert_eq!(requests[0].path(), "/beta/deviceManagement/windowsAutopilotDeviceIdentities");
/// assert_eq!(requests[0].query(), None);
/// assert_eq!(requests[0].headers()["content-type"], "application/json");
/// assert_eq!(requests[0].fault(), Some(&Fault::ClosedAfterStoring));
/// assert!(requests[0].is_carried_out());
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct ReceivedRequest {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Option<Bytes>,
    fault: Option<Fault>,
    pub(super) is_carried_out: bool,
}

impl ReceivedRequest {
    pub(super) fn new(method: &Method, uri: &Uri, headers: &HeaderMap, fault: Option<Fault>) -> Self {
        let mut headers = headers.clone();
        headers.remove(AUTHORIZATION);
        let (path, query) = (uri.path().to_owned(), uri.query().map(str::to_owned));
        Self { method: method.clone(), path, query, headers, body: None, fault, is_carried_out: false }
    }

    /// Returns the HTTP method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the percent-encoded path, including the version of the API.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the percent-encoded query, without the question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns the body, or `None` if it was not read to its end or dropped for newer ones.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities";
    /// emulator.client()?.beta().request("POST", path).json(&json!({ "model": "A1" })).await?;
    /// let body: Value = serde_json::from_slice(emulator.requests()[0].body().unwrap())?;
    /// assert_eq!(body["model"], "A1");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// Returns the headers, without `Authorization`.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the fault that was injected, if any.
    #[must_use]
    pub const fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Returns whether the emulator carried the request out, regardless of the response that the client received.
    #[must_use]
    pub const fn is_carried_out(&self) -> bool {
        self.is_carried_out
    }
}

impl Debug for ReceivedRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let headers = self.headers.iter().map(|(name, value)| {
            let value = value.to_str().ok().filter(|_| PRINTED.contains(name));
            (name.as_str(), value.unwrap_or("[redacted]"))
        });
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query.as_deref().map(option_names))
            .field("headers", &headers.collect::<Vec<_>>())
            .field("body_length", &self.body.as_ref().map(Bytes::len))
            .field("fault", &self.fault)
            .field("is_carried_out", &self.is_carried_out)
            .finish()
    }
}

/// Returns the names of the options of a query.
fn option_names(query: &str) -> Vec<&str> {
    query.split('&').map(|option| option.split_once('=').map_or("", |(name, _)| name)).collect()
}

/// The latest requests, each with a number that stays the same when older ones are dropped.
pub(super) struct RequestLog {
    requests: VecDeque<ReceivedRequest>,
    dropped: usize,
    limit: usize,
    /// The bytes of all bodies.
    size: usize,
    /// The number of the first request that may have a body.
    first_body: usize,
}

/// The bytes of bodies that are kept.
const BODIES_LIMIT: usize = 64 * 1024 * 1024;

impl RequestLog {
    pub(super) const fn new(limit: usize) -> Self {
        Self { requests: VecDeque::new(), dropped: 0, limit, size: 0, first_body: 0 }
    }

    /// Adds a request and returns its number. Drops the oldest one if there are too many.
    pub(super) fn push(&mut self, request: ReceivedRequest) -> usize {
        self.requests.push_back(request);
        if self.requests.len() > self.limit {
            let oldest = self.requests.pop_front();
            self.size -= oldest.and_then(|oldest| oldest.body).map_or(0, |body| body.len());
            self.dropped += 1;
        }
        self.dropped + self.requests.len() - 1
    }

    /// Adds the body of a request. Drops the oldest bodies if there are too many bytes.
    pub(super) fn set_body(&mut self, number: usize, body: Bytes) {
        let length = body.len();
        let Some(request) = self.get_mut(number) else { return };
        request.body = Some(body);
        self.size += length;
        while self.size > BODIES_LIMIT && self.first_body < number {
            let body = self.get_mut(self.first_body).and_then(|request| request.body.take());
            self.size -= body.map_or(0, |body| body.len());
            self.first_body += 1;
        }
    }

    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut ReceivedRequest> {
        self.requests.get_mut(number.checked_sub(self.dropped)?)
    }

    pub(super) fn to_vec(&self) -> Vec<ReceivedRequest> {
        self.requests.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BODIES_LIMIT, ReceivedRequest, RequestLog};
    use bytes::Bytes;
    use hyper::Uri;
    use reqwest::Method;
    use reqwest::header::HeaderMap;

    #[test]
    fn the_latest_requests_are_kept() {
        let request = |path| ReceivedRequest::new(&Method::GET, &Uri::from_static(path), &HeaderMap::new(), None);
        let mut log = RequestLog::new(2);
        assert_eq!([log.push(request("/0")), log.push(request("/1")), log.push(request("/2"))], [0, 1, 2]);
        assert_eq!(log.to_vec(), [request("/1"), request("/2")]);
        assert_eq!(log.get_mut(0), None);
        assert_eq!(log.get_mut(2), Some(&mut request("/2")));
        assert_eq!(log.get_mut(3), None);
    }

    #[test]
    fn the_latest_bodies_are_kept() {
        let mut log = RequestLog::new(10);
        let request = || ReceivedRequest::new(&Method::POST, &Uri::from_static("/"), &HeaderMap::new(), None);
        let numbers: Vec<usize> = (0..3).map(|_| log.push(request())).collect();
        for (number, length) in numbers.into_iter().zip([1, BODIES_LIMIT, 1]) {
            log.set_body(number, vec![0; length].into());
        }
        let lengths: Vec<_> = log.to_vec().iter().map(|request| request.body().map(<[u8]>::len)).collect();
        assert_eq!(lengths, [None, None, Some(1)]);
    }

    #[test]
    fn debug_prints_no_value_of_a_custom_header() {
        let headers = [("accept", "text/csv"), ("x-api-key", "hunter22222"), ("authorization", "Bearer hunter22222")];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let uri = Uri::from_static("/?$search=hunter22222&hunter22222");
        let mut request = ReceivedRequest::new(&Method::GET, &uri, &HeaderMap::from_iter(headers), None);
        request.body = Some(Bytes::from_static(b"hunter22222"));
        let text = format!("{request:?}");
        assert!(text.contains(r#"["$search", ""]"#) && text.contains("body_length: Some(11)"), "{text}");
        assert!(
            text.contains(r#"("accept", "text/csv")"#) && text.contains(r#"("x-api-key", "[redacted]")"#),
            "{text}"
        );
        assert!(!text.contains("hunter"), "{text}");
    }
}
