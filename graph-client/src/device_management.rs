//! The paths below `/deviceManagement`.

use crate::client::GraphClient;
use crate::create::Create;
use crate::path::ResourcePath;
use graph_models::beta::WindowsAutopilotDeviceIdentity;

/// Device management by Intune: `/deviceManagement`.
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
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeviceIdentities {
    client: GraphClient,
    path: ResourcePath,
}

impl WindowsAutopilotDeviceIdentities {
    /// Creates a device in the collection. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn create(&self, device: &WindowsAutopilotDeviceIdentity) -> Create<WindowsAutopilotDeviceIdentity> {
        Create::new(self.client.clone(), &self.path, device)
    }

    /// The device with that id. Any text is encoded so that it stays one segment of the path; a blank one, `.` and `..`
    /// make the request fail without being sent.
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeviceIdentityById {
        WindowsAutopilotDeviceIdentityById { client: self.client.clone(), path: self.path.clone().key(id) }
    }
}

/// A single device that is registered with Windows Autopilot.
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeviceIdentityById {
    client: GraphClient,
    path: ResourcePath,
}

impl WindowsAutopilotDeviceIdentityById {
    /// The deployment profile that is assigned to the device.
    #[must_use]
    pub fn deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile { client: self.client.clone(), path: self.path.clone().segment("deploymentProfile") }
    }
}

/// What a device is set up with when it is switched on for the first time.
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
