//! A small Microsoft Graph on loopback, for tests and for trying things without a tenant.
//!
//! It speaks real HTTP, so any client can talk to it: give it [`Emulator::endpoint`] and [`Emulator::token`]. The base URL for
//! Microsoft's own SDKs is the endpoint followed by `/beta`:
//!
//! - Python (`msgraph-beta-sdk`): set `request_adapter.base_url` to it.
//! - JavaScript (`@microsoft/msgraph-beta-sdk`, preview): set `requestAdapter.baseUrl` to it, and allow its auth provider the
//!   host `127.0.0.1`.
//! - JavaScript (`@microsoft/microsoft-graph-client` 3): set `baseUrl` to it and `defaultVersion` to `''`. Its auth providers
//!   send a token over https only: put the header `authorization` into `fetchOptions.headers`, with
//!   `middleware: new HTTPMessageHandler()`.
//!
//! | request | answer |
//! |---|---|
//! | `POST …/windowsAutopilotDeviceIdentities` | 201 with the device, an id and a `Location` |
//! | `POST …/windowsAutopilotDeviceIdentities/{id}/deploymentProfile/assignedDevices` | the same |
//! | `GET` of either | 200 with the devices that were created there, in `value` |
//! | `GET …/windowsAutopilotDeviceIdentities/{id}` | 200 with the device, or 404 |
//! | `DELETE …/windowsAutopilotDeviceIdentities/{id}` | 204, or 404 |
//! | without the token | 401 |
//! | with a body that is no device, or has a property or a member that the schema does not know | 400 that names it |
//! | anything else | 400, 405 or 415 |
//!
//! A null is taken for a property that is not there, as the models take it.
//!
//! Refusals have the form of an [OData error]; every answer has a `request-id` and echoes the `client-request-id`. A
//! device that is created under a deployment profile is registered as well, so it is in the list of all devices. Profiles
//! themselves are not emulated: any id will do in that path. Query options are refused rather than ignored.
//!
//! ```
//! use graph_client::emulator::Emulator;
//! use graph_models::beta::WindowsAutopilotDeviceIdentity;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::start().await?;
//! let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
//! let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
//! let created = devices.create(&device).await?;
//!
//! assert_eq!(emulator.devices()[0].id, created.id);
//! # Ok(()) }
//! ```
//!
//! # Faults
//!
//! [`Emulator::script`] lets the next requests fail in ways of the caller's choice, one [`Fault`] each;
//! [`Emulator::randomize`] lets a share of all requests fail, the same ones for the same seed. What the emulator really did
//! is in [`Emulator::devices`] and [`Emulator::requests`].
//!
//! # Time
//!
//! A client waits before it repeats a request. In a test on tokio's current-thread runtime with its clock paused
//! (`#[tokio::test(start_paused = true)]`) these waits, and slow answers, take no time. Use [`Emulator::client`] or
//! [`Emulator::builder`] there: other clients' timeouts would be over before an answer could arrive, because a paused clock
//! jumps whenever a program waits for a socket. Those of the emulator hold it while bytes are on their way.
//!
//! [OData error]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse

mod attempt_key;
mod body;
mod door;
mod fault;
mod link;
mod received;
mod reply;
mod route;
mod script;
mod server;
mod still_clock;
mod store;

use crate::client::{GraphClient, GraphClientBuilder};
use crate::credential::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use crate::error::Error;
use door::Door;
pub use fault::{Fault, RetryAfter};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use link::Link;
pub use received::ReceivedRequest;
use server::Server;
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// The credential of the emulator's own clients: it gives the emulator's token.
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

/// A running emulator. It stops, and forgets its devices, when it is dropped.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault};
/// use graph_client::{Outcome, RetryPolicy};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// let client = emulator.builder().retry(RetryPolicy::never()).build()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
///
/// // The first request meets no fault, the second is carried out, but not answered.
/// emulator.script([None, Some(Fault::ClosedAfterStoring)]);
/// devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("1")).await?;
/// let error = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("2")).await.unwrap_err();
///
/// assert_eq!(error.outcome(), Outcome::Unknown);
/// assert_eq!(emulator.devices().len(), 2);
/// assert!(emulator.requests()[1].is_carried_out());
///
/// // From now on every third request or so goes wrong; the seed says which and how.
/// emulator.randomize(42, 0.3);
/// # Ok(()) }
/// ```
pub struct Emulator {
    server: Arc<Server>,
    task: JoinHandle<()>,
}

