//! Thousands of creates with random faults: no device is lost, and none is created twice.

use graph_client::emulator::{Emulator, Fault, ReceivedRequest};
use graph_client::{Error, Outcome};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::collections::HashMap;
use tokio::task::JoinSet;

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
