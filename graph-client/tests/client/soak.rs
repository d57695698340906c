//! Thousands of creates with random faults: no device is lost, and none is created twice.

use graph_client::emulator::{Emulator, Fault, ReceivedRequest, RetryAfter, Throttle};
use graph_client::{Error, GraphClient, Outcome};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

const SEEDS: u64 = 25;
const CREATES: usize = 400;
const FAULT_PROBABILITY: f64 = 0.3;

fn device(number: usize) -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string())
}

/// Counts the stored devices by serial number.
fn stored(emulator: &Emulator) -> HashMap<String, usize> {
    emulator.devices().into_iter().fold(HashMap::new(), |mut counts, device| {
        *counts.entry(device.serial_number.unwrap()).or_default() += 1;
        counts
    })
}

/// Maps each client request id to the fault of its last attempt.
fn last_faults(emulator: &Emulator) -> HashMap<String, Option<Fault>> {
    let id = |request: &ReceivedRequest| request.headers()["client-request-id"].to_str().unwrap().to_owned();
    emulator.requests().iter().map(|request| (id(request), request.fault().cloned())).collect()
}

/// Asserts that the outcome that the client reports agrees with the number of stored devices.
fn assert_consistent(result: &Result<WindowsAutopilotDeviceIdentity, Error>, stored: usize) {
    let is_consistent = match result.as_ref().map_err(Error::outcome) {
        Ok(_) | Err(Outcome::CarriedOut) => stored == 1,
        Err(Outcome::NotSent | Outcome::Refused) => stored == 0,
        Err(Outcome::Unknown) => stored <= 1,
    };
    assert!(is_consistent, "stored {stored} times: {result:?}");
}

/// Returns whether the client cannot know if a request with this fault was carried out.
fn is_ambiguous(fault: &Fault) -> bool {
    match fault {
        Fault::Gateway { status, .. } => status.as_u16() != 503,
        Fault::ClosedBeforeReading | Fault::ClosedAfterStoring | Fault::SlowResponse(_) => true,
        _ => false,
    }
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_sequential_creates() {
    let mut outcomes: HashMap<Option<Outcome>, usize> = HashMap::new();
    for seed in 0..SEEDS {
        let emulator = Emulator::start().await.unwrap();
        emulator.inject_random_faults(seed, FAULT_PROBABILITY);
        let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
        let mut results = Vec::new();
        for number in 0..CREATES {
            results.push(devices.create(&device(number)).await);
        }
        let counts = stored(&emulator);
        let last_faults = last_faults(&emulator);
        for (number, result) in results.iter().enumerate() {
            assert_consistent(result, counts.get(&number.to_string()).copied().unwrap_or_default());
            if let Err(error) = result
                && error.outcome() == Outcome::Unknown
            {
                let fault = last_faults[error.client_request_id().unwrap()].as_ref();
                assert!(fault.is_some_and(is_ambiguous), "{seed}: {fault:?}: {error:?}");
            }
            *outcomes.entry(result.as_ref().err().map(Error::outcome)).or_default() += 1;
        }
    }
    let total = usize::try_from(SEEDS).unwrap() * CREATES;
    assert_eq!(outcomes.values().sum::<usize>(), total);
    // The faults occurred: most creates succeed, and every other outcome except "not sent" is common.
    assert!(outcomes[&None] > total * 7 / 10, "{outcomes:?}");
    for outcome in [Outcome::Refused, Outcome::CarriedOut, Outcome::Unknown] {
        assert!(outcomes[&Some(outcome)] > total / 100, "{outcomes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_concurrent_creates() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_random_faults(7, FAULT_PROBABILITY);
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let mut tasks = JoinSet::new();
    for first in 0..16 {
        let devices = devices.clone();
        tasks.spawn(async move {
            let mut results = Vec::new();
            for number in (first * 50)..(first * 50 + 50) {
                results.push((number, devices.create(&device(number)).await));
            }
            results
        });
    }
    let results: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(results.len(), 800);
    let counts = stored(&emulator);
    for (number, result) in &results {
        assert_consistent(result, counts.get(&number.to_string()).copied().unwrap_or_default());
    }
}

/// Creates devices, so many at once, and returns the requests that the service received for them.
async fn create_under_throttle(
    throttle: Throttle,
    creates: usize,
    builder: impl Fn(&Emulator) -> GraphClient,
) -> usize {
    const AT_ONCE: usize = 32;
    let emulator = Emulator::start().await.unwrap();
    emulator.set_throttle(throttle);
    let client = builder(&emulator);
    let numbers = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let devices = client.clone().beta().device_management().windows_autopilot_device_identities();
        let numbers = Arc::clone(&numbers);
        tasks.spawn(async move {
            loop {
                let number = numbers.fetch_add(1, Ordering::Relaxed);
                if number >= creates {
                    break;
                }
                devices.create(&device(number)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let counts = stored(&emulator);
    assert!(counts.len() == creates && counts.values().all(|count| *count == 1), "{} of {creates}", counts.len());
    emulator.requests().len()
}

#[tokio::test(start_paused = true)]
async fn throttling_loses_nothing_and_costs_few_requests() {
    let retry_after = |retry_after| Throttle::new(10, Duration::from_secs(1)).with_retry_after(retry_after);
    for (throttle, creates) in [
        (Throttle::new(100, Duration::from_secs(20)), 110),
        (Throttle::new(100, Duration::from_secs(20)), 1000),
        (retry_after(RetryAfter::Seconds(1)), 32),
        (retry_after(RetryAfter::Seconds(1)), 1000),
        (retry_after(RetryAfter::Seconds(0)), 500),
        (retry_after(RetryAfter::Date(Duration::ZERO)), 500),
        (retry_after(RetryAfter::Decimal(Duration::from_millis(128))), 500),
        (Throttle::new(1, Duration::from_millis(200)).with_retry_after(RetryAfter::Seconds(2)), 300),
    ] {
        let requests = create_under_throttle(throttle.clone(), creates, |emulator| emulator.client().unwrap()).await;
        println!("{throttle:?}: {requests} requests for {creates} creates");
        assert!(requests * 10 <= creates * 13, "{throttle:?}: {requests} requests for {creates} creates");
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_client_avoids_throttling() {
    let limited = |emulator: &Emulator| emulator.client_builder().requests_per_second(9.5).build().unwrap();
    for throttle in [Throttle::new(10, Duration::from_secs(1)), Throttle::new(1, Duration::from_millis(100))] {
        let started = Instant::now();
        assert_eq!(create_under_throttle(throttle, 200, limited).await, 200);
        assert!(started.elapsed() >= Duration::from_secs(20), "{:?}", started.elapsed());
    }
}
