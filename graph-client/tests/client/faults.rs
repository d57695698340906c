//! Creates that meet each fault of the emulator. The clock is paused, so waits take no time and are measured exactly.

use graph_client::emulator::{Emulator, Fault, RetryAfter};
use graph_client::{Error, ErrorKind, Outcome, Response, RetryPolicy, StatusCode};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::time::Duration;
use tokio::time::Instant;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn device() -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L").with_product_key("00330-80000-00000-AA123")
}

struct Case {
    faults: Vec<Fault>,
    /// The expected error, or `None` if the create succeeds.
    error: Option<(ErrorKind, Outcome)>,
    /// The number of attempts, and how many of them reach the service.
    attempts: u32,
    received: usize,
    stored: usize,
    /// The minimum and the maximum duration.
    waited: (Duration, Duration),
}

fn created(faults: impl IntoIterator<Item = Fault>, attempts: u32, waited: Duration) -> Case {
    let received = usize::try_from(attempts).unwrap();
    Case { faults: Vec::from_iter(faults), error: None, attempts, received, stored: 1, waited: (waited, waited) }
}

fn within(case: Case, min: Duration, max: Duration) -> Case {
    Case { waited: (min, max), ..case }
}

/// A case that fails after the first attempt.
fn failed(fault: Fault, kind: ErrorKind, outcome: Outcome, stored: usize) -> Case {
    let waited = (Duration::ZERO, Duration::ZERO);
    Case { faults: vec![fault], error: Some((kind, outcome)), attempts: 1, received: 1, stored, waited }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (retry_after, wait) in [
        (RetryAfter::Seconds(2), seconds(2)),
        (RetryAfter::Decimal(Duration::from_millis(2128)), Duration::from_millis(2128)),
        (RetryAfter::Date(seconds(7)), seconds(7)),
        (RetryAfter::Verbatim("00:00:03"), seconds(3)),
    ] {
        // Throttling has an eighth of jitter.
        cases.push(within(created([Fault::Throttled(Some(retry_after))], 2, wait), wait, wait * 9 / 8));
        cases.push(created([Fault::unavailable(retry_after)], 2, wait));
    }
    let backoff = |case: Case, max| within(case, Duration::ZERO, seconds(max));
    for retry_after in
        [None, Some(RetryAfter::Seconds(0)), Some(RetryAfter::Date(Duration::ZERO)), Some(RetryAfter::Verbatim("soon"))]
    {
        let throttled = created([Fault::Throttled(retry_after)], 2, Duration::ZERO);
        cases.push(within(throttled, seconds(1), Duration::from_millis(2250)));
        cases.push(backoff(
            created(
                [Fault::Gateway { status: StatusCode::SERVICE_UNAVAILABLE, retry_after, carried_out: false }],
                2,
                Duration::ZERO,
            ),
            2,
        ));
    }
    let throttled = created(vec![Fault::Throttled(None); 6], 7, Duration::ZERO);
    cases.push(within(throttled, seconds(1 + 2 + 4 + 8 + 16 + 30), seconds(2 + 4 + 8 + 16 + 32 + 60 + 15)));
    // A refused connection carries no request.
    let refused = backoff(created([Fault::ConnectionRefused], 2, Duration::ZERO), 2);
    cases.push(Case { received: 1, ..refused });
    let refused = backoff(created(vec![Fault::ConnectionRefused; 5], 5, Duration::ZERO), 30);
    let error = Some((ErrorKind::Connection, Outcome::NotSent));
    cases.push(Case { received: 0, stored: 0, error, ..refused });
    // A sequence of faults, each with its own wait.
    let sequence = [
        Fault::Throttled(Some(RetryAfter::Seconds(3))),
        Fault::ClaimsChallenge,
        Fault::unavailable(RetryAfter::Seconds(4)),
    ];
    cases.push(within(created(sequence, 4, Duration::ZERO), seconds(7), seconds(9)));

    for challenge in [Fault::ClaimsChallenge, Fault::ConditionalAccess] {
        cases.push(created([challenge.clone()], 2, Duration::ZERO));
        let twice = failed(challenge.clone(), ErrorKind::Service, Outcome::Refused, 0);
        cases.push(Case { faults: vec![challenge; 2], attempts: 2, received: 2, ..twice });
    }

    // An HTML page with status 200 does not come from the service.
    cases.push(failed(Fault::gateway(StatusCode::OK, false), ErrorKind::Service, Outcome::Unknown, 0));
    // Status 503 means that the service did not carry the request out.
    let done = Fault::Gateway {
        status: StatusCode::SERVICE_UNAVAILABLE,
        retry_after: Some(RetryAfter::Seconds(1)),
        carried_out: true,
    };
    cases.push(created([done], 2, seconds(1)));
    for status in [408, 500, 502, 504] {
        for carried_out in [false, true] {
            let fault = Fault::gateway(StatusCode::from_u16(status).unwrap(), carried_out);
            cases.push(failed(fault, ErrorKind::Service, Outcome::Unknown, usize::from(carried_out)));
        }
    }
    cases.push(failed(Fault::ClosedBeforeReading, ErrorKind::Connection, Outcome::Unknown, 0));
    cases.push(failed(Fault::ClosedAfterStoring, ErrorKind::Connection, Outcome::Unknown, 1));
    cases.push(failed(Fault::TruncatedResponse, ErrorKind::Response, Outcome::CarriedOut, 1));
    for fault in [Fault::UndocumentedSuccess, Fault::Gzip, Fault::ByteOrderMark, Fault::NotFoundAsBadRequest] {
        cases.push(created([fault], 1, Duration::ZERO));
    }
    cases.push(failed(Fault::Accepted, ErrorKind::Service, Outcome::Unknown, 1));
    cases.push(failed(Fault::PermissionDenied, ErrorKind::Service, Outcome::Refused, 0));
    cases.push(failed(Fault::NoRoute, ErrorKind::Service, Outcome::Refused, 0));
    for status in [301, 302, 307, 308] {
        for location in ["/beta/other", "http://127.0.0.1:9/beta"] {
            let fault =
                Fault::Redirect { status: StatusCode::from_u16(status).unwrap(), location: location.to_owned() };
            cases.push(failed(fault, ErrorKind::Service, Outcome::Refused, 0));
        }
    }
    cases.push(created([Fault::SlowResponse(seconds(99))], 1, seconds(99)));
    let slow = failed(Fault::SlowResponse(seconds(101)), ErrorKind::Timeout, Outcome::Unknown, 1);
    cases.push(Case { waited: (seconds(100), seconds(100)), ..slow });
    cases
}

