//! Devices with serde's derives, as a program would declare them by hand.
//!
//! They have every property of the example, including `@odata.type`, so that all variants read and write the same.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

macro_rules! enumerations {
    ($($name:ident { $($member:ident),* })*) => {
        $(
            #[derive(Clone, Debug, Deserialize, Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(crate) enum $name { $($member),* }
        )*
    };
}

enumerations! {
    WindowsAutopilotProfileAssignmentStatus { Unknown, AssignedInSync, AssignedOutOfSync, AssignedUnkownSyncState, NotAssigned, Pending, Failed }
    WindowsAutopilotProfileAssignmentDetailedStatus { None, HardwareRequirementsNotMet, SurfaceHubProfileNotSupported, HoloLensProfileNotSupported, WindowsPcProfileNotSupported, SurfaceHub2SProfileNotSupported, UnknownFutureValue }
    EnrollmentState { Unknown, Enrolled, PendingReset, Failed, NotContacted, Blocked }
    WindowsAutopilotDeviceRemediationState { Unknown, NoRemediationRequired, AutomaticRemediationRequired, ManualRemediationRequired, UnknownFutureValue }
}

macro_rules! devices {
    ($($property:ident: $type:ty,)*) => {
        /// Ignores unknown properties.
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct Device {
            #[serde(rename = "@odata.type", skip_serializing_if = "Option::is_none")]
            odata_type: Option<String>,
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(crate) $property: Option<$type>,
            )*
        }

        /// Keeps unknown properties in a map.
        #[derive(Clone, Debug, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct KeepingDevice {
            $(
                #[serde(skip_serializing_if = "Option::is_none")]
                pub(crate) $property: Option<$type>,
            )*
            #[serde(flatten)]
            additional_properties: HashMap<String, Value>,
        }
    };
}

devices! {
    id: String,
    deployment_profile_assignment_status: WindowsAutopilotProfileAssignmentStatus,
    deployment_profile_assignment_detailed_status: WindowsAutopilotProfileAssignmentDetailedStatus,
    deployment_profile_assigned_date_time: DateTime<FixedOffset>,
    group_tag: String,
    purchase_order_identifier: String,
    serial_number: String,
    product_key: String,
    manufacturer: String,
    model: String,
    enrollment_state: EnrollmentState,
    last_contacted_date_time: DateTime<FixedOffset>,
    addressable_user_name: String,
    user_principal_name: String,
    resource_name: String,
    sku_number: String,
    system_family: String,
    azure_active_directory_device_id: String,
    azure_ad_device_id: String,
    managed_device_id: String,
    display_name: String,
    device_account_upn: String,
    device_account_password: String,
    device_friendly_name: String,
    remediation_state: WindowsAutopilotDeviceRemediationState,
    remediation_state_last_modified_date_time: DateTime<FixedOffset>,
}
