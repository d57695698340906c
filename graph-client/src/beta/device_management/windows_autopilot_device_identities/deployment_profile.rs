//! The deployment profile of a device.

use super::WindowsAutopilotDeviceIdentities;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::WindowsAutopilotDeploymentProfile;

/// A deployment profile: the settings that a device receives when it is switched on for the first time.
///
/// ```no_run
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let profile = devices.by_id("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa").deployment_profile();
/// println!("{}", profile.get().await?.display_name.unwrap_or_default());
/// for device in profile.assigned_devices().list().all().await? {
///     println!("{}", device.serial_number.unwrap_or_default());
/// }
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

    /// Reads the profile. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeploymentProfile> {
        self.resource.get()
    }

    /// Returns the devices that the profile is assigned to.
    #[must_use]
    pub fn assigned_devices(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities::new(self.resource.child("assignedDevices"))
    }
}
