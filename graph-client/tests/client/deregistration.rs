//! Deregistering and changing many devices, with tokio's clock paused.

use crate::registration::{IMPORTED, rows, verdicts};
use futures_util::TryStreamExt;
use graph_client::Method;
use graph_client::autopilot::{Change, Event, Events, RegistrationError, Stage, Verdict, deregister, register, update};
use graph_client::emulator::{Emulator, Fault, ObjectKind, Throttle};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const DELETE_DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities/deleteDevices";

fn seed(emulator: &Emulator, serial_numbers: &[&str]) -> Vec<String> {
    let seed = |serial_number| emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number })).unwrap();
    serial_numbers.iter().map(seed).collect()
}

async fn verdicts_of(events: Events) -> BTreeMap<u64, Verdict> {
    let events: Vec<Event> = events.try_collect().await.unwrap();
    verdicts(&events)
}

fn kinds(verdicts: &BTreeMap<u64, Verdict>) -> Vec<&'static str> {
    verdicts.values().map(Verdict::kind).collect()
}

#[tokio::test(start_paused = true)]
async fn devices_are_deregistered_with_their_records() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    verdicts_of(register(&client, rows(1..=450)).keep_records().start()).await;
    assert_eq!(emulator.objects(ObjectKind::ImportedDevice).len(), 450);
    let before = emulator.requests().len();
    let verdicts = verdicts_of(deregister(&client, (1..=450).map(|number| format!("SN{number}"))).start()).await;
    assert_eq!(kinds(&verdicts), ["deregistered"; 450]);
    assert!(emulator.devices().is_empty());
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
    let requests = emulator.requests();
    let count = |end: &str| requests[before..].iter().filter(|request| request.path().ends_with(end)).count();
    assert_eq!(count("deleteDevices"), 3);
}

#[tokio::test(start_paused = true)]
async fn every_serial_number_has_a_verdict() {
    let emulator = Emulator::start().await.unwrap();
    seed(&emulator, &["A", "B", "C 1", "C 1"]);
    emulator.seed(ObjectKind::ImportedDevice, &json!({ "serialNumber": "D" })).unwrap();
    let client = emulator.client().unwrap();
    let serial_numbers = ["A", " b ", "C 1", "D", "E", "a", ""];
    let verdicts = verdicts_of(deregister(&client, serial_numbers).start()).await;
    let expected =
        ["deregistered", "deregistered", "ambiguous", "deregistered", "not-found", "duplicate", "invalid-row"];
    assert_eq!(kinds(&verdicts), expected);
    assert_eq!(verdicts[&6], Verdict::DuplicateOf { row: 1 });
    assert_eq!(emulator.devices().len(), 2);
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
}

