//! What the emulator remembers of requests.

use super::fault::Fault;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};

/// A request that reached the emulator, without its token and its body.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.script([Fault::ClosedAfterStoring]);
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
///
/// let requests = emulator.requests();
/// assert_eq!(requests.len(), 1);
/// assert_eq!(requests[0].fault(), Some(&Fault::ClosedAfterStoring));
/// assert!(requests[0].is_carried_out());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) fault: Option<Fault>,
    pub(super) is_carried_out: bool,
}

impl ReceivedRequest {
    pub(super) fn new(method: &Method, path: &str, headers: &HeaderMap, fault: Option<Fault>) -> Self {
        let mut headers = headers.clone();
        headers.remove(AUTHORIZATION);
        Self { method: method.clone(), path: path.to_owned(), headers, fault, is_carried_out: false }
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path, percent-encoded, from the version of the API on.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The headers, but for the token.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The fault that it met.
    #[must_use]
    pub const fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }

    /// Whether what it asked for was done, whatever the client came to hear of it.
    #[must_use]
    pub const fn is_carried_out(&self) -> bool {
        self.is_carried_out
    }
}
