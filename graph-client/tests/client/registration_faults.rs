//! Registering many devices despite faults and interruptions: none is lost, none is registered twice.

use crate::registration::{DEVICES, requests, row, rows, slow_rows, verdicts as verdicts_of};
use fastrand::Rng;
use futures_util::{TryStreamExt, stream};
use graph_client::autopilot::{Event, Journal, RegistrationError, Row, Verdict, register, register_stream};
use graph_client::emulator::{Emulator, Fault, ImportError, ObjectKind, Throttle};
use graph_client::{Method, RetryPolicy, StatusCode};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Instant, sleep, timeout};

/// Counts the stored devices by serial number.
fn stored(emulator: &Emulator) -> HashMap<String, usize> {
    emulator.devices().into_iter().fold(HashMap::new(), |mut counts, device| {
        *counts.entry(device.serial_number.unwrap_or_default()).or_default() += 1;
        counts
    })
}

/// Asserts that each row is registered once, and has the verdict that says so.
fn assert_registered_once(emulator: &Emulator, verdicts: &BTreeMap<u64, Verdict>, rows: u64) {
    let stored = stored(emulator);
    for number in 1..=rows {
        assert_eq!(stored.get(&format!("SN{number}")), Some(&1), "row {number}: {:?}", verdicts.get(&number));
        assert!(
            matches!(verdicts.get(&number), Some(Verdict::Registered { .. })),
            "row {number}: {:?}",
            verdicts.get(&number)
        );
    }
    assert_eq!((stored.len() as u64, verdicts.len() as u64), (rows, rows));
}

