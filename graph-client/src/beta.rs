//! The version `beta` of the API: its root, [`Beta`], and the resources below it.

mod device_management;

use crate::batch::Batch;
use crate::page::Page;
use crate::pipeline::Pipeline;
use crate::request::{Request, request_error};
use crate::resource::Resource;
use crate::version::Version;
pub use device_management::{
    AutopilotEventById, AutopilotEvents, DeploymentProfile, DeviceManagement, ImportedWindowsAutopilotDeviceIdentities,
    ImportedWindowsAutopilotDeviceIdentityById, SyncTrigger, TenantAssociatedDevice, TenantAssociatedDeviceById,
    TenantAssociatedDevices, WindowsAutopilotDeploymentProfileAssignmentById,
    WindowsAutopilotDeploymentProfileAssignments, WindowsAutopilotDeploymentProfileById,
    WindowsAutopilotDeploymentProfiles, WindowsAutopilotDeviceIdentities, WindowsAutopilotDeviceIdentityById,
    WindowsAutopilotSettingsSingleton,
};
use reqwest::Method;
use serde_json::Value;
use std::sync::Arc;

const METHODS: [Method; 7] =
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The version `beta` of the API: `/beta`.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// assert!(devices.list().all().await?.is_empty());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Beta {
    root: Resource,
}

impl Beta {
    pub(crate) fn new(pipeline: Arc<Pipeline>) -> Self {
        Self { root: Resource::root(pipeline, Version::Beta) }
    }

    /// Returns device management: `/deviceManagement`.
    #[must_use]
    pub fn device_management(&self) -> DeviceManagement {
        DeviceManagement::new(&self.root)
    }

    /// Creates an empty batch: requests of any kind that are sent together, up to 20 in one.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for (id, serial_number) in [("1", "PF2X8K1L"), ("2", "PF2X8K1M")] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "id": id, "serialNumber": serial_number }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let mut batch = client.beta().batch();
    /// let device = batch.add(devices.by_id("1").get());
    /// let deleted = batch.add(devices.by_id("2").delete());
    /// let mut responses = batch.send().await;
    /// assert_eq!(responses.take(device)?.value().serial_number.as_deref(), Some("PF2X8K1L"));
    /// responses.take(deleted)?;
    /// # assert!(devices.by_id("2").get().await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) }
    /// ```
    pub fn batch(&self) -> Batch {
        Batch::new(Arc::clone(self.root.pipeline()), Version::Beta)
    }

    /// Creates a request for which this crate has no typed method. Tokens, retries, timeouts and errors work as in typed
    /// requests. Any 2xx is a success.
    ///
    /// The method is one of GET, HEAD, OPTIONS, POST, PUT, PATCH and DELETE, as a [`Method`] or as text.
    ///
    /// The path begins with `/` and is relative to the version. Write a key as a name in braces and set it with
    /// [`parameter`](Request::parameter): logs and errors show the name. They show a literal segment only if it can be a name of
    /// the API: letters, with `$` before or `()` after them, or a qualified name such as `microsoft.graph.delta`. Any other
    /// may be an id. They show `{link}` for a link that is followed.
    ///
    /// A query after the path is sent as it is. A link of the service can take the place of the path, such as a
    /// [delta link](Page::delta_link); it must lead to the same origin and version, as with [`follow`](Self::follow).
    ///
    /// ```
    /// # use graph_client::StatusCode;
    /// # use graph_client::emulator::Emulator;
    /// # use graph_client::emulator::Fault;
    /// use graph_client::Method;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # // The emulator has neither.
    /// # let organization = r#"{"value":[{"displayName":"Contoso"}]}"#;
    /// # emulator.inject_faults([(StatusCode::OK, organization), (StatusCode::NO_CONTENT, "")].map(|(status, body)| {
    /// #     Fault::respond(status, [("request-id", "1")], body)
    /// # }));
    /// let organization = client.beta().request(Method::GET, "/organization").query("$select", "displayName").await?;
    /// assert_eq!(organization["value"][0]["displayName"], "Contoso");
    ///
    /// client
    ///     .beta()
    ///     .request("POST", "/deviceManagement/managedDevices/{id}/setDeviceName")
    ///     .parameter("id", "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa")
    ///     .json(&json!({ "deviceName": "LAB-7" }))
    ///     .returning::<()>()
    ///     .await?;
    /// # assert!(emulator.requests()[1].path().ends_with("/managedDevices/fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa/setDeviceName"));
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: impl TryInto<Method>, path: &str) -> Request<Value> {
        let request = |method| self.root.request_at(path, method);
        match method.try_into().ok().filter(|method| METHODS.contains(method)) {
            Some(method) => request(method),
            None => request(Method::GET).invalid(request_error(
                "unsupported method; expected one of GET, HEAD, OPTIONS, POST, PUT, PATCH and DELETE",
            )),
        }
    }

    /// Creates a request for the page at a stored link: a [delta link](Page::delta_link) to read later changes, or a
    /// [next link](Page::next_link) to continue a list. Relative links are resolved against the root of the version.
    ///
    /// The request fails without being sent if the link leads to another origin, which must not get the token, or out of
    /// this version. So does one whose path is blank, or has an empty segment or one with an encoded slash, backslash or `..`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for _ in 0..3 {
    /// #     emulator.seed(ObjectKind::Device, &WindowsAutopilotDeviceIdentity::new())?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let page = devices.list().top(1).await?;
    /// assert_eq!(page.items().len(), 1);
    /// let link = page.next_link().ok_or("this is the last page")?;
    ///
    /// // Later, when only the link is left:
    /// let others = client.beta().follow::<WindowsAutopilotDeviceIdentity>(link).all().await?;
    /// assert_eq!(others.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn follow<T>(&self, link: &str) -> Request<Page<T>> {
        self.root.follow(link)
    }
}
