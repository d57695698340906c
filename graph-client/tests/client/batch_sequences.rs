//! Batches in sequence: no request is carried out after one that failed.

use crate::batched::{create, sizes};
use crate::emulated::serials;
use graph_client::emulator::{Emulator, Fault, RetryAfter};
use graph_client::{BatchHandle, BatchResponses, Error, ErrorKind, GraphClient, Outcome, RetryPolicy, StatusCode};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::time::Duration;
use tokio::time::Instant;

type Handle = BatchHandle<WindowsAutopilotDeviceIdentity>;

/// Creates devices with the serial numbers from 0 in sequence.
async fn create_all(client: &GraphClient, count: usize) -> (Vec<Handle>, BatchResponses) {
    let mut batch = client.beta().batch().in_sequence();
    let handles = (0..count).map(|number| batch.add(create(client, &number.to_string()))).collect();
    (handles, batch.send().await)
}

/// Returns the serial numbers from 0.
fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// Returns the error of each request, `None` for a success.
fn errors(handles: Vec<Handle>, mut responses: BatchResponses) -> Vec<Option<Error>> {
    handles.into_iter().map(|handle| responses.take(handle).err()).collect()
}

#[tokio::test(start_paused = true)]
async fn requests_are_carried_out_in_order() {
    let emulator = Emulator::start().await.unwrap();
    let (_, responses) = create_all(&emulator.client().unwrap(), 45).await;
    assert_eq!(responses.errors().count(), 0);
    assert_eq!((serials(&emulator), sizes(&emulator).len()), (numbers(45), 3));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_carried_out_after_a_failure() {
    let emulator = Emulator::start().await.unwrap();
    let faults = (0..23).map(|_| None).chain([Some(Fault::PermissionDenied)]);
    emulator.inject_faults(faults);
    // The second batch begins with the request 21, at the 22nd fault.
    let (handles, responses) = create_all(&emulator.client().unwrap(), 50).await;
    let errors = errors(handles, responses);
    let failed = errors.iter().position(Option::is_some).unwrap();
    assert_eq!(failed, 21);
    assert!(errors[failed].as_ref().unwrap().is_permission_denied());
    for (number, error) in errors.iter().enumerate().skip(failed + 1) {
        let error = error.as_ref().unwrap();
        assert_eq!(error.kind(), ErrorKind::Dependency);
        assert!(error.to_string().contains("was not tried because request 22 of the batch failed"), "{error}");
        let (outcome, status) = if number < 40 {
            (Outcome::Refused, Some(StatusCode::FAILED_DEPENDENCY))
        } else {
            (Outcome::NotSent, None)
        };
        assert_eq!((error.outcome(), error.status()), (outcome, status), "{number}: {error}");
    }
    assert_eq!((serials(&emulator), sizes(&emulator).len()), (numbers(21), 2));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_request_is_repeated_with_those_after_it() {
    for fault in [
        Fault::Throttled(Some(RetryAfter::Seconds(9))),
        Fault::unavailable(RetryAfter::Seconds(9)),
        Fault::ClaimsChallenge,
    ] {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_faults([None, None, None, Some(fault.clone())]);
        let started = Instant::now();
        let (handles, mut responses) = create_all(&emulator.client().unwrap(), 25).await;
        let attempts: Vec<u32> = handles.into_iter().map(|handle| responses.take(handle).unwrap().attempts()).collect();
        let expected: Vec<u32> = (0..25).map(|number| if number == 2 { 2 } else { 1 }).collect();
        assert_eq!(attempts, expected, "{fault}");
        assert_eq!(serials(&emulator), numbers(25), "{fault}");
        assert!(sizes(&emulator).len() <= 4, "{fault}: {}", sizes(&emulator).len());
        let is_challenge = fault == Fault::ClaimsChallenge;
        assert!(is_challenge || started.elapsed() >= Duration::from_secs(9), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_request_that_is_not_repeated_fails_those_after_it() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
    emulator.inject_faults([None, None, Some(Fault::Throttled(None))]);
    let (handles, responses) = create_all(&client, 3).await;
    let errors = errors(handles, responses);
    assert!(errors[0].is_none() && errors[1].as_ref().unwrap().is_throttled());
    let error = errors[2].as_ref().unwrap();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Dependency, Outcome::Refused, 1));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waits_for_one_before_it_has_a_timeout() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    emulator.inject_faults([None, Some(Fault::unavailable(RetryAfter::Seconds(60)))]);
    let mut batch = client.beta().batch().in_sequence();
    let first = batch.add(create(&client, "0"));
    let second = batch.add(create(&client, "1").timeout(Duration::from_secs(20)));
    let third = batch.add(create(&client, "2"));
    let mut responses = batch.send().await;
    assert_eq!(responses.take(first).unwrap().attempts(), 2);
    let error = responses.take(second).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent), "{error}");
    assert!(error.to_string().contains("timed out before the batch was sent"), "{error}");
    assert_eq!(responses.take(third).unwrap_err().kind(), ErrorKind::Dependency);
    assert_eq!(serials(&emulator), ["0"]);
}

#[tokio::test(start_paused = true)]
async fn only_a_request_after_another_fails_with_it() {
    let failed_dependency = Fault::respond(StatusCode::FAILED_DEPENDENCY, [("a", "b")], "");
    for (in_sequence, place) in [(true, 0), (false, 1)] {
        let emulator = Emulator::start().await.unwrap();
        let client = emulator.client().unwrap();
        emulator.inject_faults((0..=place).map(|_| None).chain([Some(failed_dependency.clone())]));
        let batch = client.beta().batch();
        let mut batch = if in_sequence { batch.in_sequence() } else { batch };
        let mut handles: Vec<Handle> = numbers(2).iter().map(|number| batch.add(create(&client, number))).collect();
        let error = batch.send().await.take(handles.remove(place)).unwrap_err();
        assert_eq!((error.status(), error.attempts()), (Some(StatusCode::FAILED_DEPENDENCY), 1), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_invalid_request_ends_the_sequence() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let mut batch = client.beta().batch().in_sequence();
    let first = batch.add(create(&client, "0"));
    let invalid = batch.add(client.beta().request("GET", "users"));
    let last = batch.add(create(&client, "1"));
    let mut responses = batch.send().await;
    responses.take(first).unwrap();
    assert_eq!(responses.take(invalid).unwrap_err().kind(), ErrorKind::Request);
    let error = responses.take(last).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Dependency, Outcome::NotSent));
    assert_eq!(serials(&emulator), ["0"]);
}

#[tokio::test(start_paused = true)]
async fn after_a_lost_batch_nothing_is_repeated_behind_an_unknown_request() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let id = create(&client, "7").await.unwrap().id.unwrap();
    emulator.inject_faults([Some(Fault::ClosedAfterStoring)]);
    let mut batch = client.beta().batch().in_sequence();
    let read = batch.add(devices.count());
    let created = batch.add(create(&client, "0"));
    let deleted = batch.add(devices.by_id(&id).delete());
    let mut responses = batch.send().await;
    assert_eq!(responses.take(read).unwrap().attempts(), 2);
    assert_eq!(responses.take(created).unwrap_err().outcome(), Outcome::Unknown);
    let error = responses.take(deleted).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Dependency, Outcome::Unknown), "{error}");
    assert_eq!(sizes(&emulator).len(), 2);
}
