//! Deployment profiles, their assignments and their devices in the emulator, with tokio's clock paused.

use crate::emulated::{error, get, post, send, serials};
use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

const PROFILES: &str = "/deviceManagement/windowsAutopilotDeploymentProfiles";
const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";
const TYPE: &str = "#microsoft.graph.azureADWindowsAutopilotDeploymentProfile";

async fn create_profile(emulator: &Emulator, name: &str) -> String {
    let created = post(emulator, PROFILES, &json!({ "@odata.type": TYPE, "displayName": name })).await.unwrap();
    assert!(created["createdDateTime"].is_string() && created["@odata.type"] == TYPE, "{created}");
    created["id"].as_str().unwrap().to_owned()
}

fn seed_device(emulator: &Emulator, serial_number: &str) -> String {
    emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number })).unwrap()
}

fn group(kind: &str) -> Value {
    json!({ "target": { "@odata.type": format!("#microsoft.graph.{kind}"), "groupId": "g" } })
}

fn statuses(emulator: &Emulator) -> Vec<Value> {
    let devices = emulator.objects(ObjectKind::Device);
    devices
        .into_iter()
        .map(|device| device.get("deploymentProfileAssignmentStatus").cloned().unwrap_or_default())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn an_assigned_profile_is_pending_and_then_in_sync() {
    let emulator = Emulator::start().await.unwrap();
    let (profile, device) = (create_profile(&emulator, "A").await, seed_device(&emulator, "1"));
    let other = seed_device(&emulator, "2");
    let assign = format!("{PROFILES}/{profile}/assign");
    post(&emulator, &assign, &json!({ "deviceIds": [device] })).await.unwrap();

    let path = format!("{DEVICES}/{device}/deploymentProfile");
    let intended = get(&emulator, &format!("{DEVICES}/{device}/intendedDeploymentProfile")).await.unwrap();
    assert_eq!(intended["displayName"], "A");
    let intended =
        get(&emulator, &format!("{DEVICES}/{device}/intendedDeploymentProfile/assignedDevices")).await.unwrap();
    assert_eq!(intended["value"][0]["serialNumber"], "1");
    let context = format!("{DEVICES}('{device}')/intendedDeploymentProfile/assignedDevices");
    assert!(intended["@odata.context"].as_str().unwrap().ends_with(context.trim_start_matches('/')), "{intended}");
    for (wait, status) in [(0, "notAssigned"), (60, "pending"), (179, "pending")] {
        sleep(Duration::from_secs(wait)).await;
        assert_eq!(statuses(&emulator), [json!(status), Value::Null]);
        assert_eq!(error(get(&emulator, &path).await).0, 404);
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(statuses(&emulator), [json!("assignedInSync"), Value::Null]);
    assert_eq!(get(&emulator, &path).await.unwrap()["id"], json!(profile));
    let assigned = emulator.devices()[0].deployment_profile_assigned_date_time;
    assert!(assigned.is_some());

    let listed = get(&emulator, &format!("{PROFILES}/{profile}/assignedDevices")).await.unwrap();
    assert_eq!(listed["value"].as_array().unwrap().len(), 1);
    let through = get(&emulator, &format!("{path}/assignedDevices/{device}")).await.unwrap();
    assert_eq!(through["serialNumber"], "1");
    assert_eq!(error(get(&emulator, &format!("{PROFILES}/{profile}/assignedDevices/{other}")).await).0, 404);

    let (status, message) = error(post(&emulator, &assign, &json!({ "deviceIds": [other, "none"] })).await);
    assert_eq!((status, message.as_str()), (404, "No device has the id 'none'."));
    assert_eq!(statuses(&emulator)[1], Value::Null, "a refused call assigns nothing");
}

#[tokio::test(start_paused = true)]
async fn a_profile_of_a_group_applies_to_imported_devices() {
    let emulator = Emulator::start().await.unwrap();
    let profile = create_profile(&emulator, "A").await;
    let assignments = format!("{PROFILES}/{profile}/assignments");
    let excluded = post(&emulator, &assignments, &group("exclusionGroupAssignmentTarget")).await.unwrap();
    let body = json!({ "serialNumber": "1", "hardwareIdentifier": "QQ==" });
    post(&emulator, "/deviceManagement/importedWindowsAutopilotDeviceIdentities", &body).await.unwrap();
    sleep(Duration::from_secs(600)).await;
    assert_eq!(statuses(&emulator), ["notAssigned"], "an exclusion assigns nothing");

    let assignment = post(&emulator, &assignments, &group("groupAssignmentTarget")).await.unwrap();
    assert_eq!((&assignment["source"], &assignment["sourceId"]), (&json!("direct"), &json!(profile)));
    sleep(Duration::from_secs(60)).await;
    assert_eq!(statuses(&emulator), ["pending"]);
    sleep(Duration::from_secs(180)).await;
    assert_eq!(statuses(&emulator), ["assignedInSync"]);

    let listed = get(&emulator, &assignments).await.unwrap();
    assert_eq!(listed["value"].as_array().unwrap().len(), 2);
    for assignment in [assignment, excluded] {
        let path = format!("{assignments}/{}", assignment["id"].as_str().unwrap());
        assert_eq!(get(&emulator, &path).await.unwrap()["target"], assignment["target"]);
        send(&emulator, "DELETE", &path, &Value::Null).await.unwrap();
    }
    assert_eq!(statuses(&emulator), ["notAssigned"]);
    assert_eq!(error(get(&emulator, &format!("{PROFILES}/none/assignments")).await).0, 404);
}

#[tokio::test(start_paused = true)]
async fn a_device_that_is_created_below_a_profile_has_the_profile() {
    let emulator = Emulator::start().await.unwrap();
    let profile = create_profile(&emulator, "A").await;
    let assigned = format!("{PROFILES}/{profile}/assignedDevices");
    let first = post(&emulator, &assigned, &json!({ "serialNumber": "1" })).await.unwrap();
    let first = first["id"].as_str().unwrap();
    let through = format!("{DEVICES}/{first}/deploymentProfile/assignedDevices");
    post(&emulator, &through, &json!({ "serialNumber": "2" })).await.unwrap();
    seed_device(&emulator, "3");
    assert_eq!(serials(&emulator), ["1", "2", "3"]);
    let listed = get(&emulator, &assigned).await.unwrap();
    assert_eq!(listed["value"].as_array().unwrap().len(), 2);
    assert_eq!(emulator.assigned_devices(first), emulator.devices()[..2]);
}

#[tokio::test(start_paused = true)]
async fn a_profile_must_be_of_a_concrete_type() {
    let emulator = Emulator::start().await.unwrap();
    let abstract_type = "#microsoft.graph.windowsAutopilotDeploymentProfile";
    for (body, expected) in [
        (json!({ "displayName": "A" }), "`@odata.type`: expected `#microsoft.graph.azureADWindowsAutopilot"),
        (json!({ "@odata.type": abstract_type }), "`@odata.type`: expected `#microsoft.graph.azureADWindowsAutopilot"),
        (json!({ "@odata.type": TYPE, "displayName": "A".repeat(201) }), "`displayName` is longer than 200 characters"),
        (
            json!({ "@odata.type": TYPE, "hybridAzureADJoinSkipConnectivityCheck": true }),
            "`hybridAzureADJoinSkipConnectivityCheck` is not a property of `microsoft.graph.azureADWindows",
        ),
        (
            json!({ "@odata.type": TYPE, "outOfBoxExperienceSetting": { "userType": "guest" } }),
            "`outOfBoxExperienceSetting.userType` has the unknown member `guest`",
        ),
        (json!({ "@odata.type": TYPE, "assignments": [] }), "`assignments` cannot be set with the profile"),
    ] {
        let (status, message) = error(post(&emulator, PROFILES, &body).await);
        assert!(status == 400 && message.contains(expected), "{message}");
    }
    let body = json!({ "@odata.type": "microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile",
                       "hybridAzureADJoinSkipConnectivityCheck": true,
                       "outOfBoxExperienceSetting": { "@odata.type": "microsoft.graph.outOfBoxExperienceSetting" } });
    post(&emulator, PROFILES, &body).await.unwrap();
    assert_eq!(emulator.objects(ObjectKind::DeploymentProfile).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_target_of_an_assignment_is_of_a_concrete_type() {
    let emulator = Emulator::start().await.unwrap();
    let assignments = format!("{PROFILES}/{}/assignments", create_profile(&emulator, "A").await);
    for (target, expected) in [
        (json!({ "groupId": "g" }), "`target`: `@odata.type`: expected `#microsoft.graph.groupAssignmentTarget` or"),
        (
            json!({ "@odata.type": "microsoft.graph.allDevicesAssignmentTarget", "groupId": "g" }),
            "`target`: `groupId` is",
        ),
        (json!("g"), "`target`: invalid type: string, expected a map"),
    ] {
        let (status, message) = error(post(&emulator, &assignments, &json!({ "target": target })).await);
        assert!(status == 400 && message.contains(expected), "{message}");
    }
    let target = json!({ "@odata.type": "microsoft.graph.groupAssignmentTarget", "groupId": "g" });
    let created = post(&emulator, &assignments, &json!({ "target": target })).await.unwrap();
    assert_eq!(created["target"], json!({ "@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g" }));
}

#[tokio::test(start_paused = true)]
async fn a_profile_has_the_properties_that_the_service_sets() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({ "@odata.type": TYPE, "locale": "de-DE", "enableWhiteGlove": true });
    let created = post(&emulator, PROFILES, &body).await.unwrap();
    for (name, value) in [
        ("locale", json!("de-DE")),
        ("language", json!("de-DE")),
        ("enableWhiteGlove", json!(true)),
        ("preprovisioningAllowed", json!(true)),
        ("extractHardwareHash", json!(false)),
        ("deviceType", json!("windowsPc")),
        ("description", json!("")),
        ("roleScopeTagIds", json!(["0"])),
        ("enrollmentStatusScreenSettings", Value::Null),
    ] {
        assert_eq!(created.get(name), Some(&value), "{name}");
    }

    let path = format!("{PROFILES}/{}", created["id"].as_str().unwrap());
    let changed = send(&emulator, "PATCH", &path, &json!({ "preprovisioningAllowed": false })).await.unwrap();
    assert_eq!((&changed["preprovisioningAllowed"], &changed["enableWhiteGlove"]), (&json!(false), &json!(false)));
}

#[tokio::test(start_paused = true)]
async fn a_profile_is_changed_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let path = format!("{PROFILES}/{}", create_profile(&emulator, "A").await);
    sleep(Duration::from_secs(1)).await;
    let changed = send(&emulator, "PATCH", &path, &json!({ "description": "B", "displayName": null })).await.unwrap();
    assert_eq!((&changed["description"], changed.get("displayName")), (&json!("B"), None));
    assert!(changed["lastModifiedDateTime"].as_str() > changed["createdDateTime"].as_str(), "{changed}");
    let other_type = json!({ "@odata.type": "#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile" });
    assert_eq!(error(send(&emulator, "PATCH", &path, &other_type).await).0, 400);
    send(&emulator, "DELETE", &path, &Value::Null).await.unwrap();
    assert_eq!(
        error(get(&emulator, &path).await),
        (404, "No deployment profile has the id '".to_owned() + path.rsplit('/').next().unwrap() + "'.")
    );
}

#[tokio::test(start_paused = true)]
async fn a_tenant_has_350_profiles_at_most() {
    let emulator = Emulator::start().await.unwrap();
    for _ in 0..350 {
        emulator.seed(ObjectKind::DeploymentProfile, &json!({ "@odata.type": TYPE })).unwrap();
    }
    let (status, message) = error(post(&emulator, PROFILES, &json!({ "@odata.type": TYPE })).await);
    assert!(status == 400 && message.contains("350"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn properties_of_a_profile_that_are_not_nullable_have_a_value() {
    let emulator = Emulator::start().await.unwrap();
    for (odata_type, hybrid) in [
        ("#microsoft.graph.azureADWindowsAutopilotDeploymentProfile", Value::Null),
        ("#microsoft.graph.activeDirectoryWindowsAutopilotDeploymentProfile", json!(false)),
    ] {
        let profile = post(&emulator, PROFILES, &json!({ "@odata.type": odata_type })).await.unwrap();
        for (name, value) in [
            ("deviceType", json!("windowsPc")),
            ("enableWhiteGlove", json!(false)),
            ("extractHardwareHash", json!(false)),
            ("hybridAzureADJoinSkipConnectivityCheck", hybrid),
        ] {
            assert_eq!(profile[name], value, "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_was_seeded_without_its_type_can_be_changed() {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "1", "displayName": "A" })).unwrap();
    let changed = send(&emulator, "PATCH", &format!("{PROFILES}/1"), &json!({ "displayName": "B" })).await.unwrap();
    assert_eq!((&changed["displayName"], &changed["@odata.type"]), (&json!("B"), &json!(TYPE)));
}
