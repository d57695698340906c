use super::state::COLLECTIONS;
use super::{start, stop, usage};
use crate::arguments::EmulatorArguments;
use crate::signal::Signals;
use clap::Parser;
use graph_client::beta::WindowsAutopilotDeviceIdentities;
use graph_client::emulator::{Emulator, Fault, RetryAfter, Throttle};
use graph_client::{GraphClient, RetryPolicy, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::json;
use std::fs;

/// The options of the emulator alone.
#[derive(Debug, Parser)]
struct Options {
    #[command(flatten)]
    emulator: EmulatorArguments,
}

fn parse(arguments: &[&str]) -> Result<EmulatorArguments, clap::Error> {
    Options::try_parse_from(["emulator"].iter().chain(arguments)).map(|options| options.emulator)
}

async fn started(arguments: &[&str]) -> (EmulatorArguments, Emulator) {
    let arguments = parse(arguments).unwrap();
    let emulator = start(&arguments).await.unwrap();
    (arguments, emulator)
}

/// Returns the devices for a client that repeats nothing.
fn devices(emulator: &Emulator) -> WindowsAutopilotDeviceIdentities {
    let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
    client.beta().device_management().windows_autopilot_device_identities()
}

fn device(serial_number: &str) -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)
}

#[test]
fn invalid_arguments_are_refused() {
    for (arguments, expected) in [
        (&["--page-size", "0"][..], "number would be zero"),
        (&["--bucket", "100"], "expected two positive numbers, such as 100/20"),
        (&["--bucket", "0/20"], "expected two positive numbers"),
        (&["--bucket", "1/0"], "expected two positive numbers"),
        (&["--bucket=-1/20"], "expected two positive numbers"),
        (&["--faults", "1.1"], "expected a number from 0 to 1"),
        (&["--faults", "NaN"], "expected a number from 0 to 1"),
        (&["--retry-after", "2"], "--bucket"),
        (&["--time-scale", "0"], "expected a positive number"),
        (&["--time-scale", "inf"], "expected a positive number"),
        (&["--ca", "ca.pem"], "--tls"),
        (&["--port", "65536"], "65536 is not in 0..=65535"),
        (&["file"], "unexpected argument 'file'"),
    ] {
        let error = parse(arguments).unwrap_err().to_string();
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
}

#[tokio::test]
async fn the_options_configure_the_emulator() {
    let (_, emulator) =
        started(&["--token", "secret", "--page-size", "1", "--bucket=2/60", "--retry-after", "9"]).await;
    let client = GraphClient::builder()
        .endpoint(emulator.endpoint())
        .credential(StaticToken::new("secret"))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.create(&device("1")).await.unwrap();
    devices.create(&device("2")).await.unwrap();
    assert_eq!(devices.list().await.unwrap().items().len(), 1);
    assert!(devices.create(&device("3")).await.unwrap_err().is_throttled());
    let throttled = emulator.requests().last().unwrap().fault().cloned();
    assert_eq!(throttled, Some(Fault::Throttled(Some(RetryAfter::Seconds(9)))));
}

#[test]
fn a_bucket_without_numbers_is_that_of_intune() {
    assert_eq!(parse(&["--bucket"]).unwrap().throttle(), Some(Throttle::default()));
    assert_eq!(parse(&[]).unwrap().throttle(), None);
}

#[tokio::test(start_paused = true)]
async fn faults_depend_on_the_seed() {
    let mut received = Vec::new();
    for seed in ["1", "1", "2"] {
        let (_, emulator) = started(&["--faults", "0.5", "--seed", seed]).await;
        let devices = devices(&emulator);
        for number in 0..20 {
            let _ = devices.create(&device(&number.to_string())).await;
        }
        let faults = emulator.requests().iter().map(|request| request.fault().cloned()).collect::<Vec<_>>();
        assert!(faults.contains(&None) && faults.iter().any(Option::is_some));
        received.push(faults);
    }
    assert_eq!(received[0], received[1]);
    assert_ne!(received[0], received[2]);
}

#[tokio::test]
async fn devices_outlive_the_emulator_in_the_state_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.json");
    let arguments = ["--state", path.to_str().unwrap()];
    for known in [&[][..], &["1"], &["1", "2"]] {
        let (arguments, emulator) = started(&arguments).await;
        let found = emulator.devices();
        let serial_numbers: Vec<&str> = found.iter().filter_map(|device| device.serial_number.as_deref()).collect();
        assert_eq!(serial_numbers, known);
        devices(&emulator).create(&device(&(known.len() + 1).to_string())).await.unwrap();
        let summary = stop(&arguments, &emulator).unwrap();
        assert_eq!(summary, format!("{} devices are in {}", known.len() + 1, path.display()));
    }
    let files: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["state.json"]);
}

