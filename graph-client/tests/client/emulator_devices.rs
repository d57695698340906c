//! Actions on devices, deletions, synchronization and association in the emulator, with tokio's clock paused.

use crate::emulated::{error, get, post, send, serials};
use chrono::DateTime;
use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";
const SETTINGS: &str = "/deviceManagement/windowsAutopilotSettings";
const ASSOCIATED: &str = "/deviceManagement/tenantAssociatedDevices";

fn seed(emulator: &Emulator, serial_number: &str) -> String {
    emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number })).unwrap()
}

fn property(emulator: &Emulator, name: &str) -> Value {
    emulator.objects(ObjectKind::Device)[0].get(name).cloned().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_created_device_has_the_properties_that_the_service_sets() {
    let emulator = Emulator::start().await.unwrap();
    let device = post(&emulator, DEVICES, &json!({ "serialNumber": "1", "groupTag": "Kiosk" })).await.unwrap();
    for (name, value) in [
        ("groupTag", "Kiosk"),
        ("userPrincipalName", ""),
        ("managedDeviceId", "00000000-0000-0000-0000-000000000000"),
        ("enrollmentState", "notContacted"),
        ("lastContactedDateTime", "0001-01-01T00:00:00Z"),
        ("deploymentProfileAssignmentStatus", "notAssigned"),
        ("userlessEnrollmentStatus", "unknown"),
    ] {
        assert_eq!(device[name], value, "{name}");
    }
    assert!(device["azureAdDeviceId"].is_string());
    assert_eq!(device["azureAdDeviceId"], device["azureActiveDirectoryDeviceId"]);

    let path = format!("{DEVICES}/{}", device["id"].as_str().unwrap());
    let changed = send(&emulator, "PATCH", &path, &json!({ "groupTag": null })).await.unwrap();
    assert_eq!(changed["groupTag"], "");
}

#[tokio::test(start_paused = true)]
async fn actions_change_a_device() {
    let emulator = Emulator::start().await.unwrap();
    let device = format!("{DEVICES}/{}", seed(&emulator, "1"));
    let act = async |action: &str, body: Value| {
        let result = post(&emulator, &format!("{device}/{action}"), &body).await;
        assert_eq!(result.unwrap(), Value::Null, "{action}");
    };
    act(
        "updateDeviceProperties",
        json!({ "groupTag": "Kiosk", "displayName": "K1", "deviceAccountPassword": "hunter2" }),
    )
    .await;
    act("updateDeviceProperties", json!({ "groupTag": null, "displayName": "K2" })).await;
    assert_eq!((property(&emulator, "groupTag"), property(&emulator, "displayName")), (json!("Kiosk"), json!("K2")));
    assert_eq!(property(&emulator, "deviceAccountPassword"), Value::Null, "the service does not return passwords");

    act("microsoft.graph.assignUserToDevice", json!({ "userPrincipalName": "a@b.c", "addressableUserName": "A" }))
        .await;
    assert_eq!(property(&emulator, "userPrincipalName"), "a@b.c");
    act("unassignUserFromDevice", Value::Null).await;
    assert_eq!(property(&emulator, "userPrincipalName"), "");

    let account = json!({ "userPrincipalName": "r@b.c", "addressableUserName": "R", "resourceAccountName": "Room" });
    act("assignResourceAccountToDevice", account).await;
    assert_eq!(
        (property(&emulator, "resourceName"), property(&emulator, "addressableUserName")),
        (json!("Room"), json!("R"))
    );
    act("unassignResourceAccountFromDevice", Value::Null).await;
    assert_eq!(property(&emulator, "resourceName"), "");

    act("allowNextEnrollment", Value::Null).await;
    assert_eq!(property(&emulator, "userlessEnrollmentStatus"), "allowed");
}

#[tokio::test(start_paused = true)]
async fn invalid_actions_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let device = seed(&emulator, "1");
    for (path, body, expected) in [
        (
            format!("{device}/assignUserToDevice"),
            json!({ "userPrincipalName": "a" }),
            (400, "`addressableUserName` is missing"),
        ),
        (
            format!("{device}/updateDeviceProperties"),
            json!({ "colour": "red" }),
            (400, "`colour` is not a parameter of"),
        ),
        (
            format!("{device}/updateDeviceProperties"),
            json!({ "groupTag": 7 }),
            (400, "`groupTag` has a value that its type"),
        ),
        ("none/allowNextEnrollment".to_owned(), Value::Null, (404, "No device has the id 'none'")),
        (
            "deleteDevices".to_owned(),
            json!({ "serialNumbers": "1" }),
            (400, "`serialNumbers` has a value that its type"),
        ),
    ] {
        let (status, message) = error(post(&emulator, &format!("{DEVICES}/{path}"), &body).await);
        assert!(status == expected.0 && message.contains(expected.1), "{path}: {message}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_device_is_changed_by_patch() {
    let emulator = Emulator::start().await.unwrap();
    let path = format!("{DEVICES}/{}", seed(&emulator, "1"));
    let changed =
        send(&emulator, "PATCH", &path, &json!({ "id": "x", "model": "A1", "serialNumber": null })).await.unwrap();
    assert_eq!((&changed["model"], changed.get("serialNumber")), (&json!("A1"), None));
    assert!(path.ends_with(changed["id"].as_str().unwrap()));
    assert_eq!(error(send(&emulator, "PATCH", &path, &json!({ "model": 7 })).await).0, 400);
    assert_eq!(error(send(&emulator, "PATCH", &format!("{DEVICES}/none"), &json!({})).await).0, 404);
}

#[tokio::test(start_paused = true)]
async fn a_deleted_device_is_listed_for_a_while() {
    let emulator = Emulator::start().await.unwrap();
    let path = format!("{DEVICES}/{}", seed(&emulator, "1"));
    let delete = async || send(&emulator, "DELETE", &path, &Value::Null).await;
    let listed = async || get(&emulator, DEVICES).await.unwrap()["value"].as_array().unwrap().len();
    delete().await.unwrap();
    assert!(emulator.devices().is_empty());
    assert_eq!(error(delete().await).0, 404);
    sleep(Duration::from_secs(119)).await;
    assert_eq!((listed().await, error(get(&emulator, &path).await).0), (1, 404));
    sleep(Duration::from_secs(1)).await;
    assert_eq!((listed().await, error(get(&emulator, &path).await).0), (0, 404));

    emulator.without_not_found();
    let (status, message) = error(delete().await);
    assert!(status == 400 && message.contains("Cannot find device"), "{message}");
    assert_eq!(error(get(&emulator, &path).await).0, 404, "only a DELETE is answered like this");
}

#[tokio::test(start_paused = true)]
async fn delete_devices_reports_each_serial_number() {
    let emulator = Emulator::start().await.unwrap();
    let ids = ["1", "2", "3"].map(|serial_number| seed(&emulator, serial_number));
    let body = json!({ "serialNumbers": ["2", "none", "1", "2"] });
    let results = post(&emulator, &format!("{DEVICES}/deleteDevices"), &body).await.unwrap();
    let results: Vec<_> = results["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            ["serialNumber", "deviceRegistrationId", "deletionState"].map(|name| result[name].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        results,
        [["2", &ids[1], "accepted"], ["none", "", "error"], ["1", &ids[0], "accepted"], ["2", "", "error"]]
    );
    assert_eq!(serials(&emulator), ["3"]);
    sleep(Duration::from_secs(120)).await;
    assert_eq!(get(&emulator, DEVICES).await.unwrap()["value"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn production_has_no_create_route() {
    let emulator = Emulator::start().await.unwrap();
    emulator.without_create_route();
    for path in [DEVICES.to_owned(), format!("{DEVICES}/1/deploymentProfile/assignedDevices")] {
        let error = post(&emulator, &path, &json!({})).await.unwrap_err();
        assert!(error.is_route_missing(), "{error}");
        assert!(error.service().unwrap().message().starts_with("No OData route exists that match template"));
    }
    assert!(get(&emulator, DEVICES).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_synchronization_runs_and_is_then_possible_after_ten_minutes() {
    let emulator = Emulator::start().await.unwrap();
    let sync = async || {
        let result = post(&emulator, &format!("{SETTINGS}/sync"), &Value::Null).await;
        result.map_or_else(|error| error.status().unwrap().as_u16(), |_| 204)
    };
    let settings = async || get(&emulator, SETTINGS).await.unwrap();
    let never = json!("0001-01-01T00:00:00Z");
    let before = settings().await;
    assert_eq!((&before["syncStatus"], &before["lastSyncDateTime"]), (&json!("unknown"), &never));

    assert_eq!([sync().await, sync().await], [204, 409]);
    let running = settings().await;
    assert_eq!((&running["syncStatus"], &running["lastSyncDateTime"]), (&json!("inProgress"), &never));
    sleep(Duration::from_secs(60)).await;
    let completed = settings().await;
    assert_eq!(completed["syncStatus"], "completed");
    let date = |name: &str| DateTime::parse_from_rfc3339(completed[name].as_str().unwrap()).unwrap();
    let took = date("lastSyncDateTime") - date("lastManualSyncTriggerDateTime");
    assert_eq!(took.num_seconds(), 60);

    for wait in [0, 599] {
        sleep(Duration::from_secs(wait)).await;
        assert_eq!(sync().await, 429);
    }
    sleep(Duration::from_secs(1)).await;
    assert_eq!(sync().await, 204);
}

#[tokio::test(start_paused = true)]
async fn settings_can_be_changed() {
    let emulator = Emulator::start().await.unwrap();
    let changed = send(&emulator, "PATCH", SETTINGS, &json!({ "syncStatus": "inProgress" })).await.unwrap();
    assert_eq!(changed["syncStatus"], "inProgress");
    assert_eq!(error(post(&emulator, &format!("{SETTINGS}/sync"), &Value::Null).await).0, 409);
    assert_eq!(error(send(&emulator, "PATCH", SETTINGS, &json!({ "syncStatus": "asleep" })).await).0, 400);
}

#[tokio::test(start_paused = true)]
async fn a_device_is_associated_by_its_link() {
    let emulator = Emulator::start().await.unwrap();
    let associate = async |link: &str| {
        let body = json!({ "deviceLink": link, "devicePreparationPolicyId": "p" });
        post(&emulator, &format!("{ASSOCIATED}/importTenantAssociatedDevice"), &body).await
    };
    // {"serialNumber":"S1","modelName":"M"}
    let link = "eyJzZXJpYWxOdW1iZXIiOiJTMSIsIm1vZGVsTmFtZSI6Ik0ifQ==";
    let created = associate(link).await.unwrap();
    for (name, expected) in [
        ("serialNumber", "S1"),
        ("modelName", "M"),
        ("associationState", "pending"),
        ("devicePreparationPolicyId", "p"),
    ] {
        assert_eq!(created[name], expected, "{name}");
    }
    assert_eq!(error(associate(link).await).0, 409);
    let (status, message) = error(associate("top secret").await);
    assert_eq!((status, message.as_str()), (400, "The device link is not base64."));
    assert!(associate("T0E=").await.unwrap()["serialNumber"].as_str().is_some_and(|serial| serial.len() == 12));

    let path = format!("{ASSOCIATED}/{}", created["id"].as_str().unwrap());
    let state = async || get(&emulator, &path).await.unwrap()["associationState"].clone();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(state().await, "preassociated");
    send(&emulator, "DELETE", &path, &Value::Null).await.unwrap();
    assert_eq!(state().await, "pendingRemoval");
    sleep(Duration::from_secs(120)).await;
    assert_eq!(error(get(&emulator, &path).await).0, 404);
    assert!(associate(link).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_spares_the_device_that_takes_the_place_of_the_deleted_one() {
    let emulator = Emulator::start().await.unwrap();
    let seed = || emulator.seed(ObjectKind::Device, &json!({ "id": "1", "serialNumber": "A" })).unwrap();
    seed();
    send(&emulator, "DELETE", &format!("{DEVICES}/1"), &Value::Null).await.unwrap();
    seed();
    sleep(Duration::from_secs(120)).await;
    assert_eq!(serials(&emulator), ["A"]);
}

#[tokio::test(start_paused = true)]
async fn a_synchronization_does_not_end_in_settings_that_replaced_its_own() {
    let emulator = Emulator::start().await.unwrap();
    post(&emulator, &format!("{SETTINGS}/sync"), &Value::Null).await.unwrap();
    emulator.seed(ObjectKind::Settings, &json!({ "syncStatus": "failed" })).unwrap();
    sleep(Duration::from_secs(60)).await;
    assert_eq!(emulator.objects(ObjectKind::Settings)[0]["syncStatus"], "failed");
}
