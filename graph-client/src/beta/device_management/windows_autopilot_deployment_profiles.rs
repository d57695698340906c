//! Deployment profiles of Windows Autopilot.

mod assignments;

use super::windows_autopilot_device_identities::WindowsAutopilotDeviceIdentities;
use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
pub use assignments::{WindowsAutopilotDeploymentProfileAssignmentById, WindowsAutopilotDeploymentProfileAssignments};
use graph_models::beta::WindowsAutopilotDeploymentProfile;
use graph_models::odata::DerivedFrom;

/// The deployment profiles of Windows Autopilot, which configure the setup of devices.
///
/// A profile is read as its abstract type. [`downcast`](graph_models::odata::Object::downcast) converts it to the type that it
/// has: `AzureAdWindowsAutopilotDeploymentProfile` or `ActiveDirectoryWindowsAutopilotDeploymentProfile`. A tenant has at most
/// 350 profiles.
///
/// ```no_run
/// use graph_models::beta::AzureAdWindowsAutopilotDeploymentProfile;
///
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
/// let profile = AzureAdWindowsAutopilotDeploymentProfile::new()
///     .with_display_name("Laboratory")
///     .with_locale("os-default")
///     .with_device_name_template("LAB-%SERIAL%");
/// let created = profiles.create(&profile).await?;
///
/// for profile in profiles.list().all().await? {
///     println!("{}", profile.display_name.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeploymentProfiles {
    resource: Resource,
}

impl WindowsAutopilotDeploymentProfiles {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Creates a profile of a concrete type. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service refuses the abstract type, and so does the compiler:
    ///
    /// ```compile_fail,E0277
    /// # fn example(profiles: graph_client::beta::WindowsAutopilotDeploymentProfiles) {
    /// profiles.create(&graph_models::beta::WindowsAutopilotDeploymentProfile::new());
    /// # }
    /// ```
    pub fn create<T: DerivedFrom<WindowsAutopilotDeploymentProfile>>(&self, profile: &T) -> Request<T> {
        self.resource.create(profile)
    }

    /// Reads the profiles, page by page. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<WindowsAutopilotDeploymentProfile>> {
        self.resource.list()
    }

    /// Reads the number of profiles. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn count(&self) -> Request<u64> {
        self.resource.count()
    }

    /// Returns the profile with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeploymentProfileById {
        WindowsAutopilotDeploymentProfileById { resource: self.resource.item(id) }
    }
}

/// A deployment profile of Windows Autopilot.
///
/// ```no_run
/// use graph_models::beta::AzureAdWindowsAutopilotDeploymentProfile;
///
/// # async fn example(client: graph_client::GraphClient, id: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let profile = client.beta().device_management().windows_autopilot_deployment_profiles().by_id(id);
/// let changes = AzureAdWindowsAutopilotDeploymentProfile::new().with_preprovisioning_allowed(true);
/// let updated = profile.update(&changes).await?;
///
/// for device in profile.assigned_devices().list().all().await? {
///     println!("{}", device.serial_number.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeploymentProfileById {
    resource: Resource,
}

impl WindowsAutopilotDeploymentProfileById {
    /// Reads the profile. Expand `assignments` to read the groups that it is assigned to. Needs the permission
    /// `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeploymentProfile> {
        self.resource.get()
    }

    /// Changes the properties that are set. The type must be that of the profile. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn update<T: DerivedFrom<WindowsAutopilotDeploymentProfile>>(&self, profile: &T) -> Request<T> {
        self.resource.update(profile)
    }

    /// Deletes the profile. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }

    /// Assigns the profile to devices by their ids. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service assigns it within minutes, up to two days for converted devices:
    /// `deployment_profile_assignment_status` of a device tells. The request fails without being sent if there are no ids or
    /// one is blank.
    pub fn assign(&self, device_ids: impl IntoIterator<Item: AsRef<str>>) -> Request<()> {
        self.resource.action("assign").with_texts("deviceIds", device_ids)
    }

    /// Returns the groups that the profile is assigned to.
    #[must_use]
    pub fn assignments(&self) -> WindowsAutopilotDeploymentProfileAssignments {
        WindowsAutopilotDeploymentProfileAssignments::new(self.resource.child("assignments"))
    }

    /// Returns the devices that the profile is assigned to.
    #[must_use]
    pub fn assigned_devices(&self) -> WindowsAutopilotDeviceIdentities {
        WindowsAutopilotDeviceIdentities::new(self.resource.child("assignedDevices"))
    }
}
