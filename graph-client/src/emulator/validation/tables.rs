//! The properties of types that have no model yet.

use super::table::{Properties, Table, Type};

pub(in crate::emulator) const IMPORTED_DEVICE: Table = Table {
    type_name: "microsoft.graph.importedWindowsAutopilotDeviceIdentity",
    properties: &[
        ("groupTag", Type::String),
        ("serialNumber", Type::String),
        ("productKey", Type::String),
        ("importId", Type::String),
        ("hardwareIdentifier", Type::String),
        ("assignedUserPrincipalName", Type::String),
        (
            "state",
            Type::Object(&[
                ("deviceErrorCode", Type::Int32),
                ("deviceErrorName", Type::String),
                ("deviceImportStatus", Type::Enumeration(&["unknown", "pending", "partial", "complete", "error"])),
                ("deviceRegistrationId", Type::String),
            ]),
        ),
    ],
    inherited: &[],
};

/// The types that are derived from the abstract `windowsAutopilotDeploymentProfile`.
pub(in crate::emulator) const PROFILES: [Table; 2] = [
    Table {
        type_name: "microsoft.graph.azureADWindowsAutopilotDeploymentProfile",
        properties: &[],
        inherited: PROFILE,
    },
    Table {
        type_name: "microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile",
        properties: &[("hybridAzureADJoinSkipConnectivityCheck", Type::Boolean)],
        inherited: PROFILE,
    },
];

const PROFILE: Properties = &[
    ("displayName", Type::StringUpTo(200)),
    ("description", Type::StringUpTo(1500)),
    ("locale", Type::String),
    ("deviceNameTemplate", Type::String),
    (
        "deviceType",
        Type::Enumeration(&[
            "windowsPc",
            "surfaceHub2",
            "holoLens",
            "surfaceHub2S",
            "virtualMachine",
            "unknownFutureValue",
        ]),
    ),
    ("hardwareHashExtractionEnabled", Type::Boolean),
    ("preprovisioningAllowed", Type::Boolean),
    ("outOfBoxExperienceSetting", Type::AnyObject),
    ("roleScopeTagIds", Type::Strings),
    ("managementServiceAppId", Type::String),
    ("enrollmentStatusScreenSettings", Type::AnyObject),
    ("createdDateTime", Type::DateTimeOffset),
    ("lastModifiedDateTime", Type::DateTimeOffset),
    // Deprecated.
    ("language", Type::String),
    ("extractHardwareHash", Type::Boolean),
    ("enableWhiteGlove", Type::Boolean),
    ("outOfBoxExperienceSettings", Type::AnyObject),
];

pub(in crate::emulator) const ASSIGNMENT: Table = Table {
    type_name: "microsoft.graph.windowsAutopilotDeploymentProfileAssignment",
    properties: &[
        ("source", Type::Enumeration(&["direct", "policySets"])),
        ("sourceId", Type::String),
        ("target", Type::AnyObject),
    ],
    inherited: &[],
};

pub(in crate::emulator) const SETTINGS: Table = Table {
    type_name: "microsoft.graph.windowsAutopilotSettings",
    properties: &[
        ("lastSyncDateTime", Type::DateTimeOffset),
        ("lastManualSyncTriggerDateTime", Type::DateTimeOffset),
        ("syncStatus", Type::Enumeration(&["unknown", "inProgress", "completed", "failed"])),
    ],
    inherited: &[],
};
