//! A device that is registered with Windows Autopilot.

use super::DeploymentProfile;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::{
    WindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentityAssignResourceAccountToDeviceParameters,
    WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters,
    WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters,
};

/// A device that is registered with Windows Autopilot.
///
/// Actions return nothing, and the service may apply them later. Right after an import, it may throttle them.
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
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Reads the device. Expand `deploymentProfile` and `intendedDeploymentProfile` to read its profiles, too. Needs the
    /// permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.get()
    }

    /// Changes the properties that are set. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Change group tag, user and names with [`update_device_properties`](Self::update_device_properties).
    pub fn update(&self, device: &WindowsAutopilotDeviceIdentity) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.update(device)
    }

    /// Deletes the device, which ends its registration. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Delete the managed device in Intune first. The service answers with 204 or 200, and deletes the device some minutes
    /// later. It answers with 400 instead of 404 if the device does not exist; [`is_not_found`](crate::Error::is_not_found)
    /// tells. If an earlier attempt may have deleted it, that is a success with the status 204.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }

    /// Changes group tag, user, display name or the account of a Surface Hub. Parameters that are not set stay as they are.
    /// Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as Parameters;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// # let id = devices.create(&Default::default()).await?.id.unwrap_or_default();
    /// let device = devices.by_id(&id);
    /// device.update_device_properties(&Parameters::new().with_group_tag("lab")).await?;
    /// assert_eq!(device.get().await?.group_tag.as_deref(), Some("lab"));
    /// # Ok(()) }
    /// ```
    pub fn update_device_properties(
        &self,
        parameters: &WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters,
    ) -> Request<()> {
        self.resource.action("updateDeviceProperties").with_object(parameters)
    }

    /// Assigns a user to the device, for whom setup is prefilled. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn assign_user_to_device(
        &self,
        parameters: &WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters,
    ) -> Request<()> {
        self.resource.action("assignUserToDevice").with_object(parameters)
    }

    /// Removes the user from the device. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn unassign_user_from_device(&self) -> Request<()> {
        self.resource.action("unassignUserFromDevice")
    }

    /// Assigns a resource account to the device, such as that of a meeting room. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn assign_resource_account_to_device(
        &self,
        parameters: &WindowsAutopilotDeviceIdentityAssignResourceAccountToDeviceParameters,
    ) -> Request<()> {
        self.resource.action("assignResourceAccountToDevice").with_object(parameters)
    }

    /// Removes the resource account from the device. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn unassign_resource_account_from_device(&self) -> Request<()> {
        self.resource.action("unassignResourceAccountFromDevice")
    }

    /// Allows the next enrollment without a user, if `userless_enrollment_status` of the device is `blocked`. Needs the
    /// permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn allow_next_enrollment(&self) -> Request<()> {
        self.resource.action("allowNextEnrollment")
    }

    /// Returns the deployment profile that is assigned to the device.
    #[must_use]
    pub fn deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile::new(self.resource.child("deploymentProfile"))
    }

    /// Returns the deployment profile that is intended for the device, which may not be assigned yet.
    #[must_use]
    pub fn intended_deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile::new(self.resource.child("intendedDeploymentProfile"))
    }
}