#[tokio::test(start_paused = true)]
async fn an_import_whose_response_is_lost_is_found() {
    for fault in [Fault::ClosedAfterStoring, Fault::TruncatedResponse, Fault::ClosedBeforeReading, Fault::Accepted] {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_faults([None, Some(fault.clone())]);
        let all: Vec<Event> = register(&emulator.client().unwrap(), rows(1..=20)).start().try_collect().await.unwrap();
        assert_registered_once(&emulator, &verdicts_of(&all), 20);
        let sent = all.iter().filter(|event| matches!(event, Event::Sent { .. })).count();
        assert_eq!(sent, 1 + usize::from(fault == Fault::ClosedBeforeReading), "{fault}");
        assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty(), "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_lost_although_its_device_is_there_is_not_sent_again() {
    let emulator = Emulator::start().await.unwrap();
    let device_id = emulator.seed(ObjectKind::Device, &json!({ "serialNumber": "SN1" })).unwrap();
    emulator.inject_faults([None, Some(Fault::gateway(StatusCode::BAD_GATEWAY, false))]);
    let all: Vec<Event> = register(&emulator.client().unwrap(), rows(1..=1)).start().try_collect().await.unwrap();
    assert_eq!(verdicts_of(&all)[&1], Verdict::AlreadyRegistered { device_id: Some(device_id) });
    assert_eq!(all.iter().filter(|event| matches!(event, Event::Sent { .. })).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_was_just_lost_is_not_sent_again_by_the_next_round() {
    let emulator = Emulator::start().await.unwrap();
    // Row 2 is sent shortly before the first round, which begins 15 seconds after the import of row 1 or later.
    let slow = slow_rows(1..=2, 2, Duration::from_millis(15_900));
    // The list, the import of row 1, and that of row 2.
    emulator.inject_faults([None, None, Some(Fault::gateway(StatusCode::BAD_GATEWAY, false))]);
    let mut events = register_stream(&emulator.client().unwrap(), slow).start();
    let (mut sent, mut all) = (Vec::new(), Vec::new());
    while let Some(event) = events.try_next().await.unwrap() {
        if matches!(&event, Event::Sent { rows } if *rows == [2]) {
            sent.push(Instant::now());
        }
        all.push(event);
    }
    assert_registered_once(&emulator, &verdicts_of(&all), 2);
    let [first, second] = sent[..] else { panic!("{sent:?}") };
    assert!(second - first >= Duration::from_secs(15), "{:?}", second - first);
    assert_eq!(requests(&emulator)[&format!("GET {DEVICES}")], 1, "the row is looked for once");
}

#[tokio::test(start_paused = true)]
async fn a_row_that_was_just_lost_is_not_sent_again_by_a_round_that_asks_for_other_devices() {
    let emulator = Emulator::start().await.unwrap();
    let (sender, mut receiver) = unbounded_channel();
    sender.send(row(1).with_group_tag("Kiosk")).unwrap();
    let rows = stream::poll_fn(move |context| receiver.poll_recv(context));
    let (mut sender, mut sent, started) = (Some(sender), Vec::new(), Instant::now());
    let mut events = register_stream(&emulator.client().unwrap(), rows).start();
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            // In the next round, the import of row 1 has ended: it takes 95 seconds.
            Event::Waiting { wait, .. } if started.elapsed() + wait > Duration::from_secs(95) => {
                if let Some(sender) = sender.take() {
                    sleep(wait.saturating_sub(Duration::from_secs(5))).await;
                    emulator.inject_faults([Some(Fault::gateway(StatusCode::BAD_GATEWAY, false))]);
                    sender.send(row(2)).unwrap();
                }
            }
            Event::Sent { rows } if rows == [2] => sent.push(Instant::now()),
            _ => {}
        }
    }
    let [first, second] = sent[..] else { panic!("{sent:?}") };
    assert!(second - first >= Duration::from_secs(15), "{:?}", second - first);
    assert_eq!(emulator.devices().len(), 2);
}

/// Registers a list with faults, again and again with the same journal, until every row has its verdict. Some of the faults
/// refuse every request, and end a registration. The limit of a run depends on how often it was dropped, and on chance. Returns
/// how often it was dropped.
async fn register_with_faults(seed: u64, list: u64, chunk_size: usize, limit: impl Fn(i32, f64) -> Duration) -> i32 {
    register_corrected_with_faults(seed, vec![rows(1..=list)], chunk_size, limit).await
}

/// Registers a list like that, and then each of its corrections.
async fn register_corrected_with_faults(
    seed: u64,
    corrections: Vec<Vec<Row>>,
    chunk_size: usize,
    limit: impl Fn(i32, f64) -> Duration,
) -> i32 {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("journal");
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_random_faults(seed, 0.3);
    emulator.set_throttle(Throttle::default());
    let client = emulator.client().unwrap();
    let mut random = Rng::with_seed(seed);
    let (mut dropped, mut verdicts) = (0, BTreeMap::new());
    for list in &corrections {
        let mut of_list = 0;
        verdicts = loop {
            let journal = Journal::open(&path).unwrap();
            let events = register(&client, list.clone()).chunk_size(chunk_size).journal(journal).start();
            match timeout(limit(of_list, random.f64()), events.try_collect::<Vec<_>>()).await {
                Ok(Ok(events)) => break verdicts_of(&events),
                Ok(Err(RegistrationError::Request(_))) => {}
                Ok(Err(error)) => panic!("{error}"),
                Err(_) => of_list += 1,
            }
        };
        dropped += of_list;
    }
    let list = corrections.into_iter().next_back().unwrap_or_default();
    assert_registered_once(&emulator, &verdicts, list.len() as u64);

    // What is left to do without faults is to delete the records whose deletion failed.
    emulator.clear_faults();
    let again = register(&client, list).journal(Journal::open(&path).unwrap()).start();
    assert_eq!(verdicts_of(&again.try_collect::<Vec<_>>().await.unwrap()), verdicts);
    assert!(emulator.objects(ObjectKind::ImportedDevice).is_empty());
    dropped
}

#[tokio::test(start_paused = true)]
async fn corrected_lists_go_on() {
    for seed in 100..104 {
        let damaged = rows(1..=20).into_iter().map(|mut row| {
            match row.number % 5 {
                1 => row.hardware_hash.push(','),
                2 => row.serial_number.clear(),
                4 => row.serial_number = format!("SN{}", row.number - 1),
                _ => {}
            }
            row
        });
        let limit = |dropped, random: f64| Duration::from_secs_f64(1.2_f64.powi(dropped) * random.powi(3));
        register_corrected_with_faults(seed, vec![damaged.collect(), rows(1..=20)], 4, limit).await;
    }
}

#[tokio::test(start_paused = true)]
async fn many_rows_with_faults_and_a_bucket() {
    for seed in 0..3 {
        register_with_faults(seed, 100, 20, |_, _| Duration::from_secs(1_000_000)).await;
    }
}

/// Drops the registrations of some lists at random moments, more than a thousand times in both tests.
async fn drop_registrations(seeds: Range<u64>) {
    let mut dropped = 0;
    for seed in seeds {
        // In virtual time: at first between the requests of a second, then ever later.
        let limit = |dropped, random: f64| Duration::from_secs_f64(1.2_f64.powi(dropped) * random.powi(3));
        dropped += register_with_faults(seed, 10, 2, limit).await;
    }
    assert!(dropped >= 500, "{dropped}");
}

#[tokio::test(start_paused = true)]
async fn dropped_registrations_go_on() {
    drop_registrations(0..22).await;
}

#[tokio::test(start_paused = true)]
async fn other_dropped_registrations_go_on() {
    drop_registrations(22..44).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_carried_out_late_counts() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_faults([None, Some(Fault::ClosedBeforeReading)]);
    emulator.fail_import("SN2", ImportError::AlreadyAssigned);
    emulator.seed(ObjectKind::Device, &json!({ "id": "late", "serialNumber": "SN3" })).unwrap();
    let mut events = register(&emulator.client().unwrap(), rows(1..=2)).start();
    let mut all = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        let is_second =
            matches!(event, Event::Sent { .. }) && all.iter().any(|event| matches!(event, Event::Sent { .. }));
        if is_second {
            emulator.edit(ObjectKind::Device, "late", |device| {
                device.insert("serialNumber".to_owned(), json!("SN2"));
            });
        }
        all.push(event);
    }
    assert_eq!(verdicts_of(&all)[&2], Verdict::Registered { device_id: "late".to_owned() });
}

