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
/// Actions return nothing, with the status 204, and the service may apply them later. Right after an import, it may throttle
/// them.
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
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "2", "displayName": "Laboratory" }))?;
    /// # client.beta().device_management().windows_autopilot_deployment_profiles().by_id("2").assign(["1"]).await?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// let device = device.get().expand(["intendedDeploymentProfile"]).await?;
    /// let profile = device.intended_deployment_profile.and_then(|profile| profile.display_name);
    /// assert_eq!(profile.as_deref(), Some("Laboratory"));
    /// # Ok(()) }
    /// ```
    pub fn get(&self) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.get()
    }

    /// Changes the properties that are set. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Change group tag, user and names with [`update_device_properties`](Self::update_device_properties).
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// let changes = WindowsAutopilotDeviceIdentity::new().with_purchase_order_identifier("2026-17");
    /// assert_eq!(device.update(&changes).await?.purchase_order_identifier.as_deref(), Some("2026-17"));
    /// # Ok(()) }
    /// ```
    pub fn update(&self, device: &WindowsAutopilotDeviceIdentity) -> Request<WindowsAutopilotDeviceIdentity> {
        self.resource.update(device)
    }

    /// Deletes the device, which ends its registration. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Delete the managed device in Intune first, and the device in Microsoft Entra ID last. The service answers with 204 or
    /// 200, and deletes the device some minutes later. It answers with 400 instead of 404 if the device does not exist;
    /// [`is_not_found`](crate::Error::is_not_found) tells. If an earlier attempt may have deleted it, that is a success with the
    /// status 204.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_client::StatusCode;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.without_not_found();
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// device.delete().await?;
    /// let error = device.delete().await.unwrap_err();
    /// assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    /// assert!(error.is_not_found());
    /// # Ok(()) }
    /// ```
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
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentityAssignUserToDeviceParameters as Parameters;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// let user = Parameters::new().with_user_principal_name("adele@contoso.com").with_addressable_user_name("Adele");
    /// device.assign_user_to_device(&user).await?;
    /// assert_eq!(device.get().await?.addressable_user_name.as_deref(), Some("Adele"));
    ///
    /// device.unassign_user_from_device().await?;
    /// assert_eq!(device.get().await?.addressable_user_name.as_deref(), Some(""));
    /// # Ok(()) }
    /// ```
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
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentityAssignResourceAccountToDeviceParameters as Parameters;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// let account = Parameters::new()
    ///     .with_user_principal_name("room7@contoso.com")
    ///     .with_addressable_user_name("Room 7")
    ///     .with_resource_account_name("Room 7");
    /// device.assign_resource_account_to_device(&account).await?;
    /// assert_eq!(device.get().await?.resource_name.as_deref(), Some("Room 7"));
    ///
    /// device.unassign_resource_account_from_device().await?;
    /// assert_eq!(device.get().await?.resource_name.as_deref(), Some(""));
    /// # Ok(()) }
    /// ```
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
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_models::beta::WindowsAutopilotUserlessEnrollmentStatus as Status;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1", "userlessEnrollmentStatus": "blocked" }))?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// device.allow_next_enrollment().await?;
    /// assert_eq!(device.get().await?.userless_enrollment_status, Some(Status::Allowed.into()));
    /// # Ok(()) }
    /// ```
    pub fn allow_next_enrollment(&self) -> Request<()> {
        self.resource.action("allowNextEnrollment")
    }

    /// Returns the deployment profile that is assigned to the device.
    #[must_use]
    pub fn deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile::new(self.resource.child("deploymentProfile"))
    }

    /// Returns the deployment profile that is intended for the device, which may not be assigned yet.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "2", "displayName": "Laboratory" }))?;
    /// # client.beta().device_management().windows_autopilot_deployment_profiles().by_id("2").assign(["1"]).await?;
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("1");
    /// assert_eq!(device.intended_deployment_profile().get().await?.display_name.as_deref(), Some("Laboratory"));
    /// assert!(device.deployment_profile().get().await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn intended_deployment_profile(&self) -> DeploymentProfile {
        DeploymentProfile::new(self.resource.child("intendedDeploymentProfile"))
    }
}
