//! The groups that a deployment profile is assigned to.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::{DeviceAndAppManagementAssignmentTarget, WindowsAutopilotDeploymentProfileAssignment};
use graph_models::odata::DerivedFrom;

/// The groups that a deployment profile is assigned to.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use graph_models::beta::AzureAdWindowsAutopilotDeploymentProfile;
/// use graph_models::beta::GroupAssignmentTarget;
/// use graph_models::odata::Object;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("1"))?;
/// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
/// let assignments = profiles.by_id("1").assignments();
/// let group = GroupAssignmentTarget::new().with_group_id("8a2b9b74-a2d4-4a0f-8f3c-6b4c8e6f4a3e");
/// let created = assignments.create_for(&group).await?;
///
/// for assignment in assignments.list().all().await? {
///     assert_eq!(assignment.id, created.id);
///     let target: GroupAssignmentTarget = (*assignment.target.unwrap_or_default()).downcast()?;
///     assert_eq!(target.group_id, group.group_id);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeploymentProfileAssignments {
    resource: Resource,
}

impl WindowsAutopilotDeploymentProfileAssignments {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Creates an assignment. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// Its `target` must have an `@odata.type`, as one that was read has. For a new one, see [`create_for`](Self::create_for).
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use graph_models::beta::{AllDevicesAssignmentTarget, AzureAdWindowsAutopilotDeploymentProfile};
    /// use graph_models::beta::WindowsAutopilotDeploymentProfileAssignment;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("1"))?;
    /// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("2"))?;
    /// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
    /// # profiles.by_id("1").assignments().create_for(&AllDevicesAssignmentTarget::new()).await?;
    /// for assignment in profiles.by_id("1").assignments().list().all().await? {
    ///     let target = assignment.target.unwrap_or_default();
    ///     let copy = WindowsAutopilotDeploymentProfileAssignment::new().with_target(target);
    ///     profiles.by_id("2").assignments().create(&copy).await?;
    /// }
    /// assert_eq!(profiles.by_id("2").assignments().list().all().await?.len(), 1);
    /// # Ok(()) }
    /// ```
    pub fn create(
        &self,
        assignment: &WindowsAutopilotDeploymentProfileAssignment,
    ) -> Request<WindowsAutopilotDeploymentProfileAssignment> {
        self.resource.create(assignment)
    }

    /// Creates an assignment to a target: a `GroupAssignmentTarget`, an `ExclusionGroupAssignmentTarget`, an
    /// `AllDevicesAssignmentTarget` or an `AllLicensedUsersAssignmentTarget`. Needs the permission
    /// `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn create_for<T: DerivedFrom<DeviceAndAppManagementAssignmentTarget>>(
        &self,
        target: &T,
    ) -> Request<WindowsAutopilotDeploymentProfileAssignment> {
        self.resource.creation().with_property("target", target)
    }

    /// Reads the assignments, page by page. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn list(&self) -> Request<Page<WindowsAutopilotDeploymentProfileAssignment>> {
        self.resource.list()
    }

    /// Returns the assignment with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> WindowsAutopilotDeploymentProfileAssignmentById {
        WindowsAutopilotDeploymentProfileAssignmentById { resource: self.resource.item(id) }
    }
}

/// An assignment of a deployment profile.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use graph_models::beta::{AllDevicesAssignmentTarget, AzureAdWindowsAutopilotDeploymentProfile};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::DeploymentProfile, &AzureAdWindowsAutopilotDeploymentProfile::new().with_id("1"))?;
/// let profiles = client.beta().device_management().windows_autopilot_deployment_profiles();
/// # let created = profiles.by_id("1").assignments().create_for(&AllDevicesAssignmentTarget::new()).await?;
/// # let id = created.id.unwrap_or_default();
/// let assignment = profiles.by_id("1").assignments().by_id(&id);
/// let mut changed = assignment.get().await?;
/// changed.source = Some("policySets".into());
/// assert_eq!(assignment.update(&changed).await?.source, changed.source);
///
/// assignment.delete().await?;
/// assert!(assignment.get().await.is_err_and(|error| error.is_not_found()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotDeploymentProfileAssignmentById {
    resource: Resource,
}

impl WindowsAutopilotDeploymentProfileAssignmentById {
    /// Reads the assignment. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotDeploymentProfileAssignment> {
        self.resource.get()
    }

    /// Changes the properties that are set. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn update(
        &self,
        assignment: &WindowsAutopilotDeploymentProfileAssignment,
    ) -> Request<WindowsAutopilotDeploymentProfileAssignment> {
        self.resource.update(assignment)
    }

    /// Deletes the assignment. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    pub fn delete(&self) -> Request<()> {
        self.resource.delete()
    }
}
