//! The record of received requests.

use super::fault::Fault;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};

/// A request that the emulator received, without its access token and body.
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
#[derive(Clone, Debug, PartialEq)]
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
