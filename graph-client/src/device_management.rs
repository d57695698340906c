//! The paths below `/deviceManagement`.

use crate::client::GraphClient;
use crate::page::Page;
use crate::path::ResourcePath;
use crate::pipeline::Contract;
use crate::request::Request;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use reqwest::{Method, StatusCode};

const CREATE: Contract = Contract { success: &[StatusCode::CREATED], permission: WRITE, instead: IMPORT };
const READ: Contract = Contract { success: &[StatusCode::OK], permission: Some(READ_PERMISSION), instead: None };
const DELETE: Contract = Contract { success: &[StatusCode::NO_CONTENT], permission: WRITE, instead: None };

const READ_PERMISSION: &str = "DeviceManagementServiceConfig.Read.All";
const WRITE: Option<&str> = Some("DeviceManagementServiceConfig.ReadWrite.All");

/// What administrators do where the service has no route for creating a device.
const IMPORT: Option<&str> = Some(
    "POST an importedWindowsAutopilotDeviceIdentity (serialNumber, hardwareIdentifier, groupTag) \
     to /deviceManagement/importedWindowsAutopilotDeviceIdentities instead",
);

/// Device management by Intune: `/deviceManagement`.
///
/// ```no_run
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.device_management().windows_autopilot_device_identities();
/// println!("{} devices are registered", devices.list().all().await?.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceManagement {
    client: GraphClient,
}

impl DeviceManagement {
    pub(crate) fn new(client: GraphClient) -> Self {
        Self { client }
    }

    /// The devices that are registered with Windows Autopilot: `/deviceManagement/windowsAutopilotDeviceIdentities`.
    #[must_use]
    pub fn windows_autopilot_device_identities(&self) -> WindowsAutopilotDeviceIdentities {
        let path = ResourcePath::root().segment("deviceManagement").segment("windowsAutopilotDeviceIdentities");
        WindowsAutopilotDeviceIdentities { client: self.client.clone(), path }
    }
}

/// A collection of devices that are registered with Windows Autopilot.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.device_management().windows_autopilot_device_identities();
/// let created = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).await?;
///
/// let all = devices.list().all().await?;
/// let found = all.iter().find(|device| device.serial_number.as_deref() == Some("PF2X8K1L"));
/// assert_eq!(found.and_then(|device| device.id.as_ref()), created.id.as_ref());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeviceIdentities {
    client: GraphClient,
    path: ResourcePath,
}

impl WindowsAutopilotDeviceIdentities {
    /// Creates a device in the collection. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The request is repeated only where it was certainly not carried out; see [`Request::retry_unknown`].
    pub fn create(&self, device: &WindowsAutopilotDeviceIdentity) -> Request<WindowsAutopilotDeviceIdentity> {
        Request::new(self.client.clone(), Method::POST, self.path.clone(), CREATE).with_object(device)
    }

    /// Reads the devices of the collection, page by page: [`Request::all`] reads them all. Needs the permission
    /// `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<WindowsAutopilotDeviceIdentity>> {
        Request::new(self.client.clone(), Method::GET, self.path.clone(), READ)
    }

    /// The device with that id. Any text is encoded so that it stays one segment of the path; a blank one, `.` and `..`
    /// make the request fail without being sent.
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeviceIdentityById {
        WindowsAutopilotDeviceIdentityById { client: self.client.clone(), path: self.path.clone().key(id) }
    }
}

/// A single device that is registered with Windows Autopilot.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.device_management().windows_autopilot_device_identities();
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
    client: GraphClient,
    path: ResourcePath,
}

impl WindowsAutopilotDeviceIdentityById {
    /// Reads the device. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeviceIdentity> {
        Request::new(self.client.clone(), Method::GET, self.path.clone(), READ)
    }

    /// Deletes the device, so that it is no longer registered. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// If an attempt may have got through and the next one finds no device, it has been deleted: that is no error.
    pub fn delete(&self) -> Request<()> {
        Request::new(self.client.clone(), Method::DELETE, self.path.clone(), DELETE)
    }

    /// The deployment profile that is assigned to the device.
    #[must_use]
    pub fn deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile { client: self.client.clone(), path: self.path.clone().segment("deploymentProfile") }
    }
}

/// What a device is set up with when it is switched on for the first time.
///
/// ```no_run
/// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// # async fn example(client: graph_client::GraphClient, device: WindowsAutopilotDeviceIdentity) -> Result<(), graph_client::Error> {
/// let devices = client.device_management().windows_autopilot_device_identities();
/// let profile = devices.by_id("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa").deployment_profile();
/// let created = profile.assigned_devices().create(&device).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeploymentProfile {
    client: GraphClient,
    path: ResourcePath,
}

impl DeploymentProfile {
    /// The devices that the profile is assigned to.
    #[must_use]
    pub fn assigned_devices(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities {
            client: self.client.clone(),
            path: self.path.clone().segment("assignedDevices"),
        }
    }
}
