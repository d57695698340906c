//! An in-process emulator of Microsoft Graph on loopback, for tests and experiments without a tenant.
//!
#![doc = include_str!("emulator/clients.md")]
//!
//! # What is emulated
//!
//! | below `/beta/deviceManagement` | requests |
//! |---|---|
//! | `windowsAutopilotDeviceIdentities` | GET, POST, `deleteDevices`; per device GET, PATCH, DELETE, `updateDeviceProperties`, `assignUserToDevice`, `unassignUserFromDevice`, `assignResourceAccountToDevice`, `unassignResourceAccountFromDevice`, `allowNextEnrollment`; GET of `deploymentProfile` and `intendedDeploymentProfile` |
//! | `windowsAutopilotDeviceIdentities/{id}/deploymentProfile/assignedDevices`, `…/intendedDeploymentProfile/assignedDevices` | as above; they accept any id |
//! | `importedWindowsAutopilotDeviceIdentities` | GET, POST, `import`; per record GET, PATCH, DELETE |
//! | `windowsAutopilotDeploymentProfiles` | GET, POST; per profile GET, PATCH, DELETE, `assign` |
//! | `windowsAutopilotDeploymentProfiles/{id}/assignments` | GET, POST; per assignment GET, PATCH, DELETE |
//! | `windowsAutopilotDeploymentProfiles/{id}/assignedDevices` | as for devices |
//! | `windowsAutopilotSettings` | GET, PATCH, `sync` |
//! | `tenantAssociatedDevices` | GET, `importTenantAssociatedDevice`; per device GET, DELETE |
//! | `autopilotEvents` | GET; per event GET. [`Emulator::seed`] adds them. |
//!
//! [`Emulator::operations`] lists the same.
//!
//! | time | what happens |
//! |---|---|
//! | 20 s after an import | its state is `pending` instead of `unknown` |
//! | 95 s after an import | it is `complete`, and the device with the id `deviceRegistrationId` exists; or it is an `error` |
//! | 1 min after the assignment of a profile | the status of the device is `pending` instead of `notAssigned` |
//! | 4 min after it | it is `assignedInSync`, and `deploymentProfile` is the profile |
//! | 1 min after `sync` | the synchronization is `completed`; until then, another one gets 409 |
//! | 10 min after that | the next one is possible; until then, it gets 429 without `Retry-After` |
//! | 1 min after `importTenantAssociatedDevice` | the state is `preassociated` instead of `pending` |
//! | 2 min after the deletion of a device | lists are without it; by its id, it is gone at once |
//! | 2 min after the deletion of a tenant-associated device | it is gone; until then, its state is `pendingRemoval` |
//!
//! [`Emulator::set_time_scale`] makes everything faster.
//!
//! An import fails if its serial number is registered (`ZtdDeviceAlreadyAssigned`), if an earlier device of the same batch has
//! the same hash (`ZtdDeviceDuplicated`), if it lacks the hash or the serial number (`InvalidZtdHardwareHash`) or has a product
//! key instead of a hash (`ZtdDeviceNotFound`), or if [`Emulator::fail_import`] says so. A hash that is not padded base64 is
//! refused with 400. Groups are not emulated: the first profile with an assignment that is no exclusion applies to all devices
//! that `assign` gave no profile of their own.
//!
//! A device link is base64. If it decodes to a JSON object, `serialNumber`, `manufacturerName` and `modelName` are taken from it.
//!
//! Microsoft's service refuses to create devices and responds to the DELETE of a missing one with 400: so does the emulator with
//! [`Emulator::without_create_route`] and [`Emulator::without_not_found`].
//!
//! | request | response |
//! |---|---|
//! | `GET` of a collection with `/$count` | 200 with the number of objects as text |
//! | `POST` of `/beta/$batch` | 200 with a response for each of up to 20 requests, in any order, or 400 |
//! | without the token | 401 |
//! | with an invalid object, or one with a property or enumeration member that is not in the schema | 400 that names it |
//! | with a head or a body that takes longer than two minutes | the connection is closed, or 408 |
//! | with a method that the path has not | 405 |
//! | with a path, a version or a query option of Microsoft Graph that is not emulated | 501 with the code `NotEmulated` |
//! | with any other path below the above, or with a URL or a version in place of a path | 400 |
//!
//! Errors have the format of an [OData error]. Every response has a `request-id` and echoes the `client-request-id`. A null
//! property is equivalent to an absent one; in a PATCH, it unsets the property. Devices and profiles have a value for what nothing
//! has set, as in the service: an empty text, or `notContacted` for `enrollmentState`.
//!
//! Names in paths and queries are matched regardless of case, and actions with or without `microsoft.graph.`. A key can be in
//! parentheses: `…Identities('{id}')`.
//!
//! # Queries
//!
//! | option | effect |
//! |---|---|
//! | `$filter` | `contains`, `startswith`, `eq` and `and` on properties, which can be nested: `state/deviceImportStatus`. Strings are compared regardless of case. Any other operator or function is 400. |
//! | `$search` | a phrase that one of the strings of an object, other than ids and dates, contains, regardless of case |
//! | `$orderby` | properties, each with `asc` or `desc` |
//! | `$top` | the page size, unless [`Emulator::set_page_size`] sets a smaller one: as in Microsoft Graph, the response has a next link if there are more |
//! | `$skip` | the number of objects before the first page |
//! | `$count=true` | adds `@odata.count` |
//! | `$select`, `$expand` | the properties and navigation properties to return |
//!
//! Any option can be written without `$`, as in the version beta of Microsoft Graph. Other options of OData, such as
//! `$apply`, are 501, and unknown ones with `$` are 400. Next links name the last item of the page, so that deleting items does
//! not move the others across pages.
//!
//! # Batches
//!
//! Every request of a batch is received like one of its own: it is in [`Emulator::requests`], takes a token of the
//! [`Throttle`], and gets a fault. In place of a fault of the connection, it gets 503 or 504;
//! a slow response delays the whole batch. The batch itself is received
//! before them, and is not throttled. A request whose dependency failed is 424.
//!
//! As the service does, the emulator refuses a batch in which a request depends on a later one, or in which some requests
//! depend on others and some, besides the first, do not.
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
//! [`Emulator::inject_random_faults`] injects random faults, reproducible by a seed. [`Emulator::inject_permanent_fault`] injects
//! one into every request for a path. [`Emulator::devices`], [`Emulator::objects`] and [`Emulator::requests`] return what is
//! stored and what was received. [`Emulator::set_throttle`] limits the writes.
//!
//! # Time
//!
//! Pause tokio's clock to test retries: with `#[tokio::test(start_paused = true)]`, on the current-thread runtime, backoff
//! and slow responses take no time. Use a client of [`Emulator::client`] or [`Emulator::client_builder`] in such tests. A
//! paused clock advances to the next timer whenever the runtime waits for a socket, so other clients would time out before
//! a response arrives. The emulator's clients inhibit this while a request is in flight. What the emulator lets happen in time
//! follows the same clock: with it paused, `tokio::time::sleep` is enough to see an import end.
//!
//! [OData error]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_ErrorResponse

mod actions;
mod attempt_key;
mod auto_advance;
mod batch;
mod body;
mod builder;
mod connection;
mod control;
mod credential;
mod dispatch;
mod entity_types;
mod fault;
mod fault_injector;
mod hook;
mod listener;
mod object_kind;
mod operations;
mod path;
mod query;
mod received;
mod request_body;
mod response;
mod route;
mod server;
mod service_request;
mod surface;
mod tenant;
mod throttle;
#[cfg(feature = "emulator-tls")]
mod tls;
mod validation;

use crate::client::{GraphClient, GraphClientBuilder};
use crate::error::Error;
pub use builder::EmulatorBuilder;
pub use credential::EmulatorCredential;
pub use fault::{Fault, RetryAfter};
use hook::EmulatorHook;
pub use object_kind::ObjectKind;
pub use received::ReceivedRequest;
use server::Server;
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::sync::Arc;
pub use tenant::ImportError;
pub use throttle::Throttle;
use tokio::task::JoinHandle;

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
        EmulatorCredential::new(Arc::clone(&self.server))
    }

    /// Returns the received requests in order, the latest 20,000 at most. A refused connection carries no request.
    #[must_use]
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.server.requests().to_vec()
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