/// Returns the waits of the failures that are repeated.
fn retries(events: &[Event]) -> Vec<Duration> {
    let retries = events.iter().filter_map(|event| match event {
        Event::Retrying { error, wait } => {
            assert!(error.is_unavailable(), "{error}");
            Some(*wait)
        }
        _ => None,
    });
    retries.collect()
}

#[tokio::test(start_paused = true)]
async fn a_failed_round_is_an_event_with_its_error() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
    let unavailable = || Some(Fault::unavailable(None));
    // The first list, the import, and a round.
    emulator.inject_faults([None, unavailable(), None, unavailable(), unavailable()]);
    let list = [row(1).with_group_tag("Kiosk")];
    let events: Vec<Event> = register(&client, list).start().try_collect().await.unwrap();
    assert_registered_once(&emulator, &verdicts_of(&events), 1);
    let waits = retries(&events);
    assert_eq!((waits.len(), waits[0]), (3, Duration::from_secs(30)), "{waits:?}");
    for wait in &waits[1..] {
        assert!((Duration::from_secs(15)..=Duration::from_secs(30)).contains(wait), "{wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_stops_a_registration_only_if_it_lasts() {
    let emulator = Emulator::start().await.unwrap();
    let client = || emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
    let outage = || std::iter::repeat_n(Some(Fault::unavailable(None)), 8);
    emulator.inject_faults(std::iter::once(None).chain(outage()));
    let events: Vec<Event> = register(&client(), rows(1..=40)).chunk_size(10).start().try_collect().await.unwrap();
    assert_registered_once(&emulator, &verdicts_of(&events), 40);

    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities/import";
    emulator.inject_permanent_fault(Method::POST, path, Fault::unavailable(None));
    let result: Result<Vec<Event>, _> = register(&client(), [row(41)]).start().try_collect().await;
    let Err(RegistrationError::Request(error)) = result else { panic!("{result:?}") };
    assert!(error.is_unavailable(), "{error}");
}