#[tokio::test(start_paused = true)]
async fn every_fault_has_an_outcome_and_no_device_is_created_twice() {
    for case in cases() {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_faults(case.faults.clone());
        let name = case.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
        let started = Instant::now();
        let result = devices.create(&device()).send().await;
        let waited = started.elapsed();

        let error = result.as_ref().err().map(|error| (error.kind(), error.outcome()));
        assert_eq!(error, case.error, "{name}: {result:?}");
        assert_eq!(attempts(&result), case.attempts, "{name}: {result:?}");
        assert_eq!(emulator.devices().len(), case.stored, "{name}");
        let (min, max) = case.waited;
        // Timers of tokio have a resolution of one millisecond.
        assert!(waited >= min && waited <= max + Duration::from_millis(2), "{name}: {waited:?}");
        assert_headers(&emulator, &case, client_request_id(&result), &name);
        if let Err(error) = &result {
            assert!(error.request_id().is_some() == error.status().is_some(), "{name}: {error:?}");
            assert!(!format!("{error:?} {error}").contains("00330"), "{name}: {error:?}");
        }
    }
}

fn attempts(result: &Result<Response<WindowsAutopilotDeviceIdentity>, Error>) -> u32 {
    result.as_ref().map_or_else(Error::attempts, Response::attempts)
}

fn client_request_id(result: &Result<Response<WindowsAutopilotDeviceIdentity>, Error>) -> &str {
    result.as_ref().map_or_else(|error| error.client_request_id().unwrap(), Response::client_request_id)
}

/// Asserts that all attempts have the same client request id, and that retries are numbered.
fn assert_headers(emulator: &Emulator, case: &Case, client_request_id: &str, name: &str) {
    let requests = emulator.requests();
    assert_eq!(requests.len(), case.received, "{name}");
    let refused = usize::try_from(case.attempts).unwrap() - case.received;
    for (index, request) in requests.iter().enumerate() {
        let headers = request.headers();
        assert_eq!(headers["client-request-id"], client_request_id, "{name}");
        let number = (index + refused > 0).then(|| (index + refused).to_string());
        let actual = headers.get("retry-attempt").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(actual, number, "{name}");
        assert_eq!(headers["content-type"], "application/json", "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn waits_beyond_the_timeout_are_returned_at_once() {
    let emulator = Emulator::start().await.unwrap();
    for (retry_after, wait) in
        [(RetryAfter::Seconds(600), seconds(600)), (RetryAfter::Seconds(u64::MAX), seconds(1_000_000_000))]
    {
        let client = emulator.client().unwrap();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        emulator.inject_faults([Fault::Throttled(Some(retry_after))]);
        let started = Instant::now();
        let error = devices.create(&device()).await.unwrap_err();
        assert_eq!(started.elapsed(), Duration::ZERO);
        assert!(error.is_throttled());
        assert_eq!((error.retry_after(), error.attempts()), (Some(wait), 1));
        assert!(error.to_string().contains("the next attempt would start after the timeout of 300s"), "{error}");
        // Nor does another request of the client begin to wait, or get sent.
        let (received, error) = (emulator.requests().len(), devices.create(&device()).await.unwrap_err());
        assert_eq!((error.outcome(), emulator.requests().len()), (Outcome::NotSent, received));
        assert!(error.retry_after().is_some_and(|wait| wait >= seconds(300)), "{error:?}");
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_ends_the_last_attempt() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_faults([Fault::Throttled(Some(RetryAfter::Seconds(60))), Fault::SlowResponse(seconds(200))]);
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let started = Instant::now();
    let error = devices.create(&device()).timeout(seconds(150)).await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 150);
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Timeout, Outcome::Unknown, 2));
}

