//! The request and the response of the specification's example, deserialized and serialized again.

use graph_models::beta::{
    EnrollmentState, WindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceRemediationState,
    WindowsAutopilotProfileAssignmentDetailedStatus, WindowsAutopilotProfileAssignmentStatus,
};

const REQUEST: &str = include_str!("../exchange/request.json");
const RESPONSE: &str = include_str!("../exchange/response.json");

#[test]
fn the_request_round_trips_byte_for_byte() {
    assert_eq!(lines(&round_trip(REQUEST)), lines(REQUEST));
}

#[test]
fn the_response_round_trips_byte_for_byte() {
    assert_eq!(lines(&round_trip(RESPONSE)), lines(RESPONSE));
}

#[test]
fn every_property_of_the_response_has_a_field() {
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(RESPONSE).unwrap();
    assert_eq!(device.id.as_deref(), Some("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"));
    assert_eq!(
        device.deployment_profile_assignment_status,
        Some(WindowsAutopilotProfileAssignmentStatus::AssignedInSync.into())
    );
    assert_eq!(
        device.deployment_profile_assignment_detailed_status,
        Some(WindowsAutopilotProfileAssignmentDetailedStatus::HardwareRequirementsNotMet.into())
    );
    assert_eq!(device.enrollment_state, Some(EnrollmentState::Enrolled.into()));
    assert_eq!(device.remediation_state, Some(WindowsAutopilotDeviceRemediationState::NoRemediationRequired.into()));
    assert_eq!(device.product_key.map(|key| key.expose_secret().to_owned()).as_deref(), Some("Product Key value"));
    assert!(device.additional_properties.is_empty(), "the type is the device's own");
}

/// Returns the lines of the JSON text, one for each property, without regard to their order.
fn lines(json: &str) -> Vec<&str> {
    let mut lines: Vec<_> = json.lines().map(|line| line.trim_end_matches(',')).collect();
    lines.sort_unstable();
    lines
}

fn round_trip(json: &str) -> String {
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(json).unwrap();
    let written = serde_json::to_string_pretty(&device).unwrap();
    assert!(written.starts_with("{\n  \"@odata.type\": "), "{written}");
    written
}