impl Emulator {
    /// Starts an emulator on a free port, inside the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Fails when no loopback port can be opened, and outside a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(0).await
    }

    /// Starts an emulator on a port of the caller's choice.
    ///
    /// # Errors
    ///
    /// Fails when the port cannot be opened, usually because it is in use, and outside a tokio runtime.
    #[allow(clippy::unused_async, reason = "how a port is had is not for the callers to know")]
    pub async fn start_on(port: u16) -> io::Result<Self> {
        if Handle::try_current().is_err() {
            return Err(io::Error::other("there is no tokio runtime to serve in"));
        }
        let door = Door::open(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let token = format!("emulator-{}", Uuid::new_v4());
        let server = Arc::new(Server::new(door, token));
        let task = tokio::spawn(Arc::clone(&server).run());
        Ok(Self { server, task })
    }

    /// Returns the endpoint for clients, such as `http://127.0.0.1:49152`. The version of the API comes after it: `/beta`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.server.endpoint
    }

    /// The only access token that the emulator takes. Another one is made up at every start.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.server.token
    }

    /// A client of this emulator, with the defaults of every client.
    ///
    /// # Errors
    ///
    /// Fails when the HTTP client cannot be set up.
    pub fn client(&self) -> Result<GraphClient, Error> {
        self.builder().build()
    }

    /// A client of this emulator that can still be configured. It has the emulator's [credential](Self::credential).
    #[must_use]
    pub fn builder(&self) -> GraphClientBuilder {
        let link = Arc::new(Link(Arc::clone(&self.server)));
        GraphClient::builder().endpoint(self.endpoint()).credential(self.credential()).attempt_hook(link)
    }

    /// A credential that gives the emulator's token, whatever claims it is asked for.
    #[must_use]
    pub fn credential(&self) -> EmulatorCredential {
        EmulatorCredential(Arc::clone(&self.server))
    }

    /// Lets the next requests meet these faults, one each, in this order, after those that are planned already; `None`
    /// stands for a request that meets none. Requests after them meet none, unless there are [random](Self::randomize) ones.
    pub fn script<F: Into<Option<Fault>>>(&self, faults: impl IntoIterator<Item = F>) {
        self.server.script().plan(faults.into_iter().map(Into::into));
    }

    /// Lets a share of the requests meet any of the faults, by chance: none of them with 0 or less, all with 1 or more. The
    /// same seed brings the same faults in the same order; which request meets which is certain only where they come one
    /// after the other.
    pub fn randomize(&self, seed: u64, share: f64) {
        self.server.script().randomize(seed, share);
    }

    /// Lets everything go well again: forgets the faults that are planned, and random ones.
    pub fn clear_faults(&self) {
        *self.server.script() = script::Script::default();
    }

    /// Lists devices in pages of that size; all at once by default.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use std::num::NonZeroUsize;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.set_page_size(NonZeroUsize::new(1));
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// for serial_number in ["1", "2"] {
    ///     devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)).await?;
    /// }
    /// let first = devices.list().await?;
    /// assert_eq!((first.items().len(), first.next_link().is_some()), (1, true));
    /// # Ok(()) }
    /// ```
    pub fn set_page_size(&self, size: impl Into<Option<NonZeroUsize>>) {
        *self.server.page_size() = size.into();
    }

    /// The requests that came in so far, in their order. Those that found no connection are not among them.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.requests().clone()
    }

    /// All devices that were created so far, in their order.
    #[must_use]
    pub fn devices(&self) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.server.store.devices()
    }

    /// The devices that were created through the deployment profile of the device with that id.
    #[must_use]
    pub fn assigned_devices(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.server.store.assigned_through(id)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.task.abort();
        // Clients may live on; they shall find nobody rather than wait.
        self.server.door.close();
    }
}

impl Debug for Emulator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}
