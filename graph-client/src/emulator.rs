//! An in-process emulator of Microsoft Graph on loopback, for tests and experiments without a tenant.
//!
//! The emulator speaks HTTP, so any client can use it with the endpoint [`Emulator::endpoint`] and the access token
//! [`Emulator::token`]. The base URL for Microsoft's SDKs is the endpoint followed by `/beta`:
//!
//! - Python (`msgraph-beta-sdk`): set `request_adapter.base_url` to it.
//! - JavaScript (`@microsoft/microsoft-graph-client` 3): set `baseUrl` to it, and `defaultVersion` to `''`. The authentication
//!   providers send tokens over https only: set the header `authorization` in `fetchOptions.headers`, with
//!   `middleware: new HTTPMessageHandler()`.
//! - JavaScript (`@microsoft/msgraph-beta-sdk`, preview): set `requestAdapter.baseUrl` to it, and add `127.0.0.1` to the
//!   allowed hosts of the authentication provider.
//!
//! SDKs that insist on https need [`Emulator::certificate_authority`], with the feature `emulator-tls`: set
//! `NODE_EXTRA_CA_CERTS` or `SSL_CERT_FILE` to a file with it.
//!
//! | request | response |
//! |---|---|
//! | `POST …/windowsAutopilotDeviceIdentities` | 201 with the device, an id and a `Location` |
//! | `POST …/windowsAutopilotDeviceIdentities/{id}/deploymentProfile/assignedDevices` | the same |
//! | `GET` of either collection | 200 with the devices of the collection in `value` |
//! | `GET` of either collection with `/$count` | 200 with the number of devices as text |
//! | `GET …/windowsAutopilotDeviceIdentities/{id}` | 200 with the device, or 404 |
//! | `DELETE …/windowsAutopilotDeviceIdentities/{id}` | 204, or 404 |
//! | `POST …/$batch` | 200 with a response for each of up to 20 requests, in any order, or 400 |
//! | without the token | 401 |
//! | with an invalid device, or one with a property or enumeration member that is not in the schema | 400 that names it |
//! | with a head or a body that takes longer than two minutes | the connection is closed, or 408 |
//! | any other request | 400, 405 or 415 |
//!
//! A null property is equivalent to an absent one, as in the models.
//!
//! Errors have the format of an [OData error]. Every response has a `request-id` and echoes the `client-request-id`. The
//! collection of all devices includes those that were created through a deployment profile. Deployment profiles themselves
//! are not emulated: that path accepts any id.
//!
//! Names in paths and queries are matched regardless of case. A key can be in parentheses: `…Identities('{id}')`.
//!
//! # Queries
//!
//! | option | effect |
//! |---|---|
//! | `$filter` | `contains`, `startswith`, `eq` and `and` on properties, which can be nested: `state/deviceImportStatus`. Strings are compared regardless of case. Any other operator or function is 400. |
//! | `$search` | a phrase that one of the strings of an object, other than its id, contains, regardless of case |
//! | `$orderby` | properties, each with `asc` or `desc` |
//! | `$top` | the page size, unless [`Emulator::set_page_size`] sets a smaller one: as in Microsoft Graph, the response has a next link if there are more |
//! | `$skip` | the number of objects before the first page |
//! | `$count=true` | adds `@odata.count` |
//! | `$select`, `$expand` | the properties and navigation properties to return |
//!
//! Any option can be written without `$`, as in the version beta of Microsoft Graph. Unknown options with `$` are 400. Next links
//! name the last item of the page, so that deleting items does not move the others across pages.
//!
//! # Batches
//!
//! Every request of a batch is received like one of its own: it is in [`Emulator::requests`], takes a token of the
//! [`Throttle`], and gets a fault. In place of a fault of the connection, it gets 503 or 504. The batch itself is received
//! before them, and is not throttled. A request whose dependency failed is 424.
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
//! [`Emulator::inject_faults`] injects a sequence of [`Fault`]s, one for each of the next requests.
//! [`Emulator::inject_random_faults`] injects random faults, reproducible by a seed. [`Emulator::devices`] and
//! [`Emulator::requests`] return the stored devices and the received requests. [`Emulator::set_throttle`] limits the writes.
//!
//! # Time
//!
//! Pause tokio's clock to test retries: with `#[tokio::test(start_paused = true)]`, on the current-thread runtime, backoff
//! and slow responses take no time. Use a client of [`Emulator::client`] or [`Emulator::client_builder`] in such tests. A
//! paused clock advances to the next timer whenever the runtime waits for a socket, so other clients would time out before
//! a response arrives. The emulator's clients inhibit this while a request is in flight.
//!
//! [OData error]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse

mod attempt_key;
mod auto_advance;
mod batch;
mod body;
mod builder;
mod connection;
mod fault;
mod fault_injector;
mod hook;
mod listener;
mod path;
mod query;
mod received;
mod request_body;
mod response;
mod route;
mod server;
mod store;
mod throttle;
#[cfg(feature = "emulator-tls")]
mod tls;

use crate::client::{GraphClient, GraphClientBuilder};
use crate::credential::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use crate::error::Error;
pub use builder::EmulatorBuilder;
pub use fault::{Fault, RetryAfter};
use fault_injector::FaultInjector;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use hook::EmulatorHook;
pub use received::ReceivedRequest;
use server::Server;
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
pub use throttle::Throttle;
use tokio::task::JoinHandle;

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

/// A running emulator. Dropping it stops the server and discards the devices.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault};
/// use graph_client::{Outcome, RetryPolicy};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// let client = emulator.client_builder().retry(RetryPolicy::never()).build()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
///
/// // The first request succeeds. The second is carried out, but its response is lost.
/// emulator.inject_faults([None, Some(Fault::ClosedAfterStoring)]);
/// devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("1")).await?;
/// let error = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("2")).await.unwrap_err();
///
/// assert_eq!(error.outcome(), Outcome::Unknown);
/// assert_eq!(emulator.devices().len(), 2);
/// assert!(emulator.requests()[1].is_carried_out());
///
/// // From now on, about 30 % of the requests fail. The seed makes the faults reproducible.
/// emulator.inject_random_faults(42, 0.3);
/// # Ok(()) }
/// ```
pub struct Emulator {
    server: Arc<Server>,
    task: JoinHandle<()>,
}