#[tokio::test]
async fn all_kinds_of_objects_keep_their_ids_in_the_state_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("state.json");
    let arguments = ["--state", path.to_str().unwrap()];
    let (parsed, emulator) = started(&arguments).await;
    let kinds = COLLECTIONS.map(|(_, kind)| kind);
    for kind in kinds {
        emulator.seed(kind, &json!({ "id": "1", "displayName": "A" })).unwrap();
    }
    let before = kinds.map(|kind| emulator.objects(kind));
    assert_eq!((&before[0][0]["id"], &before[0][0]["displayName"]), (&json!("1"), &json!("A")));
    assert!(before.iter().all(|objects| objects.len() == 1));
    stop(&parsed, &emulator).unwrap();
    let (_, emulator) = started(&arguments).await;
    assert_eq!(kinds.map(|kind| emulator.objects(kind)), before);

    fs::write(&path, r#"{"users":[]}"#).unwrap();
    let error = start(&parse(&arguments).unwrap()).await.unwrap_err().to_string();
    assert!(error.contains("unknown collection `users`"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), r#"{"users":[]}"#);
}

#[tokio::test]
async fn the_service_can_be_faster_and_refuse_to_create_devices() {
    let (_, emulator) = started(&["--no-create-route", "--time-scale", "1e6"]).await;
    assert!(devices(&emulator).create(&device("1")).await.unwrap_err().is_route_missing());
    let import = json!({ "serialNumber": "1", "hardwareIdentifier": "T0E=" });
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    emulator.client().unwrap().beta().request("POST", path).json(&import).await.unwrap();
    while emulator.devices().is_empty() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_state_file_that_cannot_be_used_is_refused_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let invalid = directory.path().join("invalid.json");
    fs::write(&invalid, r#"{"windowsAutopilotDeviceIdentities":7}"#).unwrap();
    let missing = directory.path().join("missing/state.json");
    for (path, expected) in [
        (&*invalid, "is not a state file: invalid type"),
        (&missing, "cannot write"),
        (directory.path(), "cannot read"),
    ] {
        let error = start(&parse(&["--state", path.to_str().unwrap()]).unwrap()).await.unwrap_err().to_string();
        assert!(error.contains(expected) && error.contains(path.to_str().unwrap()), "{error}");
    }
    assert_eq!(fs::read_to_string(&invalid).unwrap(), r#"{"windowsAutopilotDeviceIdentities":7}"#);
}

#[tokio::test]
async fn the_certificate_authority_is_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ca.pem");
    let (arguments, emulator) = started(&["--tls", "--ca", path.to_str().unwrap()]).await;
    assert_eq!(fs::read_to_string(&path).unwrap(), emulator.certificate_authority().unwrap());
    let text = usage(&arguments, &emulator);
    assert!(text.contains("endpoint:     https://127.0.0.1:"), "{text}");
    assert!(text.contains(&format!("curl --cacert '{}' -X POST https://", path.display())), "{text}");
    devices(&emulator).create(&device("1")).await.unwrap();

    let missing = directory.path().join("missing/ca.pem");
    let error = start(&parse(&["--tls", "--ca", missing.to_str().unwrap()]).unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("cannot write"), "{error}");
}

#[tokio::test]
async fn the_commands_import_a_device_as_the_service_does() {
    let (arguments, emulator) = started(&["--no-create-route"]).await;
    let text = usage(&arguments, &emulator);
    let url = format!("{}/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities", emulator.endpoint());
    let commands: Vec<&str> = text.split("\n\n").skip(1).collect();
    assert_eq!(commands.len(), 2, "{text}");
    assert!(commands.iter().all(|command| command.contains(&format!("{url} \\\n"))), "{text}");
    assert!(commands.iter().all(|command| command.contains(emulator.token())), "{text}");
    let body = commands[0].split("-d '").nth(1).unwrap().trim_end_matches('\'');
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    emulator.client().unwrap().beta().request("POST", path).json(&body).await.unwrap();
    let records = emulator.client().unwrap().beta().request("GET", path).await.unwrap();
    assert_eq!(records["value"][0]["state"]["deviceImportStatus"], "unknown");
}

#[tokio::test]
async fn errors_at_the_start_name_the_option() {
    let (_, emulator) = started(&[]).await;
    let port = emulator.endpoint().rsplit(':').next().unwrap();
    let error = start(&parse(&["--port", port]).unwrap()).await.unwrap_err().to_string();
    assert!(error.contains(&format!("cannot listen on port {port}")), "{error}");
    let error = start(&parse(&["--token", "a b"]).unwrap()).await.unwrap_err().to_string();
    assert!(error.contains("--token"), "{error}");
    assert!(stop(&parse(&[]).unwrap(), &emulator).unwrap().contains("0 devices are discarded"));
}

#[cfg(unix)]
#[tokio::test]
async fn signals_stop_the_emulator() {
    for name in ["-INT", "-TERM"] {
        let mut signals = Signals::catch().unwrap();
        let pid = std::process::id().to_string();
        assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
        signals.next().await;
    }
}
