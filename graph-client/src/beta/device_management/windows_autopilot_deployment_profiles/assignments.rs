//! The groups that a deployment profile is assigned to.

use crate::page::Page;
use crate::request::Request;
use crate::resource::Resource;
use graph_models::beta::{DeviceAndAppManagementAssignmentTarget, WindowsAutopilotDeploymentProfileAssignment};
use graph_models::odata::DerivedFrom;

/// The groups that a deployment profile is assigned to.
///
/// ```no_run
/// use graph_models::beta::GroupAssignmentTarget;
///
/// # async fn example(client: graph_client::GraphClient, id: &str) -> Result<(), graph_client::Error> {
/// let profile = client.beta().device_management().windows_autopilot_deployment_profiles().by_id(id);
/// let group = GroupAssignmentTarget::new().with_group_id("8a2b9b74-a2d4-4a0f-8f3c-6b4c8e6f4a3e");
/// let assignment = profile.assignments().create_for(&group).await?;
/// # Ok(())
/// # }
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
