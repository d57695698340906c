//! The default values of properties, as the service returns them.

use super::{NEVER, Object, object, text};
use crate::emulator::object_kind::ObjectKind;
use serde_json::json;
use std::sync::LazyLock;

/// The id of no object.
const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// The derived type of profiles that has a property more.
const HYBRID: &str = "#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile";

static DEVICE: LazyLock<Object> = LazyLock::new(|| {
    object(json!({
        "addressableUserName": "",
        "deploymentProfileAssignedDateTime": NEVER,
        "deploymentProfileAssignmentDetailedStatus": "none",
        "deploymentProfileAssignmentStatus": "notAssigned",
        "deviceAccountUpn": "",
        "deviceFriendlyName": "",
        "displayName": "",
        "enrollmentState": "notContacted",
        "groupTag": "",
        "lastContactedDateTime": NEVER,
        "managedDeviceId": NIL,
        "manufacturer": "",
        "model": "",
        "productKey": "",
        "purchaseOrderIdentifier": "",
        "remediationState": "noRemediationRequired",
        "remediationStateLastModifiedDateTime": NEVER,
        "resourceName": "",
        "skuNumber": "",
        "systemFamily": "",
        "userPrincipalName": "",
        "userlessEnrollmentStatus": "unknown",
    }))
});

static DEPLOYMENT_PROFILE: LazyLock<Object> = LazyLock::new(|| {
    object(json!({
        "description": "",
        "deviceNameTemplate": "",
        "deviceType": "windowsPc",
        "enableWhiteGlove": false,
        "enrollmentStatusScreenSettings": null,
        "extractHardwareHash": false,
        "hardwareHashExtractionEnabled": false,
        "language": "",
        "locale": "",
        "managementServiceAppId": null,
        "preprovisioningAllowed": false,
        "roleScopeTagIds": ["0"],
    }))
});

/// Returns the values that objects have from their creation, unless the client sets others.
pub(super) fn defaults(kind: ObjectKind) -> Option<&'static Object> {
    match kind {
        ObjectKind::Device => Some(&DEVICE),
        ObjectKind::DeploymentProfile => Some(&DEPLOYMENT_PROFILE),
        _ => None,
    }
}

/// Adds the properties that the client did not set.
pub(super) fn complete(kind: ObjectKind, object: &mut Object) {
    for (name, value) in defaults(kind).into_iter().flatten() {
        object.entry(name.as_str()).or_insert_with(|| value.clone());
    }
    if kind == ObjectKind::DeploymentProfile && text(object, "@odata.type") == Some(HYBRID) {
        object.entry("hybridAzureADJoinSkipConnectivityCheck").or_insert(json!(false));
    }
}
