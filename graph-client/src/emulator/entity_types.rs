//! The entity types of the kinds of objects, for queries.

use super::object_kind::ObjectKind;
use super::query::EntityType;
use super::validation::{ASSIGNMENT, IMPORTED_DEVICE, PROFILES, SETTINGS, Table};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::sync::LazyLock;

static DEVICE: LazyLock<EntityType> = LazyLock::new(|| {
    EntityType::of::<WindowsAutopilotDeviceIdentity>(&["deploymentProfile", "intendedDeploymentProfile"])
});

static IMPORTED: LazyLock<EntityType> =
    LazyLock::new(|| of_tables("microsoft.graph.importedWindowsAutopilotDeviceIdentity", &[IMPORTED_DEVICE], &[]));

static PROFILE: LazyLock<EntityType> = LazyLock::new(|| {
    of_tables("microsoft.graph.windowsAutopilotDeploymentProfile", &PROFILES, &["assignments", "assignedDevices"])
});

static PROFILE_ASSIGNMENT: LazyLock<EntityType> =
    LazyLock::new(|| of_tables("microsoft.graph.windowsAutopilotDeploymentProfileAssignment", &[ASSIGNMENT], &[]));

static AUTOPILOT_SETTINGS: LazyLock<EntityType> =
    LazyLock::new(|| of_tables("microsoft.graph.windowsAutopilotSettings", &[SETTINGS], &[]));

static ASSOCIATED_DEVICE: LazyLock<EntityType> = LazyLock::new(|| {
    EntityType::new(
        "microsoft.graph.tenantAssociatedDevice",
        [
            "id",
            "serialNumber",
            "manufacturerName",
            "modelName",
            "associationState",
            "devicePreparationPolicyId",
            "preassociationDateTime",
            "managedDeviceId",
        ],
        &[],
    )
});

static EVENT: LazyLock<EntityType> = LazyLock::new(|| {
    EntityType::new(
        "microsoft.graph.deviceManagementAutopilotEvent",
        ["id", "deviceId", "deviceSerialNumber", "eventDateTime"],
        &[],
    )
});

/// Returns the entity type of a kind of objects.
pub(super) fn entity_type(kind: ObjectKind) -> &'static EntityType {
    match kind {
        ObjectKind::Device => &DEVICE,
        ObjectKind::ImportedDevice => &IMPORTED,
        ObjectKind::DeploymentProfile => &PROFILE,
        ObjectKind::ProfileAssignment => &PROFILE_ASSIGNMENT,
        ObjectKind::Settings => &AUTOPILOT_SETTINGS,
        ObjectKind::AssociatedDevice => &ASSOCIATED_DEVICE,
        ObjectKind::AutopilotEvent => &EVENT,
    }
}

fn of_tables(name: &'static str, tables: &[Table], navigation_properties: &'static [&'static str]) -> EntityType {
    let properties = tables.iter().flat_map(|table| table.properties.iter().chain(table.inherited));
    EntityType::new(name, properties.map(|(name, _)| *name).chain(["id"]), navigation_properties)
}
