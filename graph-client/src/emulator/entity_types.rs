//! The entity types of the kinds of objects, for queries.

use super::object_kind::ObjectKind;
use super::query::EntityType;
use crate::beta::TenantAssociatedDevice;
use graph_models::beta::{
    DeviceManagementAutopilotEvent, ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeploymentProfile,
    WindowsAutopilotDeploymentProfileAssignment, WindowsAutopilotDeviceIdentity, WindowsAutopilotSettings,
};
use std::sync::LazyLock;

static DEVICE: LazyLock<EntityType> = LazyLock::new(|| {
    EntityType::of::<WindowsAutopilotDeviceIdentity>(&["deploymentProfile", "intendedDeploymentProfile"])
});

static IMPORTED_DEVICE: LazyLock<EntityType> =
    LazyLock::new(|| EntityType::of::<ImportedWindowsAutopilotDeviceIdentity>(&[]));

static DEPLOYMENT_PROFILE: LazyLock<EntityType> =
    LazyLock::new(|| EntityType::of::<WindowsAutopilotDeploymentProfile>(&["assignments", "assignedDevices"]));

static PROFILE_ASSIGNMENT: LazyLock<EntityType> =
    LazyLock::new(|| EntityType::of::<WindowsAutopilotDeploymentProfileAssignment>(&[]));

static SETTINGS: LazyLock<EntityType> = LazyLock::new(|| EntityType::of::<WindowsAutopilotSettings>(&[]));

static ASSOCIATED_DEVICE: LazyLock<EntityType> = LazyLock::new(|| EntityType::of::<TenantAssociatedDevice>(&[]));

static AUTOPILOT_EVENT: LazyLock<EntityType> =
    LazyLock::new(|| EntityType::of::<DeviceManagementAutopilotEvent>(&["policyStatusDetails"]));

/// Returns the entity type of a kind of objects.
pub(super) fn entity_type(kind: ObjectKind) -> &'static EntityType {
    match kind {
        ObjectKind::Device => &DEVICE,
        ObjectKind::ImportedDevice => &IMPORTED_DEVICE,
        ObjectKind::DeploymentProfile => &DEPLOYMENT_PROFILE,
        ObjectKind::ProfileAssignment => &PROFILE_ASSIGNMENT,
        ObjectKind::Settings => &SETTINGS,
        ObjectKind::AssociatedDevice => &ASSOCIATED_DEVICE,
        ObjectKind::AutopilotEvent => &AUTOPILOT_EVENT,
    }
}
