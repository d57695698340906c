//! The part of the API that the emulator has, as tables: entity sets, their methods, actions and navigation properties.

use super::object_kind::ObjectKind;
use std::sync::LazyLock;

/// The segment below the version.
pub(super) const ROOT: &str = "deviceManagement";

/// The path of batches.
pub(super) const BATCH: &str = "/beta/$batch";

/// The segment for the number of items of a collection.
pub(super) const COUNT: &str = "$count";

/// All names in paths.
pub(super) static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let sets = ENTITY_SETS.into_iter().chain([&ASSIGNMENTS, &SETTINGS]);
    let names = sets.flat_map(|set| {
        let actions = set.actions.iter().chain(set.item_actions).map(|(name, _)| *name);
        let below = set.navigation.iter().map(|(name, _)| *name).chain(set.not_emulated.iter().copied());
        actions.chain(below).chain([set.name])
    });
    names.chain(["beta", "$batch", COUNT, ROOT]).collect()
});

/// A collection or a singleton.
#[derive(Debug)]
pub(super) struct EntitySet {
    pub(super) name: &'static str,
    pub(super) kind: ObjectKind,
    /// The methods of the collection, as in `Allow`.
    pub(super) methods: &'static str,
    /// The actions that are bound to the collection.
    pub(super) actions: Actions,
    /// The methods of an object.
    pub(super) item_methods: &'static str,
    /// The actions that are bound to an object.
    pub(super) item_actions: Actions,
    /// The navigation properties of an object.
    pub(super) navigation: &'static [(&'static str, Navigation)],
    /// Segments that the service has below an object or the collection, and the emulator has not.
    pub(super) not_emulated: &'static [&'static str],
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
    not_emulated: &[],
};

pub(super) static IMPORTED_DEVICES: EntitySet = EntitySet {
    name: "importedWindowsAutopilotDeviceIdentities",
    kind: ObjectKind::ImportedDevice,
    methods: "GET, POST",
    actions: &[("import", Action::Import)],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[],
    navigation: &[],
    not_emulated: &[],
};

pub(super) static PROFILES: EntitySet = EntitySet {
    name: "windowsAutopilotDeploymentProfiles",
    kind: ObjectKind::DeploymentProfile,
    methods: "GET, POST",
    actions: &[],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[("assign", Action::AssignProfile)],
    navigation: &[("assignments", Navigation::Assignments), ("assignedDevices", Navigation::AssignedDevices)],
    not_emulated: &["domainJoinConfiguration", "hasPayloadLinks"],
};

pub(super) static ASSIGNMENTS: EntitySet = EntitySet {
    name: "assignments",
    kind: ObjectKind::ProfileAssignment,
    methods: "GET, POST",
    actions: &[],
    item_methods: "DELETE, GET, PATCH",
    item_actions: &[],
    navigation: &[],
    not_emulated: &[],
};

pub(super) static SETTINGS: EntitySet = EntitySet {
    name: "windowsAutopilotSettings",
    kind: ObjectKind::Settings,
    methods: "",
    actions: &[],
    item_methods: "GET, PATCH",
    item_actions: &[("sync", Action::Sync)],
    navigation: &[],
    not_emulated: &[],
};

pub(super) static ASSOCIATED_DEVICES: EntitySet = EntitySet {
    name: "tenantAssociatedDevices",
    kind: ObjectKind::AssociatedDevice,
    methods: "GET",
    actions: &[("importTenantAssociatedDevice", Action::Associate)],
    item_methods: "DELETE, GET",
    item_actions: &[],
    navigation: &[],
    not_emulated: &[],
};

pub(super) static EVENTS: EntitySet = EntitySet {
    name: "autopilotEvents",
    kind: ObjectKind::AutopilotEvent,
    methods: "GET",
    actions: &[],
    item_methods: "GET",
    item_actions: &[],
    navigation: &[],
    not_emulated: &["policyStatusDetails"],
};

/// Returns the action of a segment, with or without its namespace.
pub(super) fn action(actions: Actions, segment: &str) -> Option<Action> {
    let name = segment.strip_prefix("microsoft.graph.").unwrap_or(segment);
    actions.iter().find(|(listed, _)| *listed == name).map(|(_, action)| *action)
}
