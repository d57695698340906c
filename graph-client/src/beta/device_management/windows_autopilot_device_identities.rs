//! Devices that are registered with Windows Autopilot.

mod deployment_profile;

use crate::page::Page;
use crate::pipeline::{Content, Operation};
use crate::request::Request;
use crate::resource::Resource;
pub use deployment_profile::DeploymentProfile;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use reqwest::StatusCode;

const CREATE: Operation = Operation {
    documented: &[StatusCode::CREATED],
    content: Content::Object,
    permission: WRITE,
    alternative: Some(
        "POST an importedWindowsAutopilotDeviceIdentity (serialNumber, hardwareIdentifier, groupTag) \
         to /deviceManagement/importedWindowsAutopilotDeviceIdentities instead",
    ),
};
const READ: Operation = Operation {
    documented: &[StatusCode::OK],
    content: Content::Object,
    permission: Some("DeviceManagementServiceConfig.Read.All"),
    alternative: None,
};
const DELETE: Operation = Operation {
    documented: &[StatusCode::NO_CONTENT],
    content: Content::Nothing,
    permission: WRITE,
    alternative: None,
};

const WRITE: Option<&str> = Some("DeviceManagementServiceConfig.ReadWrite.All");

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
    /// The request is retried only if it was certainly not carried out; see [`Request::retry_unknown`].
    pub fn create(&self, device: &WindowsAutopilotDeviceIdentity) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.create(device, CREATE)
    }

    /// Reads the devices of the collection, page by page. Use [`items`](Request::items) for a stream of all devices and
    /// [`all`](Request::all) for a list. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<WindowsAutopilotDeviceIdentity>> {
        self.resource.get(READ)
    }

    /// Returns the device with that id.
    ///
    /// The id is encoded, so that it stays one segment of the path. A request fails without being sent if the id is blank,
    /// `.` or `..`.
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeviceIdentityById {
        WindowsAutopilotDeviceIdentityById { resource: self.resource.item(id) }
    }
}

/// A device that is registered with Windows Autopilot.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let id = devices.create(&WindowsAutopilotDeviceIdentity::new().with_model("One")).await?.id.unwrap_or_default();
///
/// let device = devices.by_id(&id);
/// assert_eq!(device.get().await?.model.as_deref(), Some("One"));
/// device.delete().await?;
/// assert!(device.get().await.is_err_and(|error| error.is_not_found()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeviceIdentityById {
    resource: Resource,
}

impl WindowsAutopilotDeviceIdentityById {
    /// Reads the device. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.get(READ)
    }

    /// Deletes the device, which ends its registration. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service answers with 204 or 200. If it answers that the device does not exist, and an earlier attempt may have
    /// deleted it, that is a success with the status 204.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete(DELETE)
    }

    /// Returns the deployment profile that is assigned to the device.
    #[must_use]
    pub fn deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile::new(self.resource.child("deploymentProfile"))
    }
}
