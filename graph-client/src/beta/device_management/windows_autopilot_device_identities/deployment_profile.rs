//! The deployment profile of a device.

use super::WindowsAutopilotDeviceIdentities;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::WindowsAutopilotDeploymentProfile;

/// A deployment profile: the settings that a device receives when it is switched on for the first time.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "1", "displayName": "Laboratory" }))?;
/// # emulator.seed(ObjectKind::Device, &json!({ "id": "2", "serialNumber": "PF2X8K1L" }))?;
/// # client.beta().device_management().windows_autopilot_deployment_profiles().by_id("1").assign(["2"]).await?;
/// # tokio::time::sleep(Duration::from_secs(240)).await;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let profile = devices.by_id("2").deployment_profile();
/// assert_eq!(profile.get().await?.display_name.as_deref(), Some("Laboratory"));
/// for device in profile.assigned_devices().list().all().await? {
///     assert_eq!(device.serial_number.as_deref(), Some("PF2X8K1L"));
/// }
/// # Ok(()) }
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
