//! Thousands of creates and deletes with random faults: no device is lost, none is created twice, and all are deleted.
//!
//! The emulator speaks HTTP/1. The tests of HTTP/2 have creates with the faults of its frames.

use graph_client::emulator::{Emulator, Fault, ReceivedRequest, RetryAfter, Throttle};
use graph_client::{Error, GraphClient, Method, Outcome, Response};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::collections::{HashMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::Instant;

const SEEDS: usize = 5;
const CREATES: usize = 300;
const FAULT_PROBABILITY: f64 = 0.3;
const THREADS: usize = 2;
const KINDS_OF_FAULTS: usize = 17;

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

fn client_request_id(request: &ReceivedRequest) -> String {
    request.headers()["client-request-id"].to_str().unwrap().to_owned()
}

/// Maps each client request id to the fault of its last attempt.
fn last_faults(emulator: &Emulator) -> HashMap<String, Option<Fault>> {
    emulator.requests().iter().map(|request| (client_request_id(request), request.fault().cloned())).collect()
}

/// Returns the client request ids of the deletes that were carried out.
fn carried_out_deletes(emulator: &Emulator) -> HashSet<String> {
    let requests = emulator.requests();
    let deletes = requests.iter().filter(|request| request.method() == Method::DELETE && request.is_carried_out());
    deletes.map(client_request_id).collect()
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
        Fault::ClosedBeforeReading | Fault::ClosedAfterStoring | Fault::SlowResponse(_) | Fault::Accepted => true,
        _ => false,
    }
}

/// Deletes all devices, each with as many requests as it takes, and asserts that what the client reports of each request agrees
/// with what the service did.
async fn delete_all(emulator: &Emulator, client: &GraphClient) {
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut results = Vec::new();
    for device in emulator.devices() {
        let device = devices.by_id(device.id.as_deref().unwrap());
        let mut results_of_device = Vec::new();
        for _ in 0..100 {
            let result = device.delete().send().await;
            let is_done = result.as_ref().map_or_else(Error::is_not_found, |_| true);
            results_of_device.push(result);
            if is_done {
                break;
            }
        }
        results.push(results_of_device);
    }
    assert!(emulator.devices().is_empty());
    let carried_out = carried_out_deletes(emulator);
    for results_of_device in results {
        let (mut may_be_deleted, mut is_deleted) = (false, false);
        for result in results_of_device {
            let id =
                result.as_ref().map_or_else(|error| error.client_request_id().unwrap(), Response::client_request_id);
            let is_carried_out = carried_out.contains(id);
            is_deleted |= is_carried_out;
            let is_consistent = match &result {
                Ok(_) => is_deleted,
                Err(error) => match error.outcome() {
                    Outcome::NotSent | Outcome::Refused if error.is_not_found() => may_be_deleted && !is_carried_out,
                    Outcome::NotSent | Outcome::Refused => !is_carried_out,
                    Outcome::CarriedOut => is_carried_out,
                    // Told "not there" after an unknown attempt, a delete has succeeded, unless the error is cut off.
                    Outcome::Unknown => !error.is_not_found() || error.service().is_none(),
                },
            };
            assert!(is_consistent, "carried out: {is_carried_out}; {result:?}");
            may_be_deleted |= result.is_err_and(|error| error.outcome() == Outcome::Unknown);
        }
    }
}

/// What happened in a soak.
#[derive(Default)]
struct Tally {
    /// The creates by outcome, `None` for success.
    creates: HashMap<Option<Outcome>, usize>,
    faults: HashSet<(Method, Discriminant<Fault>)>,
    /// The deletes that were told 400 because the device was deleted already.
    told_400: usize,
}

/// Creates devices in sequence. With every other seed of a thread, deletes them.
async fn create_and_delete(seed: usize, tally: &Mutex<Tally>) {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_random_faults(u64::try_from(seed).unwrap(), FAULT_PROBABILITY);
    let client = emulator.client().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut results = Vec::new();
    for number in 0..CREATES {
        results.push(devices.create(&device(number)).await);
    }
    let counts = stored(&emulator);
    let last_faults = last_faults(&emulator);
    // Half of the deletes are enough, and take half of the time.
    if seed % 4 < 2 {
        delete_all(&emulator, &client).await;
    }
    let mut tally = tally.lock().unwrap();
    for (number, result) in results.iter().enumerate() {
        assert_consistent(result, counts.get(&number.to_string()).copied().unwrap_or_default());
        if let Err(error) = result
            && error.outcome() == Outcome::Unknown
        {
            let fault = last_faults[error.client_request_id().unwrap()].as_ref();
            assert!(fault.is_some_and(is_ambiguous), "{seed}: {fault:?}: {error:?}");
        }
        *tally.creates.entry(result.as_ref().err().map(Error::outcome)).or_default() += 1;
    }
    for request in emulator.requests() {
        tally.faults.extend(request.fault().map(|fault| (request.method().clone(), discriminant(fault))));
        let is_done_already = request.method() == Method::DELETE && !request.is_carried_out();
        tally.told_400 += usize::from(is_done_already && request.fault() == Some(&Fault::NotFoundAsBadRequest));
    }
}

#[test]
fn many_sequential_creates_and_half_as_many_deletes() {
    let tally = Mutex::new(Tally::default());
    thread::scope(|scope| {
        for first in 0..THREADS {
            let tally = &tally;
            scope.spawn(move || {
                let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
                for seed in (first..SEEDS).step_by(THREADS) {
                    runtime.block_on(create_and_delete(seed, tally));
                }
            });
        }
    });
    let Tally { creates, faults, told_400 } = tally.into_inner().unwrap();
    let total = SEEDS * CREATES;
    assert_eq!(creates.values().sum::<usize>(), total);
    // The faults occurred: most creates succeed, and every other outcome except "not sent" is common. A refused connection
    // carries no request.
    assert!(creates[&None] > total * 7 / 10, "{creates:?}");
    for outcome in [Outcome::Refused, Outcome::CarriedOut, Outcome::Unknown] {
        assert!(creates[&Some(outcome)] > total / 100, "{creates:?}");
    }
    assert_eq!(faults.len(), 2 * (KINDS_OF_FAULTS - 1), "{faults:?}");
    assert!(told_400 > 0);
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
        (Throttle::new(100, Duration::from_secs(20)), 500),
        (retry_after(RetryAfter::Seconds(1)), 32),
        (retry_after(RetryAfter::Seconds(1)), 500),
        (retry_after(RetryAfter::Seconds(0)), 300),
        (retry_after(RetryAfter::Date(Duration::ZERO)), 300),
        (retry_after(RetryAfter::Decimal(Duration::from_millis(128))), 300),
        (Throttle::new(1, Duration::from_millis(200)).with_retry_after(RetryAfter::Seconds(2)), 200),
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
