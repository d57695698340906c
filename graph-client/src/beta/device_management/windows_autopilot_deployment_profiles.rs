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
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_models::beta::AzureAdWindowsAutopilotDeploymentProfile;
/// use graph_models::odata::Object;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
/// let profile = AzureAdWindowsAutopilotDeploymentProfile::new()
///     .with_display_name("Laboratory")
///     .with_locale("os-default")
///     .with_device_name_template("LAB-%SERIAL%");
/// profiles.create(&profile).await?;
/// assert_eq!(profiles.count().await?, 1);
///
/// for profile in profiles.list().all().await? {
///     let profile: AzureAdWindowsAutopilotDeploymentProfile = profile.downcast()?;
///     assert_eq!(profile.display_name.as_deref(), Some("Laboratory"));
/// }
/// # Ok(()) }
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
    /// The name has at most 200 characters, the description 1,500, and the name that `device_name_template` gives a device 15.
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
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// use graph_models::beta::AzureAdWindowsAutopilotDeploymentProfile;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("1"))?;
/// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
/// let profile = profiles.by_id("1");
/// let changes = AzureAdWindowsAutopilotDeploymentProfile::new().with_preprovisioning_allowed(true);
/// profile.update(&changes).await?;
/// assert_eq!(profile.get().await?.preprovisioning_allowed, Some(true));
/// assert!(profile.assignments().list().all().await?.is_empty());
///
/// profile.delete().await?;
/// assert!(profile.get().await.is_err_and(|error| error.is_not_found()));
/// # Ok(()) }
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
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use graph_models::beta::{AzureAdWindowsAutopilotDeploymentProfile, WindowsAutopilotDeviceIdentity};
    /// use graph_models::beta::WindowsAutopilotProfileAssignmentStatus as Status;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("1"))?;
    /// # emulator.seed(ObjectKind::Device, &WindowsAutopilotDeviceIdentity::new().with_id("2"))?;
    /// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
    /// let profile = profiles.by_id("1");
    /// profile.assign(["2"]).await?;
    /// assert_eq!(profile.assigned_devices().count().await?, 1);
    ///
    /// let device = client.beta().device_management().windows_autopilot_device_identities().by_id("2");
    /// while device.get().await?.deployment_profile_assignment_status != Some(Status::AssignedInSync.into()) {
    ///     tokio::time::sleep(Duration::from_secs(30)).await;
    /// }
    /// assert_eq!(device.deployment_profile().get().await?.id.as_deref(), Some("1"));
    /// # Ok(()) }
    /// ```
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
