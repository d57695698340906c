//! Imports in the emulator, with tokio's clock paused.

use crate::emulated::{error, get, post, serials};
use graph_client::emulator::{Emulator, ImportError, ObjectKind};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

const IMPORTED: &str = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

fn device(serial_number: &str, hash: &str) -> Value {
    json!({ "serialNumber": serial_number, "hardwareIdentifier": hash })
}

async fn import(emulator: &Emulator, devices: &[Value]) -> Value {
    post(emulator, &format!("{IMPORTED}/import"), &json!({ "importedWindowsAutopilotDeviceIdentities": devices }))
        .await
        .unwrap()
}

/// Returns the status and the name of the error of each import.
fn states(emulator: &Emulator) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let states = emulator.objects(ObjectKind::ImportedDevice).into_iter().map(|imported| imported["state"].clone());
    states.map(|state| (text(&state["deviceImportStatus"]), text(&state["deviceErrorName"]))).collect()
}

fn state(status: &str, error: &str) -> (String, String) {
    (status.to_owned(), error.to_owned())
}

#[tokio::test(start_paused = true)]
async fn an_import_is_unknown_then_pending_then_complete_with_a_device() {
    let emulator = Emulator::start().await.unwrap();
    // As the most used script sends it.
    let body = json!({
        "@odata.type": "#microsoft.graph.importedWindowsAutopilotDeviceIdentity",
        "groupTag": "Kiosk",
        "serialNumber": "PF2X8K1L",
        "productKey": "",
        "hardwareIdentifier": "T0E=",
        "assignedUserPrincipalName": "adele@contoso.com",
        "state": {
            "@odata.type": "microsoft.graph.importedWindowsAutopilotDeviceIdentityState",
            "deviceImportStatus": "pending",
            "deviceRegistrationId": "",
            "deviceErrorCode": 0,
            "deviceErrorName": "",
        },
    });
    let created = post(&emulator, IMPORTED, &body).await.unwrap();
    let path = format!("{IMPORTED}/{}", created["id"].as_str().unwrap());
    let status = async || get(&emulator, &path).await.unwrap()["state"]["deviceImportStatus"].clone();
    assert_eq!(created["state"]["deviceImportStatus"], "unknown");
    sleep(Duration::from_secs(19)).await;
    assert_eq!(status().await, "unknown");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(status().await, "pending");
    sleep(Duration::from_millis(74_900)).await;
    assert_eq!((status().await, serials(&emulator)), (json!("pending"), vec![]));
    sleep(Duration::from_millis(100)).await;
    let complete = get(&emulator, &path).await.unwrap();
    assert_eq!(complete["state"]["deviceImportStatus"], "complete");
    let id = complete["state"]["deviceRegistrationId"].as_str().unwrap();
    let device = get(&emulator, &format!("{DEVICES}/{id}")).await.unwrap();
    assert_eq!(device["serialNumber"], "PF2X8K1L");
    assert_eq!(device["groupTag"], "Kiosk");
    assert_eq!(device["userPrincipalName"], "adele@contoso.com");
    assert_eq!(device["deploymentProfileAssignmentStatus"], "notAssigned");
    let models = emulator.devices();
    assert!(graph_models::odata::Object::unrecognized(&models[0]).is_empty(), "{models:?}");
}

#[tokio::test(start_paused = true)]
async fn a_batch_reports_each_device_by_itself() {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "registered" })).unwrap();
    emulator.fail_import("foreign", ImportError::AssignedToOtherTenant);
    emulator.fail_import("Qg==", ImportError::Storage);
    let batch = [
        device("1", "QQ=="),
        device("2", "QQ=="),
        device("registered", "Qw=="),
        device("foreign", "RA=="),
        device("3", "Qg=="),
        device("", "RQ=="),
        device("4", ""),
        json!({ "serialNumber": "5", "productKey": "33080000000" }),
        device("6", "Rg=="),
        device("6", "Rw=="),
    ];
    let imported = import(&emulator, &batch).await;
    let imported = imported["value"].as_array().unwrap();
    assert!(
        imported.iter().all(|record| record["id"].is_string() && record["state"]["deviceImportStatus"] == "unknown")
    );
    assert!(imported.iter().all(|record| record["importId"] == imported[0]["importId"]));

    sleep(Duration::from_secs(95)).await;
    assert_eq!(
        states(&emulator),
        [
            state("complete", ""),
            state("error", "ZtdDeviceDuplicated"),
            state("error", "ZtdDeviceAlreadyAssigned"),
            state("error", "ZtdDeviceAssignedToOtherTenant"),
            state("error", "StorageError"),
            state("error", "InvalidZtdHardwareHash"),
            state("error", "InvalidZtdHardwareHash"),
            state("error", "ZtdDeviceNotFound"),
            state("complete", ""),
            state("error", "ZtdDeviceAlreadyAssigned"),
        ]
    );
    assert_eq!(serials(&emulator), ["registered", "1", "6"]);
    assert_eq!(emulator.objects(ObjectKind::ImportedDevice)[2]["state"]["deviceErrorCode"], 806);

    emulator.fail_import("Qg==", None);
    import(&emulator, &[device("3", "Qg==")]).await;
    sleep(Duration::from_secs(95)).await;
    assert_eq!(serials(&emulator), ["registered", "1", "6", "3"]);
}

