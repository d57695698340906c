//! What typed calls of Windows Autopilot do beyond sending one request.

use crate::wire::{Wire, http, json};
use graph_client::beta::{DeviceManagement, SyncTrigger};
use graph_client::{ErrorKind, HardwareHash, Outcome, Page, RetryPolicy};
use graph_models::beta::{ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentity};
use graph_models::edm::Binary;
use serde_json::json;

fn management(wire: &Wire) -> DeviceManagement {
    wire.client().beta().device_management()
}

fn refusal(status: &str, message: &str) -> String {
    let error = json!({ "error": { "code": "BadRequest", "message": message } });
    http(status, "application/json", &error.to_string())
}

#[tokio::test]
async fn devices_are_found_by_their_exact_serial_number() {
    let serials = ["VMware-56 4d", "VMware-56 4e", "vmware-56 4d", " VMware-56 4d "];
    let devices: Vec<_> = serials.iter().map(|serial| json!({ "id": serial, "serialNumber": serial })).collect();
    let page = |link: &str| json!({ "value": devices, "@odata.nextLink": link }).to_string();
    let wire = Wire::responding_in_turn([
        http("200 OK", "application/json", &page("/beta/next")),
        http("200 OK", "application/json", &page("")),
    ])
    .await;
    let found =
        management(&wire).windows_autopilot_device_identities().by_serial_number("VMware-56 4d ").await.unwrap();
    assert_eq!(found.len(), 4, "two on each page: {found:?}");
    assert!(wire.requests()[0].contains("?$filter=contains%28serialNumber%2C%27VMware-56%27%29 HTTP"));

    let wire = Wire::responding(http("200 OK", "application/json", r#"{"value":[]}"#)).await;
    let devices = management(&wire).windows_autopilot_device_identities();
    assert!(devices.by_serial_number("O'Brien'").await.unwrap().is_empty());
    assert!(wire.requests()[0].contains("%27O%27%27Brien%27%27%27%29 HTTP"), "{:?}", wire.requests());
    for blank in ["", " \t"] {
        let error = devices.by_serial_number(blank).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
        assert!(error.to_string().contains("the serial number is blank"), "{error}");
    }
    assert_eq!(wire.requests().len(), 1);
}

#[tokio::test]
async fn empty_and_blank_lists_are_not_sent() {
    let wire = Wire::responding(http("200 OK", "application/json", r#"{"value":[]}"#)).await;
    let management = management(&wire);
    let devices = management.windows_autopilot_device_identities();
    let profile = management.windows_autopilot_deployment_profiles().by_id("1");
    let none: [&str; 0] = [];
    for (error, expected) in [
        (devices.delete_devices(none).await.unwrap_err(), "the list `serialNumbers` is empty"),
        (devices.delete_devices(["A", " "]).await.unwrap_err(), "the list `serialNumbers` has a blank item"),
        (profile.assign(none).await.unwrap_err(), "the list `deviceIds` is empty"),
        (
            management.imported_windows_autopilot_device_identities().import(&[]).await.unwrap_err(),
            "the list `importedWindowsAutopilotDeviceIdentities` is empty",
        ),
    ] {
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(wire.requests().is_empty());
}

#[tokio::test]
async fn a_synchronization_starts_or_runs_already() {
    let wire = Wire::responding("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    assert_eq!(management(&wire).windows_autopilot_settings().sync().await.unwrap(), SyncTrigger::Started);

    let wire = Wire::responding(refusal("409 Conflict", "running")).await;
    assert_eq!(management(&wire).windows_autopilot_settings().sync().await.unwrap(), SyncTrigger::AlreadyRunning);
}

#[tokio::test(start_paused = true)]
async fn a_synchronization_that_is_too_early_delays_no_other_request() {
    // In the future, no time at all, and in the past.
    let settings = |last: &str| json("200 OK", &format!(r#"{{"id":"1","lastSyncDateTime":"{last}"}}"#));
    let early = json("429 Too Many Requests", r#"{"error":{"code":"TooManyRequests","message":"10 minutes"}}"#);
    let early = early.replacen("\r\n", "\r\nretry-after: 600\r\n", 1);
    for (last, expected) in [
        ("2996-01-01T00:00:00+01:00", Some(Some("2996-01-01T00:10:00+01:00"))),
        ("null and void", Some(None)),
        ("2016-12-31T23:58:26Z", None),
    ] {
        let wire = Wire::keeping_alive([early.clone(), settings(last), json("200 OK", r#"{"value":[]}"#)]).await;
        let client = wire.builder().retry(RetryPolicy::default()).build().unwrap();
        let management = client.beta().device_management();
        let started = tokio::time::Instant::now();
        let result = management.windows_autopilot_settings().sync().await;
        management.windows_autopilot_device_identities().list().await.unwrap();
        assert!(started.elapsed().as_secs() < 60, "the client waited for {:?}", started.elapsed());
        assert_eq!(wire.requests().len(), 3);
        match expected {
            Some(earliest) => {
                let earliest = earliest.map(|earliest| earliest.parse().unwrap());
                assert_eq!(result.unwrap(), SyncTrigger::TooEarly { earliest });
            }
            // Ten minutes have passed, so that the service throttles.
            None => assert!(result.unwrap_err().is_throttled()),
        }
    }
}

#[tokio::test]
async fn a_gateway_may_throttle_a_synchronization() {
    let wire = Wire::responding("HTTP/1.1 429 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
    let error = management(&wire).windows_autopilot_settings().sync().await.unwrap_err();
    assert!(error.is_throttled() && error.outcome() == Outcome::Refused, "{error}");
    assert_eq!(wire.requests().len(), 1);
}

#[tokio::test]
async fn no_error_contains_a_hardware_hash() {
    let device = ImportedWindowsAutopilotDeviceIdentity::new;
    // What a caller read from a file without parsing it, unpadded and malformed.
    let unpadded = "T0FKAQEAHAAAAAoAzwTkSgAA";
    let malformed: ImportedWindowsAutopilotDeviceIdentity =
        serde_json::from_value(json!({ "hardwareIdentifier": "T0FKAQEAHAAAAAo=zwTkSgAA" })).unwrap();
    assert!(malformed.hardware_identifier.is_none());
    let hash: HardwareHash = "T0FKAQEAHAAAAAoAzwTkS".parse().unwrap();
    for (device, quoted) in [
        (device().with_hardware_identifier(hash.clone()), hash.as_binary().as_str()),
        (device().with_hardware_identifier(hash.clone()), "T0FKAQEAHAAAAAoAzwTkSA"),
        (
            device().with_hardware_identifier("T0FKAQEAHAAAAAoAzwTkSgA=".parse::<Binary>().unwrap()),
            "T0FKAQEAHAAAAAoAzwTkSgA=",
        ),
        (device().with_hardware_identifier(unpadded.parse::<Binary>().unwrap()), unpadded),
        (malformed, "T0FKAQEAHAAAAAo=zwTkSgAA"),
    ] {
        let message = format!("Cannot convert the literal '{quoted}' to the expected type 'Edm.Binary'.");
        let wire = Wire::responding(refusal("400 Bad Request", &message)).await;
        let imports = management(&wire).imported_windows_autopilot_device_identities();
        for error in [
            imports.create(&device).await.unwrap_err(),
            imports.import(&[device.clone(), device.clone()]).await.unwrap_err(),
            imports.by_id("1").update(&device).await.unwrap_err(),
        ] {
            let text = format!("{error} {error:?} {:?}", error.body_excerpt());
            assert!(!text.contains("T0FKAQEAHAAAAAo"), "{text}");
            assert!(text.contains("[redacted]") && text.contains("Edm.Binary"), "{text}");
        }
    }
}

#[tokio::test]
async fn secrets_of_imports_are_redacted() {
    let wire = Wire::responding(refusal("400 Bad Request", "not a link: bGluazE=, nor a key: 00330-80000")).await;
    let link = management(&wire).tenant_associated_devices().import_tenant_associated_device("bGluazE=", None);
    assert!(!format!("{link:?}").contains("bGluaz"));
    let error = link.await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("bGluaz"), "{error}");

    let device = ImportedWindowsAutopilotDeviceIdentity::new().with_product_key("00330-80000");
    let imports = management(&wire).imported_windows_autopilot_device_identities();
    let error = imports.import(&[device]).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("00330"), "{error}");
}

#[tokio::test]
async fn the_pages_of_an_import_are_read_without_importing_again() {
    let page = |id: &str, link: &str| json!({ "value": [{ "id": id }], "@odata.nextLink": link }).to_string();
    let wire = Wire::responding_in_turn([
        http("200 OK", "application/json", &page("1", "/beta/next")),
        http("200 OK", "application/json", &page("2", "")),
    ])
    .await;
    let imports = management(&wire).imported_windows_autopilot_device_identities();
    let device = ImportedWindowsAutopilotDeviceIdentity::new().with_serial_number("A");
    assert_eq!(imports.import(&[device]).all().await.unwrap().len(), 2);
    let requests = wire.requests();
    assert!(requests[1].starts_with("GET /beta/next HTTP/1.1") && requests[1].ends_with("\r\n\r\n"), "{}", requests[1]);
}

#[tokio::test]
async fn a_count_is_a_number_in_a_text() {
    for (body, expected) in [("10001", Some(10_001)), ("\u{feff}7", Some(7)), ("", None), ("many", None)] {
        let wire = Wire::responding(http("200 OK", "text/plain; charset=utf-8", body)).await;
        let count = management(&wire).windows_autopilot_device_identities().count().await;
        assert_eq!(count.as_ref().ok(), expected.as_ref(), "{count:?}");
    }
}

#[tokio::test]
async fn undocumented_successes_are_told_from_portals() {
    let context = r##"{"@odata.context":"#x","value":[{"serialNumber":"A"}]}"##;
    let wire = Wire::responding(
        "HTTP/1.1 202 X\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n".to_owned() + context,
    )
    .await;
    let states = management(&wire).windows_autopilot_device_identities().delete_devices(["A"]).await.unwrap();
    assert_eq!(Page::items(&states).len(), 1);

    // The documentation says 200 with the device, OData also allows 204.
    let wire = Wire::responding("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    let device = management(&wire).windows_autopilot_device_identities().by_id("1");
    let error = device.update(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut), "{error}");

    let wire = Wire::responding(http("200 OK", "application/json", "")).await;
    management(&wire).windows_autopilot_device_identities().by_id("1").unassign_user_from_device().await.unwrap();
}
