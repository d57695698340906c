//! The credential of an emulator.

use super::server::Server;
use crate::credential::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// A credential that returns the access token of an emulator.
///
/// ```
/// use graph_client::GraphClient;
/// use graph_client::emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// let client = GraphClient::builder().endpoint(emulator.endpoint()).credential(emulator.credential()).build()?;
/// assert!(client.beta().device_management().windows_autopilot_device_identities().list().all().await?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct EmulatorCredential(Arc<Server>);

impl EmulatorCredential {
    pub(super) const fn new(server: Arc<Server>) -> Self {
        Self(server)
    }
}

impl TokenCredential for EmulatorCredential {
    fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(std::future::ready(AccessToken::new(self.0.token.as_str()).map_err(Into::into)))
    }
}

impl Debug for EmulatorCredential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("EmulatorCredential")
    }
}