#[tokio::test(start_paused = true)]
async fn requests_override_the_retry_policy_of_the_client() {
    let emulator = Emulator::start().await.unwrap();
    let policy = RetryPolicy::default().with_max_attempts(2).with_initial_backoff(Duration::ZERO);
    let client = emulator.client_builder().retry(policy).attempt_timeout(seconds(5)).build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let error = |attempts, kind| move |error: Error| assert_eq!((error.attempts(), error.kind()), (attempts, kind));

    emulator.inject_faults(vec![Fault::Throttled(None); 2]);
    error(2, ErrorKind::Service)(devices.create(&device()).await.unwrap_err());
    emulator.inject_faults([Fault::Throttled(None)]);
    error(1, ErrorKind::Service)(devices.create(&device()).retry(RetryPolicy::never()).await.unwrap_err());
    emulator.inject_faults([Fault::SlowResponse(seconds(6))]);
    error(1, ErrorKind::Timeout)(devices.create(&device()).await.unwrap_err());
    emulator.inject_faults([Fault::SlowResponse(seconds(6))]);
    devices.create(&device()).attempt_timeout(seconds(7)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn retry_unknown_retries_creates() {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    emulator.inject_faults([Fault::ClosedAfterStoring]);
    let response = devices.create(&device()).retry_unknown().send().await.unwrap();
    assert_eq!((response.attempts(), emulator.devices().len()), (2, 2));

    // A refused second attempt does not make the outcome of the first one known.
    emulator.inject_faults([Fault::ClosedAfterStoring, Fault::NoRoute]);
    let error = devices.create(&device()).retry_unknown().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (2, Outcome::Unknown));
    emulator.inject_faults([Fault::ClosedBeforeReading, Fault::ConnectionRefused]);
    let policy = RetryPolicy::default().with_max_attempts(2);
    let error = devices.create(&device()).retry_unknown().retry(policy).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::Unknown));

    // A request that was carried out is not retried.
    emulator.inject_faults([Fault::TruncatedResponse]);
    let error = devices.create(&device()).retry_unknown().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::CarriedOut));
}

#[tokio::test(start_paused = true)]
async fn reads_and_deletes_are_retried_after_every_fault() {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    for fault in [
        Fault::Throttled(None),
        Fault::unavailable(None),
        Fault::gateway(StatusCode::BAD_GATEWAY, false),
        Fault::gateway(StatusCode::INTERNAL_SERVER_ERROR, true),
        Fault::gateway(StatusCode::GATEWAY_TIMEOUT, true),
        Fault::gateway(StatusCode::REQUEST_TIMEOUT, true),
        Fault::ConnectionRefused,
        Fault::ClosedBeforeReading,
        Fault::ClosedAfterStoring,
        Fault::TruncatedResponse,
        Fault::SlowResponse(seconds(101)),
        Fault::ClaimsChallenge,
        Fault::ConditionalAccess,
    ] {
        let id = devices.create(&device()).await.unwrap().id.unwrap();
        emulator.inject_faults([fault.clone()]);
        let response = devices.by_id(&id).get().send().await.unwrap();
        assert_eq!((response.attempts(), response.value().id.as_deref()), (2, Some(id.as_str())), "{fault}");

        emulator.inject_faults([fault.clone()]);
        let response = devices.by_id(&id).delete().send().await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        // An empty body cannot be truncated.
        assert_eq!(response.attempts(), if fault == Fault::TruncatedResponse { 1 } else { 2 }, "{fault}");
        assert!(emulator.devices().is_empty(), "{fault}");
    }
    for fault in [Fault::UndocumentedSuccess, Fault::Accepted, Fault::Gzip, Fault::ByteOrderMark] {
        let id = devices.create(&device()).await.unwrap().id.unwrap();
        emulator.inject_faults([fault.clone(), fault.clone()]);
        assert_eq!(devices.by_id(&id).get().send().await.unwrap().attempts(), 1, "{fault}");
        let response = devices.by_id(&id).delete().send().await.unwrap_or_else(|error| panic!("{fault}: {error}"));
        assert_eq!((response.attempts(), response.is_in_progress()), (1, fault == Fault::Accepted), "{fault}");
        assert!(emulator.devices().is_empty(), "{fault}");
    }
    let id = devices.create(&device()).await.unwrap().id.unwrap();
    emulator.inject_faults([Fault::ClosedAfterStoring, Fault::NotFoundAsBadRequest, Fault::NotFoundAsBadRequest]);
    assert_eq!(devices.by_id(&id).delete().send().await.unwrap().attempts(), 2);
    let error = devices.by_id(&id).delete().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.is_not_found()), (400, true), "{error}");
    let error = devices.by_id("none").delete().await.unwrap_err();
    assert!(error.is_not_found() && error.attempts() == 1, "{error}");
}
