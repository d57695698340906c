//! The values of properties that are not nullable: responses always have them.

use super::{NEVER, Object};
use crate::emulator::object_kind::ObjectKind;
use serde_json::{Value, json};

/// Adds the properties that are not nullable and that an object lacks.
pub(super) fn complete(kind: ObjectKind, object: &mut Object) {
    let defaults = match kind {
        ObjectKind::Device => json!({
            "deploymentProfileAssignedDateTime": NEVER,
            "deploymentProfileAssignmentDetailedStatus": "none",
            "deploymentProfileAssignmentStatus": "notAssigned",
            "enrollmentState": "notContacted",
            "lastContactedDateTime": NEVER,
            "remediationState": "noRemediationRequired",
            "remediationStateLastModifiedDateTime": NEVER,
            "userlessEnrollmentStatus": "unknown",
        }),
        ObjectKind::DeploymentProfile => json!({
            "deviceType": "windowsPc",
            "enableWhiteGlove": false,
            "extractHardwareHash": false,
        }),
        _ => return,
    };
    let Value::Object(mut defaults) = defaults else { return };
    if object.get("@odata.type").and_then(Value::as_str) == Some(HYBRID) {
        defaults.insert("hybridAzureADJoinSkipConnectivityCheck".to_owned(), json!(false));
    }
    for (name, value) in defaults {
        object.entry(name).or_insert(value);
    }
}

const HYBRID: &str = "#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile";
