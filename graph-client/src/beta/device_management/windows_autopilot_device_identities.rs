//! Devices that are registered with Windows Autopilot.

mod by_id;
mod deployment_profile;

use crate::error::Error;
use crate::page::Page;
use crate::request::{Request, string_literal};
use crate::resource::Resource;
pub use by_id::WindowsAutopilotDeviceIdentityById;
pub use deployment_profile::DeploymentProfile;
use graph_models::beta::{DeletedWindowsAutopilotDeviceState, WindowsAutopilotDeviceIdentity};

/// What to do where the service has no route to create a device.
const IMPORT_INSTEAD: &str = "POST an importedWindowsAutopilotDeviceIdentity (serialNumber, hardwareIdentifier, groupTag) \
                              to /deviceManagement/importedWindowsAutopilotDeviceIdentities instead";

/// A collection of devices that are registered with Windows Autopilot.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let created = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).await?;
///
/// let all = devices.list().all().await?;
/// let found = all.iter().find(|device| device.serial_number.as_deref() == Some("PF2X8K1L"));
/// assert_eq!(found.and_then(|device| device.id.as_ref()), created.id.as_ref());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeviceIdentities {
    resource: Resource,
}

impl WindowsAutopilotDeviceIdentities {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Creates a device in the collection. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// It is documented, but tenants report that the service [has no route](Error::is_route_missing) for it, and refuses it with
    /// the status 400. [`import`](super::ImportedWindowsAutopilotDeviceIdentities::import) the device instead.
    ///
    /// The request is retried only if it was certainly not carried out; see [`Request::retry_unknown`].
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.without_create_route();
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
    /// let error = devices.create(&device).await.unwrap_err();
    /// assert!(error.is_route_missing());
    /// assert!(error.to_string().contains("/deviceManagement/importedWindowsAutopilotDeviceIdentities instead"));
    /// # Ok(()) }
    /// ```
    pub fn create(&self, device: &WindowsAutopilotDeviceIdentity) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.create(device).with_alternative(IMPORT_INSTEAD)
    }

    /// Reads the devices of the collection, page by page. Use [`items`](Request::items) for a stream of all devices and
    /// [`all`](Request::all) for a list. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    ///
    /// Expand `deploymentProfile` and `intendedDeploymentProfile` to read the profiles along with the devices.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for tag in ["lab", "office"] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "groupTag": tag }))?;
    /// # }
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let tagged = devices.list().filter("groupTag eq 'lab'").expand(["deploymentProfile"]).all().await?;
    /// assert_eq!((tagged.len(), devices.count().await?), (1, 2));
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> Request<Page<WindowsAutopilotDeviceIdentity>> {
        self.resource.list()
    }

    /// Reads the number of devices. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn count(&self) -> Request<u64> {
        self.resource.count()
    }

    /// Reads all devices with that serial number. Two manufacturers may use the same one. Needs the permission
    /// `DeviceManagementServiceConfig.Read.All`.
    ///
    /// The service can only search for a part without blanks. The client searches for the first word and compares the rest;
    /// blanks around the serial number do not matter.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "VMware-56 4d 2a 7b", "manufacturer": "VMware" }))?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let found = devices.by_serial_number("VMware-56 4d 2a 7b").await?;
    /// assert_eq!(found[0].manufacturer.as_deref(), Some("VMware"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error without sending a request if the serial number is blank, or the [`Error`] of a page.
    pub async fn by_serial_number(&self, serial_number: &str) -> Result<Vec<WindowsAutopilotDeviceIdentity>, Error> {
        let serial_number = serial_number.trim();
        let first_word = serial_number.split_whitespace().next().unwrap_or_default();
        let condition = format!("contains(serialNumber,{})", string_literal(first_word));
        let request = self.list().filter(&condition).invalid_if(first_word.is_empty(), "the serial number is blank");
        let mut found = request.all().await?;
        found.retain(|device| device.serial_number.as_deref().map(str::trim) == Some(serial_number));
        Ok(found)
    }

    /// Deletes devices by their serial numbers, and returns the state of each deletion. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service deletes accepted devices some minutes later. Look at every `deletion_state`: the request succeeds with the
    /// status 200 even if it deletes nothing. It fails without being sent if there are no serial numbers or one is blank.
    ///
    /// Microsoft's reference has this action; Microsoft's SDKs of July 2026 do not. If the service [has no
    /// route](Error::is_route_missing) for it, [delete](WindowsAutopilotDeviceIdentityById::delete) each device by its id.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_models::beta::WindowsAutopilotDeviceDeletionState as DeletionState;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "PF2X8K1L" }))?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let states = devices.delete_devices(["PF2X8K1L", "PF2X8K1M"]).await?.into_items();
    /// assert_eq!(states[0].deletion_state, Some(DeletionState::Accepted.into()));
    /// assert_eq!(states[1].deletion_state, Some(DeletionState::Error.into()));
    /// assert!(states[1].error_message.as_ref().is_some_and(|message| message.contains("PF2X8K1M")));
    /// # Ok(()) }
    /// ```
    pub fn delete_devices(
        &self,
        serial_numbers: impl IntoIterator<Item: AsRef<str>>,
    ) -> Request<Page<DeletedWindowsAutopilotDeviceState>> {
        self.resource.action_with_list("deleteDevices").with_texts("serialNumbers", serial_numbers)
    }

    /// Returns the device with that id.
    ///
    /// The id is encoded, so that it stays one segment of the path. A request fails without being sent if the id is blank,
    /// `.` or `..`.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_client::Outcome;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1", "serialNumber": "PF2X8K1L" }))?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// assert_eq!(devices.by_id("1").get().await?.serial_number.as_deref(), Some("PF2X8K1L"));
    ///
    /// let error = devices.by_id("..").get().await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::NotSent);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeviceIdentityById {
        WindowsAutopilotDeviceIdentityById::new(self.resource.item(id))
    }
}
