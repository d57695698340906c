//! The records of imports are deleted, also when that fails at first.

use crate::registration::{kinds, open, rows, slow_rows, start, verdicts, verdicts_of};
use futures_util::TryStreamExt;
use graph_client::Method;
use graph_client::autopilot::{Event, RegistrationError, Verdict, register_stream};
use graph_client::emulator::{Emulator, Fault, ObjectKind};
use std::time::Duration;
use tokio::time::Instant;

const RECORD: &str = "/deviceManagement/importedWindowsAutopilotDeviceIdentities/{id}";

async fn emulator(fault: Fault) -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_permanent_fault(Method::DELETE, RECORD, fault);
    emulator
}

fn records(emulator: &Emulator) -> usize {
    emulator.objects(ObjectKind::ImportedDevice).len()
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_fails_is_repeated() {
    let emulator = emulator(Fault::unavailable(None)).await;
    let mut events = start(&emulator, rows(1..=30)).start();
    let (mut failures, mut deleted) = (0, 0);
    while let Some(event) = events.try_next().await.unwrap() {
        match event {
            Event::Retrying { error, .. } => {
                assert!(error.is_unavailable());
                failures += 1;
                if failures == 2 {
                    emulator.clear_faults();
                }
            }
            Event::RecordsDeleted { rows } => deleted += rows.len(),
            Event::RecordsLeft { rows } => panic!("{rows:?}"),
            _ => {}
        }
    }
    assert_eq!((failures, deleted, records(&emulator)), (2, 30, 0));
}

#[tokio::test(start_paused = true)]
async fn deletions_run_at_the_same_time_up_to_the_limit() {
    const RESPONSE: Duration = Duration::from_secs(30);
    let emulator = emulator(Fault::SlowResponse(RESPONSE)).await;
    let mut events = start(&emulator, rows(1..=40)).concurrency(1).start();
    let mut deleted = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        if let Event::RecordsDeleted { rows } = event {
            deleted.push((rows.len(), Instant::now()));
        }
    }
    let [(20, first), (20, second)] = deleted[..] else { panic!("{deleted:?}") };
    assert!(second - first >= RESPONSE, "{:?}", second - first);
}

#[tokio::test(start_paused = true)]
async fn rows_are_more_urgent_than_a_few_deletions() {
    let emulator = Emulator::start().await.unwrap();
    let slow = slow_rows(1..=2, 2, Duration::from_secs(3600));
    let mut events = register_stream(&emulator.client().unwrap(), slow).start();
    let mut records_when_sent = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        if let Event::Sent { .. } = event {
            records_when_sent.push(records(&emulator));
        }
    }
    assert_eq!((records_when_sent, records(&emulator)), (vec![0, 1], 0));
}

#[tokio::test(start_paused = true)]
async fn records_that_are_left_are_reported_and_deleted_by_the_next_run() {
    let refused = || Fault::respond("400".parse().unwrap(), [("a", "b")], "");
    for fault in [Fault::unavailable(None), refused()] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let emulator = emulator(fault).await;
        let registration = || start(&emulator, rows(1..=30)).journal(open(&path));
        let events: Vec<Event> = registration().start().try_collect().await.unwrap();
        assert!(verdicts(&events).values().all(Verdict::is_success));
        let mut left: Vec<u64> = events
            .iter()
            .filter_map(|event| if let Event::RecordsLeft { rows } = event { Some(rows.clone()) } else { None })
            .flatten()
            .collect();
        left.sort_unstable();
        assert_eq!((left, records(&emulator)), ((1..=30).collect(), 30));
        emulator.clear_faults();
        assert_eq!(verdicts_of(registration()).await.len(), 30);
        assert_eq!(records(&emulator), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_permission_to_delete_records_the_verdicts_come_first() {
    let emulator = emulator(Fault::PermissionDenied).await;
    let mut events = start(&emulator, rows(1..=2)).start();
    let mut all = Vec::new();
    let error = loop {
        match events.try_next().await {
            Ok(event) => all.extend(event),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, RegistrationError::Request(error) if error.is_permission_denied()));
    assert_eq!(kinds(&verdicts(&all)), [(1, "registered"), (2, "registered")]);
}
