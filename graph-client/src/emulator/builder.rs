//! The configuration of an emulator.

use super::Emulator;
use super::listener::Listener;
use super::server::Server;
#[cfg(feature = "emulator-tls")]
use super::tls::Tls;
use crate::credential::AccessToken;
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::runtime::Handle;
use uuid::Uuid;

/// A builder of an [`Emulator`].
///
/// ```
/// use graph_client::emulator::Emulator;
/// use graph_client::{GraphClient, StaticToken};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::builder().token("secret").start().await?;
/// let client = GraphClient::builder().endpoint(emulator.endpoint()).credential(StaticToken::new("secret")).build()?;
/// assert!(client.beta().device_management().windows_autopilot_device_identities().list().all().await?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct EmulatorBuilder {
    port: u16,
    token: Option<String>,
    #[cfg(feature = "emulator-tls")]
    has_tls: bool,
}

impl EmulatorBuilder {
    /// Sets the port on 127.0.0.1. Defaults to 0: any free port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the only access token that the emulator accepts. By default, it is generated at every start.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Serves https instead of http, and HTTP/2 to clients that choose it.
    ///
    /// The certificate, for `localhost`, `127.0.0.1` and `::1`, is made at the start. It is signed by a certificate authority
    /// that is made along with it: [`Emulator::certificate_authority`].
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder().port(0).tls().start().await?;
    /// assert!(emulator.endpoint().starts_with("https://127.0.0.1:"));
    /// assert!(emulator.client()?.beta().device_management().autopilot_events().list().all().await?.is_empty());
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "emulator-tls")]
    #[must_use]
    pub fn tls(mut self) -> Self {
        self.has_tls = true;
        self
    }

    /// Starts the emulator, inside the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error if the port cannot be bound, usually because it is in use, if the token cannot be one, if no
    /// certificate can be made, or if no tokio runtime is running.
    #[allow(clippy::unused_async, reason = "binding may become asynchronous without a breaking change")]
    pub async fn start(self) -> io::Result<Emulator> {
        if Handle::try_current().is_err() {
            return Err(io::Error::other("the emulator needs a running tokio runtime"));
        }
        let token = self.token.unwrap_or_else(|| format!("emulator-{}", Uuid::new_v4()));
        AccessToken::new(token.as_str()).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let listener = Listener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)))?;
        #[cfg(feature = "emulator-tls")]
        let server = Server::new(listener, token, self.has_tls.then(Tls::new).transpose()?);
        #[cfg(not(feature = "emulator-tls"))]
        let server = Server::new(listener, token);
        let server = Arc::new(server);
        let task = tokio::spawn(Arc::clone(&server).run());
        Ok(Emulator { server, task })
    }
}

impl Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder").field("port", &self.port).finish_non_exhaustive()
    }
}
