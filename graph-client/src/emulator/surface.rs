//! The part of the API that the emulator has, as tables: entity sets, their methods, actions and navigation properties.

use super::object_kind::ObjectKind;

/// The version of the API.
pub(super) const VERSION: &str = "beta";

/// The segment below the version.
pub(super) const ROOT: &str = "deviceManagement";

/// The path of batches.
pub(super) const BATCH: &str = "/beta/$batch";

/// The segment for the number of items of a collection.
pub(super) const COUNT: &str = "$count";

/// The segment for the references to objects, which the emulator has not.
pub(super) const REF: &str = "$ref";

/// A collection or a singleton.
#[derive(Debug)]
pub(super) struct EntitySet {
    pub(super) name: &'static str,
    pub(super) kind: ObjectKind,
    /// The methods of the collection, as in `Allow`.
    pub(super) methods: &'static str,
    /// The actions that are bound to the collection.
    pub(super) actions: Actions,
    /// Those that the service has and the emulator has not.
    pub(super) not_emulated: &'static [&'static str],
    /// The methods of an object.
    pub(super) item_methods: &'static str,
    /// The actions that are bound to an object.
    pub(super) item_actions: Actions,
    /// The navigation properties of an object.
    pub(super) navigation: &'static [(&'static str, Navigation)],
    /// Those that the service has and the emulator has not.
    pub(super) navigation_not_emulated: &'static [&'static str],
}

type Actions = &'static [(&'static str, Action)];

/// The target of a navigation property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Navigation {
    /// The deployment profile of a device, once it is assigned.
    Profile,
    /// The deployment profile that is going to be assigned to a device.
    IntendedProfile,
    /// The assignments of a profile.
    Assignments,
    /// The devices of a profile.
    AssignedDevices,
}

/// An action. Each is called with POST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    DeleteDevices,
    UpdateDeviceProperties,
    AssignUser,
    UnassignUser,
    AssignResourceAccount,
    UnassignResourceAccount,
    AllowNextEnrollment,
    Import,
    AssignProfile,
    Sync,
    Associate,
}

/// The collections below [`ROOT`].
pub(super) static ENTITY_SETS: [&EntitySet; 5] = [&DEVICES, &IMPORTED_DEVICES, &PROFILES, &ASSOCIATED_DEVICES, &EVENTS];

pub(super) static DEVICES: EntitySet = EntitySet {
    name: "windowsAutopilotDeviceIdentities",
    kind: ObjectKind::Device,
    methods: "GET, POST",
    actions: &[("deleteDevices", Action::DeleteDevices)],
    not_emulated: &[],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[
        ("updateDeviceProperties", Action::UpdateDeviceProperties),
        ("assignUserToDevice", Action::AssignUser),
        ("unassignUserFromDevice", Action::UnassignUser),
        ("assignResourceAccountToDevice", Action::AssignResourceAccount),
        ("unassignResourceAccountFromDevice", Action::UnassignResourceAccount),
        ("allowNextEnrollment", Action::AllowNextEnrollment),
    ],
    navigation: &[
        ("deploymentProfile", Navigation::Profile),
        ("intendedDeploymentProfile", Navigation::IntendedProfile),
    ],
    navigation_not_emulated: &[],
};

pub(super) static IMPORTED_DEVICES: EntitySet = EntitySet {
    name: "importedWindowsAutopilotDeviceIdentities",
    kind: ObjectKind::ImportedDevice,
    methods: "GET, POST",
    actions: &[("import", Action::Import)],
    not_emulated: &[],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[],
    navigation: &[],
    navigation_not_emulated: &[],
};

pub(super) static PROFILES: EntitySet = EntitySet {
    name: "windowsAutopilotDeploymentProfiles",
    kind: ObjectKind::DeploymentProfile,
    methods: "GET, POST",
    actions: &[],
    not_emulated: &["hasPayloadLinks"],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[("assign", Action::AssignProfile)],
    navigation: &[("assignments", Navigation::Assignments), ("assignedDevices", Navigation::AssignedDevices)],
    navigation_not_emulated: &["domainJoinConfiguration"],
};

pub(super) static ASSIGNMENTS: EntitySet = EntitySet {
    name: "assignments",
    kind: ObjectKind::ProfileAssignment,
    methods: "GET, POST",
    actions: &[],
    not_emulated: &[],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[],
    navigation: &[],
    navigation_not_emulated: &[],
};

pub(super) static SETTINGS: EntitySet = EntitySet {
    name: "windowsAutopilotSettings",
    kind: ObjectKind::Settings,
    methods: "",
    actions: &[],
    not_emulated: &[],
    item_methods: "GET, PATCH",
    item_actions: &[("sync", Action::Sync)],
    navigation: &[],
    navigation_not_emulated: &[],
};

pub(super) static ASSOCIATED_DEVICES: EntitySet = EntitySet {
    name: "tenantAssociatedDevices",
    kind: ObjectKind::AssociatedDevice,
    methods: "GET",
    actions: &[("importTenantAssociatedDevice", Action::Associate)],
    not_emulated: &[],
    item_methods: "DELETE, GET",
    item_actions: &[],
    navigation: &[],
    navigation_not_emulated: &[],
};

pub(super) static EVENTS: EntitySet = EntitySet {
    name: "autopilotEvents",
    kind: ObjectKind::AutopilotEvent,
    methods: "GET",
    actions: &[],
    not_emulated: &[],
    item_methods: "GET",
    item_actions: &[],
    navigation: &[],
    navigation_not_emulated: &["policyStatusDetails"],
};

/// Returns the action with a name.
pub(super) fn action(actions: Actions, name: &str) -> Option<Action> {
    actions.iter().find(|(listed, _)| *listed == name).map(|(_, action)| *action)
}
