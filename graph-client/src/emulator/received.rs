//! The record of received requests.

use super::fault::Fault;
use crate::pipeline::{CLIENT_REQUEST_ID, RETRY_ATTEMPT};
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

/// A request that the emulator received, without its access token and body. `Debug` prints the values of common headers only.
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
/// assert_eq!(requests[0].fault(), Some(&Fault::ClosedAfterStoring));
/// assert!(requests[0].is_carried_out());
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct ReceivedRequest {
    method: Method,
    path: String,
    headers: HeaderMap,
    fault: Option<Fault>,
    pub(super) is_carried_out: bool,
}

impl ReceivedRequest {
    pub(super) fn new(method: &Method, path: &str, headers: &HeaderMap, fault: Option<Fault>) -> Self {
        let mut headers = headers.clone();
        headers.remove(AUTHORIZATION);
        Self { method: method.clone(), path: path.to_owned(), headers, fault, is_carried_out: false }
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
            .field("headers", &headers.collect::<Vec<_>>())
            .field("fault", &self.fault)
            .field("is_carried_out", &self.is_carried_out)
            .finish()
    }
}

/// The latest requests, each with a number that stays the same when older ones are dropped.
pub(super) struct RequestLog {
    requests: VecDeque<ReceivedRequest>,
    dropped: usize,
    limit: usize,
}

impl RequestLog {
    pub(super) const fn new(limit: usize) -> Self {
        Self { requests: VecDeque::new(), dropped: 0, limit }
    }

    /// Adds a request and returns its number. Drops the oldest one if there are too many.
    pub(super) fn push(&mut self, request: ReceivedRequest) -> usize {
        self.requests.push_back(request);
        if self.requests.len() > self.limit {
            self.requests.pop_front();
            self.dropped += 1;
        }
        self.dropped + self.requests.len() - 1
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
    use super::{ReceivedRequest, RequestLog};
    use reqwest::Method;
    use reqwest::header::HeaderMap;

    #[test]
    fn the_latest_requests_are_kept() {
        let request = |path: &str| ReceivedRequest::new(&Method::GET, path, &HeaderMap::new(), None);
        let mut log = RequestLog::new(2);
        assert_eq!([log.push(request("/0")), log.push(request("/1")), log.push(request("/2"))], [0, 1, 2]);
        assert_eq!(log.to_vec(), [request("/1"), request("/2")]);
        assert_eq!(log.get_mut(0), None);
        assert_eq!(log.get_mut(2), Some(&mut request("/2")));
        assert_eq!(log.get_mut(3), None);
    }

    #[test]
    fn debug_prints_no_value_of_a_custom_header() {
        let headers = [("accept", "text/csv"), ("x-api-key", "hunter22222"), ("authorization", "Bearer hunter22222")];
        let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let text = format!("{:?}", ReceivedRequest::new(&Method::GET, "/", &HeaderMap::from_iter(headers), None));
        assert!(
            text.contains(r#"("accept", "text/csv")"#) && text.contains(r#"("x-api-key", "[redacted]")"#),
            "{text}"
        );
        assert!(!text.contains("hunter"), "{text}");
    }
}
