//! The paths below `/deviceManagement`.

mod windows_autopilot_device_identities;

use crate::resource::Resource;
pub use windows_autopilot_device_identities::{
    DeploymentProfile, WindowsAutopilotDeviceIdentities, WindowsAutopilotDeviceIdentityById,
};

/// Device management by Intune: `/deviceManagement`.
///
/// ```no_run
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// println!("{} devices are registered", devices.list().all().await?.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceManagement {
    resource: Resource,
}

impl DeviceManagement {
    pub(crate) fn new(root: &Resource) -> Self {
        Self { resource: root.child("deviceManagement") }
    }

    /// Returns the devices that are registered with Windows Autopilot:
    /// `/deviceManagement/windowsAutopilotDeviceIdentities`.
    #[must_use]
    pub fn windows_autopilot_device_identities(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities::new(self.resource.child("windowsAutopilotDeviceIdentities"))
    }
}