#[tokio::test(start_paused = true)]
async fn without_the_action_each_device_is_deleted_by_its_id() {
    let emulator = Emulator::start().await.unwrap();
    seed(&emulator, &["A", "B", "C"]);
    emulator.inject_permanent_fault(Method::POST, DELETE_DEVICES, Fault::NoRoute);
    emulator.without_not_found();
    let client = emulator.client().unwrap();
    let verdicts = verdicts_of(deregister(&client, ["A", "B", "C"]).start()).await;
    assert_eq!(kinds(&verdicts), ["deregistered"; 3]);
    assert!(emulator.devices().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deregistration_can_wait_until_the_devices_are_gone() {
    let emulator = Emulator::start().await.unwrap();
    seed(&emulator, &["A"]);
    let client = emulator.client().unwrap();
    let early = deregister(&client, ["A"]).wait().timeout(Duration::from_secs(30)).start();
    assert_eq!(verdicts_of(early).await[&1], Verdict::TimedOut { stage: Stage::Deletion });
    let verdicts = verdicts_of(deregister(&client, ["A"]).wait().start()).await;
    assert_eq!(kinds(&verdicts), ["deregistered"]);
    let verdicts = verdicts_of(deregister(&client, ["A"]).wait().start()).await;
    assert_eq!(kinds(&verdicts), ["not-found"]);
}

/// Seeds the device A with a record, and the record of B, whose device is gone. Their deletions fail.
async fn records_with(fault: Fault) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    seed(&emulator, &["A"]);
    for serial_number in ["A", "B"] {
        emulator.seed(ObjectKind::ImportedDevice, &json!({ "serialNumber": serial_number })).unwrap();
    }
    emulator.inject_permanent_fault(Method::DELETE, &format!("{IMPORTED}/{{id}}"), fault);
    emulator
}

#[tokio::test(start_paused = true)]
async fn a_device_is_deregistered_when_its_records_are_gone_too() {
    let emulator = records_with(Fault::unavailable(None)).await;
    let client = emulator.client().unwrap();
    let timed_out = Verdict::TimedOut { stage: Stage::Deletion };
    let early = verdicts_of(deregister(&client, ["A", "B"]).timeout(Duration::from_secs(60)).start()).await;
    assert_eq!(early.into_values().collect::<Vec<_>>(), [timed_out.clone(), timed_out]);
    assert!(emulator.devices().is_empty());

    // The fault ends in the second round.
    let mut events = deregister(&client, ["A", "B"]).start();
    let (mut all, mut rounds) = (Vec::new(), 0);
    while let Some(event) = events.try_next().await.unwrap() {
        assert!(!matches!(event, Event::Waiting { .. }));
        if let Event::Retrying { error, wait } = &event {
            assert!(error.is_unavailable() && *wait >= Duration::from_secs(15), "{error}, {wait:?}");
            rounds += 1;
            if rounds == 2 {
                emulator.clear_faults();
            }
        }
        all.push(event);
    }
    assert_eq!((kinds(&verdicts(&all)), rounds), (vec!["deregistered"; 2], 2));
    assert!(all.iter().any(|event| matches!(event, Event::RecordsDeleted { rows } if *rows == [1, 2])), "{all:?}");
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_record_that_the_service_does_not_delete_is_a_refusal() {
    let body = r#"{"error":{"code":"BadRequest","message":"The import is locked."}}"#;
    let emulator = records_with(Fault::respond("400".parse().unwrap(), [("a", "b")], body)).await;
    let client = emulator.client().unwrap();
    let verdicts = verdicts_of(deregister(&client, ["A", "B"]).start()).await;
    let reason = "a record of the import could not be deleted: The import is locked.".to_owned();
    let refused = Verdict::Refused { code: "BadRequest".to_owned(), reason };
    assert_eq!(verdicts.into_values().collect::<Vec<_>>(), [refused.clone(), refused]);

    let emulator = records_with(Fault::PermissionDenied).await;
    let result: Result<Vec<Event>, _> = deregister(&emulator.client().unwrap(), ["A", "B"]).start().try_collect().await;
    assert!(matches!(result, Err(RegistrationError::Request(error)) if error.is_permission_denied()));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_somebody_else_has_deleted_is_gone() {
    let emulator = records_with(Fault::respond("404".parse().unwrap(), [("a", "b")], "")).await;
    let verdicts = verdicts_of(deregister(&emulator.client().unwrap(), ["A", "B"]).start()).await;
    assert_eq!(kinds(&verdicts), ["deregistered"; 2]);
}

#[tokio::test(start_paused = true)]
async fn faults_do_not_matter() {
    for seed_of_faults in 0..5 {
        let emulator = Emulator::start().await.unwrap();
        let serial_numbers: Vec<String> = (0..60).map(|number| format!("SN{number}")).collect();
        seed(&emulator, &serial_numbers.iter().map(String::as_str).collect::<Vec<_>>());
        emulator.inject_random_faults(seed_of_faults, 0.3);
        emulator.set_throttle(Throttle::default());
        if seed_of_faults % 2 == 0 {
            emulator.inject_permanent_fault(Method::POST, DELETE_DEVICES, Fault::NoRoute);
        }
        let client = emulator.client().unwrap();
        loop {
            let events: Result<Vec<Event>, _> = deregister(&client, &serial_numbers).start().try_collect().await;
            match events {
                Ok(events) if verdicts(&events).values().all(|verdict| verdict.kind() == "not-found") => break,
                Ok(_) | Err(RegistrationError::Request(_)) => {}
                Err(error) => panic!("{error}"),
            }
            tokio::time::sleep(Duration::from_secs(120)).await;
        }
        assert!(emulator.devices().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn devices_are_changed() {
    let emulator = Emulator::start().await.unwrap();
    seed(&emulator, &["A", "B", "C", "D", "D"]);
    let client = emulator.client().unwrap();
    let changes = [
        Change::new("A").with_group_tag("Kiosk"),
        Change::new("b").with_user("adele@contoso.com").with_display_name("Lobby"),
        Change::new("C"),
        Change::new("D").with_group_tag("Kiosk"),
        Change::new("E").with_group_tag("Kiosk"),
        Change::new(" a").with_group_tag(""),
        Change::new(" "),
    ];
    let verdicts = verdicts_of(update(&client, changes)).await;
    let expected = ["updated", "updated", "updated", "ambiguous", "not-found", "duplicate", "invalid-row"];
    assert_eq!(kinds(&verdicts), expected);
    let devices = emulator.devices();
    assert_eq!(devices[0].group_tag.as_deref(), Some("Kiosk"));
    assert_eq!(devices[1].user_principal_name.as_deref(), Some("adele@contoso.com"));
    assert_eq!(devices[1].display_name.as_deref(), Some("Lobby"));
    assert!(devices[3..].iter().all(|device| device.group_tag.as_deref() != Some("Kiosk")));
}

#[tokio::test(start_paused = true)]
async fn an_empty_user_is_unassigned() {
    let emulator = Emulator::start().await.unwrap();
    for serial_number in ["A", "B"] {
        let device = json!({
            "serialNumber": serial_number, "groupTag": "Kiosk",
            "userPrincipalName": "adele@contoso.com", "addressableUserName": "Adele",
        });
        emulator.seed(ObjectKind::Device, &device).unwrap();
    }
    let client = emulator.client().unwrap();
    let changes = [Change::new("A").with_user(""), Change::new("B").with_user("").with_group_tag("")];
    assert_eq!(kinds(&verdicts_of(update(&client, changes)).await), ["updated"; 2]);
    let devices = emulator.devices();
    for device in &devices {
        assert_eq!(device.user_principal_name.as_deref().unwrap_or_default(), "");
        assert_eq!(device.addressable_user_name.as_deref().unwrap_or_default(), "");
    }
    assert_eq!(devices[0].group_tag.as_deref(), Some("Kiosk"));
    assert_eq!(devices[1].group_tag.as_deref(), Some(""));
    let paths: Vec<String> = emulator.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths.iter().filter(|path| path.ends_with("/unassignUserFromDevice")).count(), 2, "{paths:?}");
    assert!(!paths.iter().any(|path| path.ends_with("/assignUserToDevice")), "{paths:?}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_change_has_the_reason() {
    let emulator = Emulator::start().await.unwrap();
    let ids = seed(&emulator, &["A", "B"]);
    let path = format!("/deviceManagement/windowsAutopilotDeviceIdentities/{}/updateDeviceProperties", ids[0]);
    let body = r#"{"error":{"code":"BadRequest","message":"The group tag is not allowed."}}"#;
    let refusal = Fault::respond("400".parse().unwrap(), [("a", "b")], body);
    emulator.inject_permanent_fault(Method::POST, &path, refusal);
    let client = emulator.client().unwrap();
    let changes = ["A", "B"].map(|serial_number| Change::new(serial_number).with_group_tag("Kiosk"));
    let verdicts = verdicts_of(update(&client, changes)).await;
    let reason = "The group tag is not allowed.".to_owned();
    assert_eq!(verdicts[&1], Verdict::Refused { code: "BadRequest".to_owned(), reason });
    assert_eq!(verdicts[&2].kind(), "updated");

    emulator.inject_permanent_fault(
        Method::GET,
        "/deviceManagement/windowsAutopilotDeviceIdentities",
        Fault::PermissionDenied,
    );
    let denied: Result<Vec<Event>, _> = update(&client, [Change::new("A")]).try_collect().await;
    assert!(matches!(denied, Err(RegistrationError::Request(error)) if error.is_permission_denied()));
}
