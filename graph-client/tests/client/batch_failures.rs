//! Batches that fail in part or as a whole: the outcome of each request, and what is repeated.

use crate::batched::{create, create_all, delete, get, sizes};
use crate::emulated::serials;
use crate::wire::{self, Wire};
use graph_client::emulator::{Emulator, Fault, ReceivedRequest, RetryAfter};
use graph_client::{ErrorKind, Outcome, RetryPolicy, StatusCode};
use std::time::Duration;
use tokio::time::Instant;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

fn retries(request: &ReceivedRequest) -> Option<&str> {
    Some(request.headers().get("retry-attempt")?.to_str().unwrap())
}

#[tokio::test(start_paused = true)]
async fn throttled_requests_are_repeated_alone_after_their_wait() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let throttled = |seconds| Some(Fault::Throttled(Some(RetryAfter::Seconds(seconds))));
    emulator.inject_faults([None, None, throttled(7), None, throttled(9), None]);
    let started = Instant::now();
    let (handles, mut responses) = create_all(&client, 5).await;
    let attempts: Vec<u32> = handles.into_iter().map(|handle| responses.take(handle).unwrap().attempts()).collect();
    assert_eq!(attempts, [1, 2, 1, 2, 1]);
    assert!(started.elapsed() >= Duration::from_secs(9), "{:?}", started.elapsed());
    assert_eq!((sizes(&emulator)[0], sizes(&emulator).iter().sum::<usize>()), (5, 7));
    let retries: Vec<_> =
        emulator.requests().iter().filter_map(|request| retries(request).map(str::to_owned)).collect();
    assert_eq!(retries, ["1", "1"]);
    assert_eq!(serials(&emulator).len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_request_makes_others_wait() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    emulator.inject_faults([None, Some(Fault::Throttled(Some(RetryAfter::Seconds(30))))]);
    let started = Instant::now();
    let mut batch = client.beta().batch();
    let handle = batch.add(get(&client, "1").retry(RetryPolicy::never()));
    let mut responses = batch.send().await;
    assert!(responses.take(handle).unwrap_err().is_throttled());
    assert!(started.elapsed() < Duration::from_secs(1));
    create(&client, "1").await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(30), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_unavailable_request_waits_without_the_others() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    emulator.inject_faults([
        None,
        Some(Fault::unavailable(RetryAfter::Seconds(100))),
        Some(Fault::unavailable(RetryAfter::Seconds(5))),
        None,
    ]);
    let mut batch = client.beta().batch();
    let patient = batch.add(get(&client, "1"));
    let quick = batch.add(create(&client, "1"));
    let hasty = batch.add(create(&client, "2").timeout(Duration::from_secs(20)));
    let mut responses = batch.send().await;
    assert_eq!(responses.take(patient).unwrap_err().attempts(), 2);
    assert_eq!(responses.take(quick).unwrap().attempts(), 2);
    assert_eq!(responses.take(hasty).unwrap().attempts(), 1);
    assert_eq!(sizes(&emulator), [3, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_request_with_little_time_waits_for_others_for_a_part_of_it() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let unavailable = Fault::unavailable(RetryAfter::Seconds(100));
    emulator.inject_faults([None, Some(unavailable), Some(Fault::unavailable(None)), None]);
    let mut batch = client.beta().batch();
    batch.add(get(&client, "1"));
    let at_once = RetryPolicy::default().with_initial_backoff(Duration::ZERO);
    let hasty = batch.add(create(&client, "2").retry(at_once).timeout(Duration::from_millis(400)));
    assert_eq!(batch.send().await.take(hasty).unwrap().attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_lost_batch_leaves_the_outcome_of_each_request_unknown() {
    for fault in
        [Fault::ClosedAfterStoring, Fault::gateway(StatusCode::GATEWAY_TIMEOUT, true), Fault::TruncatedResponse]
    {
        let emulator = Emulator::start().await.unwrap();
        let client = emulator.client().unwrap();
        let id = create(&client, "old").await.unwrap().id.unwrap();
        emulator.inject_faults([Some(fault.clone())]);
        let mut batch = client.beta().batch();
        let created = batch.add(create(&client, "new"));
        let read = batch.add(client.beta().request("GET", DEVICES));
        let deleted = batch.add(delete(&client, &id));
        let repeated = batch.add(create(&client, "twice").retry_unknown());
        let mut responses = batch.send().await;
        let error = responses.take(created).unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{fault}: {error}");
        assert!(error.to_string().contains("windowsAutopilotDeviceIdentities: in a batch: "), "{error}");
        assert_eq!(responses.take(read).unwrap().attempts(), 2);
        assert_eq!(responses.take(repeated).unwrap().attempts(), 2);
        // The second attempt is told that the device does not exist, which proves that the first one deleted it.
        let deleted = responses.take(deleted).unwrap();
        assert_eq!((deleted.status(), deleted.attempts()), (StatusCode::NO_CONTENT, 2));
        assert_eq!(serials(&emulator), ["new", "twice", "twice"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_batch_refuses_each_request() {
    let odata = r#"{"error":{"code":"ResourceNotFound","message":"Nothing there."}}"#;
    let refused = |status| Fault::respond(status, [("x", "y")], odata);
    for (fault, outcome) in [
        (refused(StatusCode::BAD_REQUEST), Outcome::Refused),
        (refused(StatusCode::NOT_FOUND), Outcome::Refused),
        (refused(StatusCode::PAYLOAD_TOO_LARGE), Outcome::Refused),
        (Fault::Throttled(None), Outcome::Refused),
        (Fault::unavailable(None), Outcome::Refused),
        (Fault::ConnectionRefused, Outcome::NotSent),
        (Fault::PermissionDenied, Outcome::Refused),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
        emulator.inject_faults([Some(fault.clone())]);
        let mut batch = client.beta().batch();
        let (created, deleted) = (batch.add(create(&client, "1")), batch.add(delete(&client, "1")));
        let mut responses = batch.send().await;
        for error in [responses.take(created).unwrap_err(), responses.take(deleted).unwrap_err()] {
            assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{fault}: {error}");
            // The route of batches is missing, not the device.
            assert!(!error.is_not_found(), "{error}");
            assert_eq!(error.is_throttled(), matches!(fault, Fault::Throttled(_)));
            assert_eq!(error.is_permission_denied(), fault == Fault::PermissionDenied);
        }
        assert!(emulator.devices().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_was_not_carried_out_is_repeated() {
    for (fault, wait) in [
        (Fault::Throttled(Some(RetryAfter::Seconds(4))), 4),
        (Fault::unavailable(RetryAfter::Seconds(4)), 4),
        (Fault::ConnectionRefused, 0),
        (Fault::ClaimsChallenge, 0),
    ] {
        let emulator = Emulator::start().await.unwrap();
        let client = emulator.client().unwrap();
        emulator.inject_faults([Some(fault.clone())]);
        let started = Instant::now();
        let (handles, mut responses) = create_all(&client, 4).await;
        for handle in handles {
            assert_eq!(responses.take(handle).unwrap().attempts(), 2, "{fault}");
        }
        assert!(started.elapsed() >= Duration::from_secs(wait), "{fault}: {:?}", started.elapsed());
        assert_eq!(serials(&emulator).len(), 4);
    }
}

#[tokio::test]
async fn the_token_is_replaced_once() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    emulator.inject_faults([None, None, Some(Fault::ClaimsChallenge), None]);
    let (handles, mut responses) = create_all(&client, 3).await;
    let attempts: Vec<_> = handles.into_iter().map(|handle| responses.take(handle).unwrap().attempts()).collect();
    assert_eq!((attempts, sizes(&emulator)), (vec![1, 2, 1], vec![3, 1]));

    let wire = Wire::responding(wire::json("200 OK", r#"{"responses":[{"id":"1","status":401}]}"#)).await;
    let client = wire.client();
    let mut batch = client.beta().batch();
    let handle = batch.add(get(&client, "1"));
    let error = batch.send().await.take(handle).unwrap_err();
    // The credential has no other token.
    assert!(error.is_unauthorized() && wire.requests().len() == 1, "{error}");
}

#[tokio::test(start_paused = true)]
async fn each_request_has_its_own_timeout() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    emulator.inject_faults([Some(Fault::SlowResponse(Duration::from_secs(30)))]);
    let started = Instant::now();
    let mut batch = client.beta().batch();
    let short = batch.add(create(&client, "1").timeout(Duration::from_secs(10)));
    let short_attempt = batch.add(create(&client, "2").attempt_timeout(Duration::from_secs(20)));
    let long = batch.add(create(&client, "3"));
    let mut responses = batch.send().await;
    for handle in [short, short_attempt] {
        let error = responses.take(handle).unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown), "{error}");
    }
    assert_eq!(responses.take(long).unwrap().attempts(), 1);
    assert!(started.elapsed() < Duration::from_secs(31), "{:?}", started.elapsed());
    assert_eq!(serials(&emulator), ["1", "2", "3"]);

    // The request that carries the longest ends by its own timeout.
    emulator.inject_faults([Some(Fault::SlowResponse(Duration::from_secs(30)))]);
    let mut batch = client.beta().batch();
    let alone = batch.add(create(&client, "4").timeout(Duration::from_secs(10)));
    let error = batch.send().await.take(alone).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown), "{error}");
    assert!(error.to_string().contains("did not respond within 10s"), "{error}");
}
