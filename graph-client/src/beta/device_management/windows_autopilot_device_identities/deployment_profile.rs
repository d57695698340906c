//! The deployment profile of a device.

use super::WindowsAutopilotDeviceIdentities;
use crate::resource::Resource;

/// A deployment profile: the settings that a device receives when it is switched on for the first time.
///
/// ```no_run
/// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// # async fn example(client: graph_client::GraphClient, device: WindowsAutopilotDeviceIdentity) -> Result<(), graph_client::Error> {
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let profile = devices.by_id("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa").deployment_profile();
/// let created = profile.assigned_devices().create(&device).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeploymentProfile {
    resource: Resource,
}

impl DeploymentProfile {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Returns the devices that the profile is assigned to.
    #[must_use]
    pub fn assigned_devices(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities::new(self.resource.child("assignedDevices"))
    }
}
