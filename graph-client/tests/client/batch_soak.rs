//! Hundreds of creates and deletes in batches with random faults: no device is lost, none is created twice.

use crate::emulated::serials;
use graph_client::emulator::{Emulator, Throttle};
use graph_client::{BatchResponses, Error, Outcome};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::collections::HashMap;
use std::time::Duration;

const SEEDS: u64 = 2;
const CREATES: usize = 300;
const FAULT_PROBABILITY: f64 = 0.3;

/// Creates devices and deletes them, and returns the number of creates by outcome, `None` for success.
async fn create_and_delete(seed: u64) -> HashMap<Option<Outcome>, usize> {
    let emulator = Emulator::start().await.unwrap();
    emulator.shuffle_batches(seed);
    emulator.inject_random_faults(seed, FAULT_PROBABILITY);
    if seed % 2 == 1 {
        emulator.set_throttle(Throttle::new(10, Duration::from_secs(1)));
    }
    let client = emulator.client().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut batch = client.beta().batch();
    let handles: Vec<_> = (0..CREATES)
        .map(|number| {
            let device = WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string());
            batch.add(devices.create(&device))
        })
        .collect();
    let mut responses: BatchResponses = batch.send().await;
    let stored = serials(&emulator).into_iter().fold(HashMap::<_, usize>::new(), |mut stored, serial_number| {
        *stored.entry(serial_number).or_default() += 1;
        stored
    });
    let mut outcomes = HashMap::new();
    for (number, handle) in handles.into_iter().enumerate() {
        let result = responses.take(handle);
        let stored = stored.get(&number.to_string()).copied().unwrap_or_default();
        let outcome = result.as_ref().err().map(Error::outcome);
        let is_consistent = match outcome {
            None | Some(Outcome::CarriedOut) => stored == 1,
            Some(Outcome::NotSent | Outcome::Refused) => stored == 0,
            Some(Outcome::Unknown) => stored <= 1,
        };
        assert!(is_consistent, "seed {seed}, {number}: stored {stored} times: {result:?}");
        *outcomes.entry(outcome).or_default() += 1;
    }
    for _ in 0..100 {
        let ids: Vec<String> = emulator.devices().into_iter().filter_map(|device| device.id).collect();
        if ids.is_empty() {
            return outcomes;
        }
        let mut batch = client.beta().batch();
        let handles: Vec<_> = ids.iter().map(|id| batch.add(devices.by_id(id).delete())).collect();
        let mut responses = batch.send().await;
        let left: Vec<String> = emulator.devices().into_iter().filter_map(|device| device.id).collect();
        for (id, handle) in ids.iter().zip(handles) {
            match responses.take(handle).map_err(|error| (error.outcome(), error)) {
                Ok(_) | Err((Outcome::CarriedOut, _)) => assert!(!left.contains(id), "seed {seed}"),
                Err((Outcome::NotSent | Outcome::Refused, error)) => assert!(left.contains(id), "seed {seed}: {error}"),
                Err((Outcome::Unknown, _)) => {}
            }
        }
    }
    panic!("seed {seed}: devices are left");
}

#[tokio::test(start_paused = true)]
async fn hundreds_of_creates_and_deletes() {
    let mut outcomes: HashMap<Option<Outcome>, usize> = HashMap::new();
    for seed in 0..SEEDS {
        for (outcome, count) in create_and_delete(seed).await {
            *outcomes.entry(outcome).or_default() += count;
        }
    }
    let total = CREATES * usize::try_from(SEEDS).unwrap();
    assert_eq!(outcomes.values().sum::<usize>(), total);
    assert!(outcomes[&None] > total / 2, "{outcomes:?}");
    for outcome in [Outcome::Refused, Outcome::Unknown] {
        assert!(outcomes[&Some(outcome)] > total / 200, "{outcomes:?}");
    }
}
