//! Registering many devices, with tokio's clock paused.

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use graph_client::Method;
use graph_client::autopilot::{
    Event, Events, Journal, Registration, RegistrationError, Row, Stage, Verdict, register, register_stream,
};
use graph_client::emulator::{Emulator, Fault, ImportError, ObjectKind, RetryAfter, Throttle};
use reqwest::StatusCode;
use serde_json::json;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

pub(crate) const IMPORTED: &str = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
pub(crate) const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

/// Returns a hash that no other row has.
pub(crate) fn hash(number: u64) -> String {
    format!("T0EB{number:08}")
}

pub(crate) fn row(number: u64) -> Row {
    Row::new(number, format!("SN{number}"), hash(number))
}

pub(crate) fn rows(numbers: std::ops::RangeInclusive<u64>) -> Vec<Row> {
    numbers.map(row).collect()
}

/// Returns a stream of rows of which one comes late.
pub(crate) fn slow_rows(
    numbers: std::ops::RangeInclusive<u64>,
    late: u64,
    delay: Duration,
) -> impl Stream<Item = Row> + Send + 'static {
    stream::iter(rows(numbers)).then(move |row| async move {
        sleep(if row.number == late { delay } else { Duration::ZERO }).await;
        row
    })
}

pub(crate) fn start(emulator: &Emulator, rows: Vec<Row>) -> Registration {
    register(&emulator.client().unwrap(), rows)
}

/// Returns the verdicts by row.
pub(crate) fn verdicts(events: &[Event]) -> BTreeMap<u64, Verdict> {
    let mut verdicts = BTreeMap::new();
    for event in events {
        if let Event::Finished { row, verdict, .. } = event {
            assert_eq!(verdicts.insert(*row, verdict.clone()), None, "row {row} has two verdicts");
        }
    }
    verdicts
}

pub(crate) async fn verdicts_of(registration: Registration) -> BTreeMap<u64, Verdict> {
    let events: Vec<Event> = registration.start().try_collect().await.unwrap();
    verdicts(&events)
}

pub(crate) fn kinds(verdicts: &BTreeMap<u64, Verdict>) -> Vec<(u64, &'static str)> {
    verdicts.iter().map(|(row, verdict)| (*row, verdict.kind())).collect()
}

/// Returns the methods and the paths below device management of the requests that the emulator has received, with their number.
pub(crate) fn requests(emulator: &Emulator) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in emulator.requests() {
        let path = request.path().trim_start_matches("/beta").to_owned();
        *counts.entry(format!("{} {path}", request.method())).or_default() += 1;
    }
    counts
}

/// Returns the rows of each request.
fn sent(events: &[Event]) -> Vec<Vec<u64>> {
    events.iter().filter_map(|event| if let Event::Sent { rows } = event { Some(rows.clone()) } else { None }).collect()
}

