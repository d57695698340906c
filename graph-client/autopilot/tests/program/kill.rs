//! The program is killed again and again, and goes on: no row is lost, no device is registered twice.

use crate::harness::{EmulatorProcess, Folder, list};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

const ROWS: u32 = 300;
const KILLS: usize = 10;

/// The time after which a run is killed that a fault has slowed down. The next one has other faults.
const PATIENCE: Duration = Duration::from_secs(3);

/// Runs the import, for this time at most. Returns the exit code of a run that was not killed.
fn run(emulator: &EmulatorProcess, folder: &Folder, time: Duration) -> Option<i32> {
    let arguments = ["import", "devices.csv", "--keep-records", "--poll-interval", "50ms", "--report", "r.json"];
    let mut command = emulator.command(folder, &arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + time;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() >= deadline {
            // SIGKILL.
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        // Another process has no event to wait for.
        std::thread::yield_now();
    }
}

#[test]
fn no_row_is_lost_and_no_device_is_registered_twice() {
    let folder = Folder::new();
    folder.write("devices.csv", list(ROWS));
    let options = ["--faults", "0.3", "--seed", "7", "--bucket", "100/1", "--time-scale", "500"];
    let emulator = EmulatorProcess::start(&options);
    let mut random = fastrand::Rng::with_seed(7);
    let mut kills = 0;
    while kills < KILLS {
        // Even with the last row done, there is a run to kill: it reads the journal.
        if run(&emulator, &folder, Duration::from_millis(random.u64(5..400))).is_none() {
            kills += 1;
        }
    }
    let mut runs = 0;
    while run(&emulator, &folder, PATIENCE) != Some(0) {
        runs += 1;
        assert!(runs < 30, "the import does not end");
    }
    let report: Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(report["summary"], serde_json::json!({ "registered": ROWS, "total": ROWS }));
    let mut devices = BTreeMap::new();
    for device in stored(&emulator, &folder) {
        *devices.entry(device["serialNumber"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let expected = (1..=ROWS).map(|number| (format!("SN{number}"), 1)).collect();
    assert_eq!(devices, expected);
}

/// Returns the devices in the emulator, whose faults also affect this.
fn stored(emulator: &EmulatorProcess, folder: &Folder) -> Vec<Value> {
    (0..100)
        .find_map(|_| {
            let ended = emulator.run(folder, &["list", "--json"]);
            (ended.code == Some(0)).then(|| serde_json::from_str(&ended.stdout).unwrap())
        })
        .expect("one of the requests has no fault")
}