#[tokio::test(start_paused = true)]
async fn a_malformed_hash_is_refused_without_being_quoted() {
    let emulator = Emulator::start().await.unwrap();
    for (hash, quoted) in [("Q29udG9zbwAAA", "Q29udG9z…"), ("T0E", "T0E"), ("T0E,T0E=", "T0E,T0E=")] {
        let expected = format!("Cannot convert the literal '{quoted}' to the expected type 'Edm.Binary'.");
        let single = error(post(&emulator, IMPORTED, &device("1", hash)).await);
        let body = json!({ "importedWindowsAutopilotDeviceIdentities": [device("1", "QQ=="), device("2", hash)] });
        let batch = error(post(&emulator, &format!("{IMPORTED}/import"), &body).await);
        assert_eq!([single, batch], [(400, expected.clone()), (400, expected)]);
    }
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty(), "a refused batch imports nothing");
}

#[tokio::test(start_paused = true)]
async fn invalid_imports_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let action = format!("{IMPORTED}/microsoft.graph.import");
    for (path, body, expected) in [
        (IMPORTED, json!({ "colour": "red" }), "`colour` is not a property of `microsoft.graph.imported"),
        (
            IMPORTED,
            json!({ "@odata.type": "#microsoft.graph.user" }),
            "`@odata.type`: expected `#microsoft.graph.imported",
        ),
        (&action, json!({}), "the parameter `importedWindowsAutopilotDeviceIdentities` is missing"),
        (&action, json!({ "devices": [] }), "`devices` is not a parameter of the action"),
        (&action, json!({ "importedWindowsAutopilotDeviceIdentities": [7] }), "a value that its type cannot hold"),
        (
            &action,
            json!({ "importedWindowsAutopilotDeviceIdentities": [{ "state": { "deviceImportStatus": "done" } }] }),
            "`state.deviceImportStatus` has the unknown member `done`",
        ),
    ] {
        let (status, message) = error(post(&emulator, path, &body).await);
        assert!(status == 400 && message.contains(expected), "{body}: {status} {message}");
    }
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_time_scale_makes_imports_faster() {
    let emulator = Emulator::start().await.unwrap();
    emulator.set_time_scale(95.0);
    import(&emulator, &[device("1", "QQ==")]).await;
    sleep(Duration::from_millis(999)).await;
    assert_eq!(states(&emulator), [state("pending", "")]);
    sleep(Duration::from_millis(2)).await;
    assert_eq!(states(&emulator), [state("complete", "")]);
}

#[tokio::test(start_paused = true)]
async fn any_time_scale_is_possible() {
    let emulator = Emulator::start().await.unwrap();
    for (number, (scale, expected)) in
        [(f64::INFINITY, "complete"), (-1.0, "unknown"), (0.0, "unknown"), (f64::NAN, "complete")]
            .into_iter()
            .enumerate()
    {
        emulator.set_time_scale(scale);
        import(&emulator, &[device(&number.to_string(), "QQ==")]).await;
        sleep(Duration::from_secs(95)).await;
        assert_eq!(states(&emulator)[number].0, expected, "{scale}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_record_registers_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let imported = import(&emulator, &[device("1", "QQ==")]).await;
    let path = format!("{IMPORTED}/{}", imported["value"][0]["id"].as_str().unwrap());
    emulator.client().unwrap().beta().request("DELETE", &path).await.unwrap();
    assert_eq!(error(get(&emulator, &path).await).0, 404);
    sleep(Duration::from_secs(95)).await;
    assert!(emulator.devices().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_import_without_its_list_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({ "importedWindowsAutopilotDeviceIdentities": null });
    let (status, message) = error(post(&emulator, &format!("{IMPORTED}/import"), &body).await);
    assert_eq!(status, 400, "{message}");
}

#[tokio::test(start_paused = true)]
async fn an_import_that_takes_the_place_of_another_stays_as_it_is() {
    let emulator = Emulator::start().await.unwrap();
    let id = post(&emulator, IMPORTED, &device("1", "T0E=")).await.unwrap()["id"].clone();
    let mut seeded = device("1", "T0E=");
    seeded["id"] = id;
    seeded["state"] = json!({ "deviceImportStatus": "partial", "deviceErrorName": "" });
    emulator.seed(ObjectKind::ImportedDevice, &seeded).unwrap();
    for wait in [20, 75] {
        sleep(Duration::from_secs(wait)).await;
        assert_eq!(states(&emulator), [state("partial", "")]);
    }
    assert!(emulator.devices().is_empty());
}