pub(crate) async fn error_of(mut events: Events) -> RegistrationError {
    loop {
        match events.next().await.expect("the registration fails") {
            Ok(_) => {}
            Err(error) => return error,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_row_is_registered_with_few_requests() {
    let emulator = Emulator::start().await.unwrap();
    emulator.set_page_size(NonZeroUsize::new(500));
    let verdicts = verdicts_of(start(&emulator, rows(1..=1000)).keep_records()).await;
    let ids: BTreeMap<String, String> = emulator
        .devices()
        .into_iter()
        .map(|device| (device.serial_number.unwrap_or_default(), device.id.unwrap_or_default()))
        .collect();
    assert_eq!((verdicts.len(), ids.len()), (1000, 1000));
    for (row, verdict) in verdicts {
        assert_eq!(verdict, Verdict::Registered { device_id: ids[&format!("SN{row}")].clone() });
    }
    let requests = requests(&emulator);
    assert_eq!(requests[&format!("POST {IMPORTED}/import")], 5);
    // The list before anything is sent, and rounds after 15 to 30 seconds each until the 95 seconds of the import are over: with
    // two pages each.
    let lists = requests[&format!("GET {IMPORTED}")];
    assert!((1 + 2 * 4..=1 + 2 * 8).contains(&lists), "{lists}");
    assert_eq!(requests.len(), 2, "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn every_row_that_fails_has_the_reason() {
    let emulator = Emulator::start().await.unwrap();
    for (serial_number, error) in [
        ("SN3", ImportError::AssignedToOtherTenant),
        ("SN4", ImportError::AlreadyAssigned),
        ("SN5", ImportError::InvalidHardwareHash),
        ("SN6", ImportError::Duplicated),
        ("SN7", ImportError::Storage),
    ] {
        emulator.fail_import(serial_number, error);
    }
    let mut list = rows(2..=8);
    list.extend([
        Row::new(9, "", hash(9)),
        Row::new(10, "SN10", "T0EB,"),
        Row::new(11, "sn2", hash(11)),
        Row::new(12, "SN12", hash(8)),
    ]);
    let verdicts = verdicts_of(start(&emulator, list)).await;
    let expected = [
        (2, "registered"),
        (3, "another-tenant"),
        (4, "already-registered"),
        (5, "malformed-hash"),
        (6, "refused"),
        (7, "refused"),
        (8, "registered"),
        (9, "invalid-row"),
        (10, "malformed-hash"),
        (11, "duplicate"),
        (12, "duplicate"),
    ];
    assert_eq!(kinds(&verdicts), expected);
    assert_eq!(verdicts[&11], Verdict::DuplicateOf { row: 2 });
    assert_eq!(verdicts[&6], Verdict::Refused { code: "ZtdDeviceDuplicated".to_owned(), reason: String::new() });
    for (row, verdict) in &verdicts {
        assert_eq!(verdict.advice().is_none(), matches!(verdict, Verdict::Registered { .. }), "row {row}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_own_records_are_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let other = emulator.seed(ObjectKind::ImportedDevice, &json!({ "serialNumber": "SN1" })).unwrap();
    emulator.fail_import("SN2", ImportError::AssignedToOtherTenant);
    let registration = start(&emulator, rows(1..=50));
    assert_eq!(verdicts_of(registration).await.len(), 50);
    let left: Vec<_> = emulator.objects(ObjectKind::ImportedDevice);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["id"], other);
    assert_eq!(emulator.devices().len(), 49);
}

#[tokio::test(start_paused = true)]
async fn large_requests_are_halved() {
    let emulator = Emulator::start().await.unwrap();
    let too_large = Fault::respond(StatusCode::PAYLOAD_TOO_LARGE, [("a", "b")], "");
    let limit = r#"{"error":{"code":"BadRequest","message":"The number of devices exceeds the maximum of 60."}}"#;
    let too_many = Fault::respond(StatusCode::BAD_REQUEST, [("a", "b")], limit);
    emulator.inject_faults([None, Some(too_large), Some(too_many)]);
    let events: Vec<Event> = start(&emulator, rows(1..=220)).concurrency(1).start().try_collect().await.unwrap();
    let sent: Vec<usize> = sent(&events).iter().map(Vec::len).collect();
    assert_eq!(sent, [200, 100, 50, 50, 50, 50, 20]);
    assert_eq!(emulator.devices().len(), 220);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_too_large_alone_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let too_large = Fault::respond(StatusCode::PAYLOAD_TOO_LARGE, [("a", "b")], "");
    emulator.inject_permanent_fault(Method::POST, &format!("{IMPORTED}/import"), too_large);
    let events: Vec<Event> = start(&emulator, rows(1..=3)).concurrency(1).start().try_collect().await.unwrap();
    assert_eq!(sent(&events), [vec![1, 2, 3], vec![1, 2], vec![1], vec![2], vec![3]]);
    assert_eq!(kinds(&verdicts(&events)), [(1, "refused"), (2, "refused"), (3, "refused")]);
}

#[tokio::test(start_paused = true)]
async fn without_any_action_to_import_rows_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    for path in [IMPORTED.to_owned(), format!("{IMPORTED}/import")] {
        emulator.inject_permanent_fault(Method::POST, &path, Fault::NoRoute);
    }
    assert_eq!(kinds(&verdicts_of(start(&emulator, rows(1..=2))).await), [(1, "refused"), (2, "refused")]);
}

#[tokio::test(start_paused = true)]
async fn without_the_action_devices_are_imported_one_by_one() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_permanent_fault(Method::POST, &format!("{IMPORTED}/import"), Fault::NoRoute);
    let events: Vec<Event> = start(&emulator, rows(1..=5)).start().try_collect().await.unwrap();
    assert_eq!(sent(&events).iter().map(Vec::len).collect::<Vec<_>>(), [5, 1, 1, 1, 1, 1]);
    assert_eq!(requests(&emulator)[&format!("POST {IMPORTED}")], 5);
    assert_eq!(emulator.devices().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_refused_chunk_is_divided_until_the_row_is_found() {
    let emulator = Emulator::start().await.unwrap();
    let refused = r#"{"error":{"code":"BadRequest","message":"The device SN7 is not allowed."}}"#;
    let refusal = Fault::respond(StatusCode::BAD_REQUEST, [("a", "b")], refused);
    // The list, then the chunks 1 to 8, 1 to 4, 5 to 8, 5 and 6, 7 and 8, 7.
    let refused = Some(refusal);
    emulator.inject_faults([None, refused.clone(), None, refused.clone(), None, refused.clone(), refused]);
    let events: Vec<Event> = start(&emulator, rows(1..=8)).concurrency(1).start().try_collect().await.unwrap();
    let verdicts = verdicts(&events);
    let reason = "The device SN7 is not allowed.".to_owned();
    assert_eq!(verdicts[&7], Verdict::Refused { code: "BadRequest".to_owned(), reason });
    assert_eq!(verdicts.values().filter(|verdict| verdict.is_success()).count(), 7);
    assert_eq!(emulator.devices().len(), 7);
}

#[tokio::test(start_paused = true)]
async fn group_tags_and_users_are_set_where_the_import_did_not() {
    let emulator = Emulator::start().await.unwrap();
    let list: Vec<Row> = rows(1..=3)
        .into_iter()
        .map(|row| row.with_group_tag("Kiosk").with_assigned_user("adele@contoso.com"))
        .collect();
    let mut events = start(&emulator, list).start();
    let mut verdicts = 0;
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            Event::Imported { row, device_id } if row > 1 => {
                assert!(emulator.edit(ObjectKind::Device, &device_id, |device| {
                    device.insert("groupTag".to_owned(), json!(""));
                    if row > 2 {
                        device.insert("userPrincipalName".to_owned(), json!(""));
                    }
                }));
            }
            Event::Finished { verdict, .. } => verdicts += usize::from(verdict.is_success()),
            _ => {}
        }
    }
    assert_eq!(verdicts, 3);
    for device in emulator.devices() {
        assert_eq!(device.group_tag.as_deref(), Some("Kiosk"));
        assert_eq!(device.user_principal_name.as_deref(), Some("adele@contoso.com"));
    }
    let requests = requests(&emulator);
    let count = |action: &str| requests.iter().filter(|(path, _)| path.ends_with(action)).count();
    assert_eq!((count("updateDeviceProperties"), count("assignUserToDevice")), (2, 1));
    assert_eq!(requests[&format!("GET {DEVICES}")], 1, "nothing is asked after the updates");
}

/// Registers row 1, and takes away the group tag and the user that the import has set.
async fn register_and_clear(emulator: &Emulator, registration: Registration) -> Verdict {
    let mut events = registration.start();
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        if let Event::Imported { device_id, .. } = &event {
            assert!(emulator.edit(ObjectKind::Device, device_id, |device| {
                device.insert("groupTag".to_owned(), json!(""));
                device.insert("userPrincipalName".to_owned(), json!(""));
            }));
        }
        all.push(event);
    }
    verdicts(&all).remove(&1).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_group_tag_or_a_user_alone_is_set_as_well() {
    let (tag, user) = ("Kiosk", "adele@contoso.com");
    for (row, expected) in [(row(1).with_group_tag(tag), (tag, "")), (row(1).with_assigned_user(user), ("", user))] {
        let emulator = Emulator::start().await.unwrap();
        assert!(register_and_clear(&emulator, start(&emulator, vec![row])).await.is_success());
        let device = emulator.devices().remove(0);
        let actual = (device.group_tag.unwrap_or_default(), device.user_principal_name.unwrap_or_default());
        assert_eq!((actual.0.as_str(), actual.1.as_str()), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_device_whose_group_tag_was_set_waits_for_the_profile() {
    let emulator = Emulator::start().await.unwrap();
    let registration = start(&emulator, vec![row(1).with_group_tag("Kiosk")]).wait_for_profile();
    let verdict = register_and_clear(&emulator, registration.row_timeout(Duration::from_secs(600))).await;
    assert_eq!(verdict, Verdict::TimedOut { stage: Stage::Profile });
    assert_eq!(emulator.devices()[0].group_tag.as_deref(), Some("Kiosk"));
}

#[tokio::test(start_paused = true)]
async fn a_registration_can_wait_for_the_profile() {
    let emulator = Emulator::start().await.unwrap();
    let profile = json!({
        "@odata.type": "#microsoft.graph.azureADWindowsAutopilotDeploymentProfile",
        "displayName": "Standard",
    });
    let profile = emulator.seed(ObjectKind::DeploymentProfile, &profile).unwrap();
    let path = format!("/deviceManagement/windowsAutopilotDeploymentProfiles/{profile}/assignments");
    let target = json!({ "target": { "@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "1" } });
    emulator.client().unwrap().beta().request("POST", &path).json(&target).await.unwrap();
    let started = Instant::now();
    let events: Vec<Event> =
        start(&emulator, rows(1..=3)).wait_for_profile().synchronize().start().try_collect().await.unwrap();
    assert_eq!(verdicts(&events).values().filter(|verdict| verdict.is_success()).count(), 3);
    assert_eq!(events.iter().filter(|event| matches!(event, Event::ProfileAssigned { .. })).count(), 3);
    assert!(started.elapsed() >= Duration::from_secs(4 * 60));
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Synchronized(_))).count(), 1);
    let synchronized = events.iter().position(|event| matches!(event, Event::Synchronized(_)));
    assert!(synchronized > events.iter().rposition(|event| matches!(event, Event::Imported { .. })));

    // Without a profile, the wait ends with the timeout of the row.
    let emulator = Emulator::start().await.unwrap();
    let registration = start(&emulator, rows(1..=1)).wait_for_profile().row_timeout(Duration::from_secs(600));
    assert_eq!(verdicts_of(registration).await[&1], Verdict::TimedOut { stage: Stage::Profile });
    assert_eq!(emulator.objects(ObjectKind::ImportedDevice).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_refuses_every_row_stops_the_registration_before_anything_is_sent() {
    for (fault, expected) in [(Fault::PermissionDenied, true), (Fault::ClaimsChallenge, false)] {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_permanent_fault(Method::GET, IMPORTED, fault);
        let RegistrationError::Request(error) = error_of(start(&emulator, rows(1..=1000)).start()).await else {
            panic!("the request fails")
        };
        assert_eq!(error.is_permission_denied(), expected, "{error}");
        assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
        assert!(emulator.requests().len() <= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn what_refuses_every_import_stops_the_registration() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_permanent_fault(Method::POST, &format!("{IMPORTED}/import"), Fault::PermissionDenied);
    let mut events = Vec::new();
    let mut stream = start(&emulator, rows(1..=10)).chunk_size(5).concurrency(1).start();
    let error = loop {
        match stream.try_next().await {
            Ok(event) => events.extend(event),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, RegistrationError::Request(error) if error.is_permission_denied()));
    assert_eq!((sent(&events).len(), verdicts(&events).len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_refuses_a_round_stops_the_registration() {
    let emulator = Emulator::start().await.unwrap();
    // The list before anything is sent, and the import.
    let denied = || Some(Fault::PermissionDenied);
    emulator.inject_faults([None, None, denied(), denied()]);
    let error = error_of(start(&emulator, rows(1..=1)).start()).await;
    assert!(matches!(&error, RegistrationError::Request(error) if error.is_permission_denied()), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_synchronization_that_fails_stops_only_what_needs_its_permission() {
    let path = "/deviceManagement/windowsAutopilotSettings/sync";
    let registration = async |fault| {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_permanent_fault(Method::POST, path, fault);
        start(&emulator, rows(1..=3)).synchronize().start().try_collect::<Vec<Event>>().await
    };
    let events = registration(Fault::respond(StatusCode::BAD_REQUEST, [("a", "b")], "")).await.unwrap();
    assert_eq!(verdicts(&events).values().filter(|verdict| verdict.is_success()).count(), 3);
    assert!(!events.iter().any(|event| matches!(event, Event::Synchronized(_))));
    let Err(RegistrationError::Request(error)) = registration(Fault::PermissionDenied).await else {
        panic!("the request fails")
    };
    assert!(error.is_permission_denied(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn debug_shows_the_settings_without_the_rows() {
    let emulator = Emulator::start().await.unwrap();
    let text = format!("{:?}", start(&emulator, rows(1..=3)).keep_records());
    assert!(text.starts_with("Registration { client: ") && text.contains("keeps_records: true"), "{text}");
    assert!(!text.contains("SN1") && !text.contains(emulator.token()), "{text}");
}

#[tokio::test(start_paused = true)]
async fn rows_can_come_slowly() {
    let emulator = Emulator::start().await.unwrap();
    let slow = slow_rows(1..=4, 3, Duration::from_secs(30));
    let mut events = register_stream(&emulator.client().unwrap(), slow).start();
    let mut sent = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        if let Event::Sent { rows } = event {
            sent.push(rows);
        }
    }
    assert_eq!(sent, [vec![1, 2], vec![3, 4]]);
    assert_eq!(emulator.devices().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn rows_are_read_as_they_are_needed() {
    let emulator = Emulator::start().await.unwrap();
    let read = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&read);
    let rows = rows(1..=100).into_iter().inspect(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let registration = register(&emulator.client().unwrap(), rows).chunk_size(10).concurrency(1);
    let (mut events, mut sent) = (registration.start(), 0);
    let mut checked = None;
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            Event::Sent { rows } => {
                sent += rows.len();
                let read = read.load(Ordering::Relaxed);
                assert!(read <= sent + 10, "{read} rows are read, and {sent} sent");
            }
            Event::Checked { rows } => checked = Some(rows),
            _ => {}
        }
    }
    assert_eq!((sent, checked), (100, Some(100)));
}

#[tokio::test(start_paused = true)]
async fn rows_that_are_sent_during_a_list_wait_for_the_next_one() {
    let emulator = Emulator::start().await.unwrap();
    let rows = slow_rows(1..=2, 2, Duration::from_secs(40));
    // The list before anything is sent, the first import, and the first round, which begins before row 2 is sent.
    emulator.inject_faults([None, None, Some(Fault::SlowResponse(Duration::from_secs(60)))]);
    let registration = register_stream(&emulator.client().unwrap(), rows).keep_records();
    assert_eq!(kinds(&verdicts_of(registration).await), [(1, "registered"), (2, "registered")]);
    let requests = requests(&emulator);
    assert!(requests.keys().all(|request| request.contains(IMPORTED)), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn throttling_is_an_event() {
    let emulator = Emulator::start().await.unwrap();
    let throttle = Throttle::new(2, Duration::from_secs(20)).with_retry_after(RetryAfter::Seconds(7));
    emulator.set_throttle(throttle);
    let events: Vec<Event> =
        start(&emulator, rows(1..=10)).chunk_size(2).keep_records().start().try_collect().await.unwrap();
    assert_eq!(verdicts(&events).len(), 10);
    let waits: Vec<Duration> = events
        .iter()
        .filter_map(|event| if let Event::Throttled { wait } = event { Some(*wait) } else { None })
        .collect();
    assert!(!waits.is_empty());
    assert!(waits.iter().all(|wait| *wait >= Duration::from_secs(6)), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn the_time_can_be_limited() {
    let emulator = Emulator::start().await.unwrap();
    let started = Instant::now();
    let mut events = start(&emulator, rows(1..=10)).timeout(Duration::from_secs(60)).start();
    let mut finished = Vec::new();
    let error = loop {
        match events.next().await.unwrap() {
            Ok(Event::Finished { verdict, .. }) => finished.push(verdict),
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(error, RegistrationError::DeadlineExceeded));
    assert!(started.elapsed() >= Duration::from_secs(60));
    assert_eq!(finished, vec![Verdict::TimedOut { stage: Stage::Import }; 10]);
    assert!(events.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn the_longest_timeouts_are_no_limit() {
    let emulator = Emulator::start().await.unwrap();
    let registration = start(&emulator, rows(1..=1)).row_timeout(Duration::MAX).timeout(Duration::MAX);
    assert_eq!(kinds(&verdicts_of(registration).await), [(1, "registered")]);
}

#[tokio::test(start_paused = true)]
async fn a_device_counts_if_its_record_was_deleted_by_somebody() {
    let emulator = Emulator::start().await.unwrap();
    let mut events = start(&emulator, rows(1..=1)).start();
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        if matches!(event, Event::Waiting { .. }) && emulator.devices().is_empty() {
            let records =
                emulator.client().unwrap().beta().device_management().imported_windows_autopilot_device_identities();
            for record in emulator.objects(ObjectKind::ImportedDevice) {
                records.by_id(record["id"].as_str().unwrap()).delete().await.unwrap();
            }
            emulator.seed(ObjectKind::Device, &json!({ "id": "there", "serialNumber": "SN1" })).unwrap();
        }
        all.push(event);
    }
    assert_eq!(verdicts(&all)[&1], Verdict::Registered { device_id: "there".to_owned() });
}

#[tokio::test(start_paused = true)]
async fn row_numbers_must_ascend() {
    let emulator = Emulator::start().await.unwrap();
    let error = error_of(start(&emulator, vec![row(2), row(2)]).start()).await;
    assert!(matches!(error, RegistrationError::Order { row: 2 }), "{error}");
    assert_eq!(emulator.requests().iter().filter(|request| request.method() == Method::POST).count(), 0);
}

pub(crate) fn open(path: &Path) -> Journal {
    Journal::open(path).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_same_call_goes_on_with_the_journal() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let emulator = Emulator::start().await.unwrap();
    let mut events = start(&emulator, rows(1..=10)).journal(open(&path)).start();
    while !matches!(events.try_next().await.unwrap().unwrap(), Event::Waiting { .. }) {}
    drop(events);

    let all = || start(&emulator, rows(1..=10));
    let verdicts = verdicts_of(all().journal(open(&path))).await;
    assert_eq!(verdicts.values().filter(|verdict| matches!(verdict, Verdict::Registered { .. })).count(), 10);
    assert_eq!(requests(&emulator)[&format!("POST {IMPORTED}/import")], 1);

    // A third time, everything is known.
    let before = emulator.requests().len();
    assert_eq!(verdicts_of(all().journal(open(&path))).await, verdicts);
    assert_eq!(emulator.requests().len(), before);

    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("T0EB") && !text.contains(emulator.token()), "{text}");
    assert!(text.contains("\"serialNumber\":\"SN7\""));
}

#[tokio::test(start_paused = true)]
async fn a_stop_finishes_the_requests_in_flight() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("list.journal");
    let emulator = Emulator::start().await.unwrap();
    let registration =
        || start(&emulator, rows(1..=1000)).chunk_size(100).concurrency(2).journal(open(&path)).keep_records();
    let (sender, stop) = tokio::sync::oneshot::channel();
    let mut sender = Some(sender);
    let mut events = registration().stop_when(async { stop.await.unwrap() }).start();
    while let Some(event) = events.try_next().await.unwrap() {
        if let (Event::Sent { .. }, Some(sender)) = (&event, sender.take()) {
            sender.send(()).unwrap();
        }
    }
    let journal = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        (emulator.objects(ObjectKind::ImportedDevice).len(), journal.matches("\"importing\"").count()),
        (200, 200),
        "{journal}"
    );

    assert_eq!(verdicts_of(registration()).await.len(), 1000);
    assert_eq!(requests(&emulator)[&format!("POST {IMPORTED}/import")], 10);
    assert_eq!(emulator.devices().len(), 1000);
}

#[tokio::test(start_paused = true)]
async fn another_list_or_tenant_is_refused_before_anything_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let emulator = Emulator::start().await.unwrap();
    verdicts_of(start(&emulator, rows(1..=5)).journal(open(&path))).await;
    let before = emulator.requests().len();
    for (list, row) in [
        (rows(1..=4), 5),
        (rows(2..=6), 1),
        (vec![row(1), row(2).with_group_tag("b"), row(3), row(4), row(5), row(6)], 2),
        (vec![row(1), row(2), Row::new(3, "SN3", ""), row(4), row(5), row(6)], 3),
        (vec![row(1), row(2), row(4), row(5), row(6)], 3),
    ] {
        let error = error_of(start(&emulator, list).journal(open(&path)).start()).await;
        let RegistrationError::Journal(error) = error else { panic!("{error}") };
        assert!(error.is_other_list() && error.row() == Some(row), "{error}");
        assert!(error.to_string().contains(&format!(": row {row} has changed or is missing")), "{error}");
    }
    assert_eq!(emulator.requests().len(), before);

    let other = Emulator::start().await.unwrap();
    let error = error_of(start(&other, rows(1..=5)).journal(open(&path)).start()).await;
    assert!(matches!(&error, RegistrationError::Journal(error) if error.is_other_tenant()), "{error}");
    assert!(other.requests().is_empty());

    // Rows at the end are welcome.
    let verdicts = verdicts_of(start(&emulator, rows(1..=6)).journal(open(&path))).await;
    assert_eq!(verdicts.len(), 6);
    assert_eq!(emulator.devices().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn rows_that_timed_out_go_on_later() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let emulator = Emulator::start().await.unwrap();
    emulator.fail_import("SN2", ImportError::Storage);
    let registration = start(&emulator, rows(1..=2)).row_timeout(Duration::from_secs(30)).journal(open(&path));
    assert_eq!(kinds(&verdicts_of(registration).await), [(1, "timed-out"), (2, "timed-out")]);
    let again = || start(&emulator, rows(1..=2));
    assert_eq!(kinds(&verdicts_of(again().journal(open(&path))).await), [(1, "registered"), (2, "refused")]);
    emulator.fail_import("SN2", None);
    assert_eq!(kinds(&verdicts_of(again().journal(open(&path))).await), [(1, "registered"), (2, "registered")]);
    assert_eq!(emulator.devices().len(), 2);
}