impl Emulator {
    /// Starts an emulator on a free port of 127.0.0.1, inside the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error if no port can be bound or no tokio runtime is running.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(0).await
    }

    /// Starts an emulator on a port of 127.0.0.1, inside the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns an error if the port cannot be bound, usually because it is in use, or no tokio runtime is running.
    pub async fn start_on(port: u16) -> io::Result<Self> {
        Self::builder().port(port).start().await
    }

    /// Returns a builder, to choose the port and the access token, or to serve https.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    /// Returns the certificate of the certificate authority in PEM, if the emulator serves https.
    ///
    /// A client of [`client`](Self::client) or [`client_builder`](Self::client_builder) trusts it already. Other clients must
    /// be told to.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use graph_client::reqwest::Certificate;
    /// use graph_client::GraphClient;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::builder().tls().start().await?;
    /// let authority = emulator.certificate_authority().ok_or("the emulator serves http")?;
    /// let certificate = Certificate::from_pem(authority.as_bytes())?;
    ///
    /// let builder = GraphClient::builder().endpoint(emulator.endpoint()).credential(emulator.credential());
    /// let client = builder.http(move |http| http.tls_certs_merge([certificate.clone()])).build()?;
    /// assert!(client.beta().device_management().windows_autopilot_device_identities().list().all().await?.is_empty());
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "emulator-tls")]
    #[must_use]
    pub fn certificate_authority(&self) -> Option<&str> {
        self.server.tls.as_ref().map(|tls| tls.authority_pem.as_str())
    }

    /// Returns the endpoint, such as `http://127.0.0.1:49152`, with https if the emulator serves that. The version comes after it: `/beta`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.server.endpoint
    }

    /// Returns the only access token that the emulator accepts. It is generated at every start, unless the
    /// [builder](Self::builder) has set it.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.server.token
    }

    /// Returns a client of this emulator with the default configuration.
    ///
    /// # Errors
    ///
    /// Returns an error if the HTTP client cannot be created.
    pub fn client(&self) -> Result<GraphClient, Error> {
        self.client_builder().build()
    }

    /// Returns a client builder that is configured with this emulator's URL and [credential](Self::credential).
    ///
    /// Over https, it trusts the emulator's certificate authority and no other. [`GraphClientBuilder::http`] replaces that.
    #[must_use]
    pub fn client_builder(&self) -> GraphClientBuilder {
        let hook = Arc::new(EmulatorHook(Arc::clone(&self.server)));
        let builder = GraphClient::builder().endpoint(self.endpoint()).credential(self.credential()).attempt_hook(hook);
        #[cfg(feature = "emulator-tls")]
        if let Some(authority) = self.certificate_authority() {
            // A certificate that was just made can be read.
            if let Ok(certificate) = reqwest::Certificate::from_pem(authority.as_bytes()) {
                return builder.http(move |http| http.tls_certs_only([certificate.clone()]));
            }
        }
        builder
    }

    /// Returns a credential for this emulator. It returns the same token for any claims.
    #[must_use]
    pub fn credential(&self) -> EmulatorCredential {
        EmulatorCredential(Arc::clone(&self.server))
    }

    /// Injects these faults into the next requests, one fault per request, in order. `None` lets a request succeed.
    ///
    /// The faults are appended to the scripted ones. Later requests get [random](Self::inject_random_faults) faults, if
    /// enabled.
    pub fn inject_faults<F: Into<Option<Fault>>>(&self, faults: impl IntoIterator<Item = F>) {
        self.server.faults().script(faults.into_iter().map(Into::into));
    }

    /// Injects random faults into requests with a probability between 0 and 1.
    ///
    /// The same seed yields the same sequence of faults. Concurrent requests may get them in a different order.
    pub fn inject_random_faults(&self, seed: u64, probability: f64) {
        self.server.faults().randomize(seed, probability);
    }

    /// Limits the writes, such as POST and DELETE. By default, and with `None`, there is no limit. Injected faults come first.
    pub fn set_throttle(&self, throttle: impl Into<Option<Throttle>>) {
        *self.server.throttle() = throttle.into();
    }

    /// Shuffles the responses in batches with this seed, instead of 0.
    ///
    /// The same seed yields the same orders. The requests are carried out one after the other in their own order, each behind
    /// those that it depends on.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use serde_json::{Value, json};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.shuffle_batches(7);
    /// let url = "/deviceManagement/windowsAutopilotDeviceIdentities";
    /// let batch = json!({ "requests": [
    ///     { "id": "create", "method": "POST", "url": url, "headers": { "Content-Type": "application/json" }, "body": {} },
    ///     { "id": "list", "method": "GET", "url": url, "dependsOn": ["create"] },
    /// ] });
    ///
    /// let response = emulator.client()?.beta().request("POST", "/$batch").json(&batch).await?;
    /// let list = response["responses"].as_array().and_then(|all| all.iter().find(|response| response["id"] == "list"));
    /// assert_eq!(list.and_then(|list| list["body"]["value"].as_array()).map(Vec::len), Some(1));
    /// # Ok(()) }
    /// ```
    pub fn shuffle_batches(&self, seed: u64) {
        self.server.batch_order().seed(seed);
    }

    /// Removes all scripted and random faults.
    pub fn clear_faults(&self) {
        *self.server.faults() = FaultInjector::default();
    }

    /// Sets the page size of collections. By default, and with `None`, a collection is a single page.
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

    /// Returns the received requests in order, the latest 20,000 at most. A refused connection carries no request.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.requests().to_vec()
    }

    /// Returns the stored devices, in the order of creation.
    #[must_use]
    pub fn devices(&self) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.server.store.devices()
    }

    /// Returns the devices that were created through the deployment profile of the device with this id.
    #[must_use]
    pub fn assigned_devices(&self, id: &str) -> Vec<WindowsAutopilotDeviceIdentity> {
        self.server.store.assigned_through(id)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.task.abort();
        // Clients share the listener: close it, or their connections would never be accepted.
        self.server.listener.close();
    }
}

impl Debug for Emulator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("endpoint", &self.endpoint()).finish_non_exhaustive()
    }
}
