//! Ctrl-C.
#![cfg(unix)]

use crate::harness::{EmulatorProcess, Ended, Folder, list};
use graph_client::Method;
use graph_client::emulator::{Emulator, Fault};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Command};
use std::time::Duration;

fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn an_interrupted_import_says_how_to_go_on_and_goes_on() {
    let folder = Folder::new();
    folder.write("two words.csv", list(3));
    let emulator = EmulatorProcess::start(&["--time-scale", "100"]);
    let arguments = ["import", "two words.csv", "--poll-interval", "100ms"];
    let mut child = emulator.command(&folder, &arguments).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("3 rows in progress")));
    interrupt(&child);
    let rest: Vec<String> = lines.collect();
    let ended: Ended = child.wait_with_output().unwrap().into();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{rest:?}");
    let rest = rest.join("\n");
    assert!(rest.contains("the journal two words.csv.journal has every row that was sent"), "{rest}");
    assert!(rest.contains("import \"two words.csv\" --poll-interval 100ms --endpoint http://127.0.0.1:"), "{rest}");

    let ended = emulator.run(&folder, &arguments);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.starts_with("journal: two words.csv.journal (going on where it stopped)"), "{}", ended.stderr);
    assert!(!ended.stderr.contains("sending"), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("registered                 3\n"), "{}", ended.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_import_finishes_the_requests_in_flight() {
    let (folder, emulator) = (Folder::new(), Emulator::start().await.unwrap());
    folder.write("devices.csv", list(3));
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities/import";
    emulator.inject_permanent_fault(Method::POST, path, Fault::SlowResponse(Duration::from_secs(1)));
    let mut command = folder.command(&["import", "devices.csv", "--endpoint", emulator.endpoint()]);
    let mut child = command.env("GRAPH_ACCESS_TOKEN", emulator.token()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "sending 3 rows"));
    interrupt(&child);
    assert!(lines.any(|line| line.starts_with("interrupted: finishing the requests in flight")));
    assert!(lines.any(|line| line.starts_with("the journal devices.csv.journal has every row")));
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let journal = folder.read("devices.csv.journal");
    assert_eq!(journal.matches("\"importing\"").count(), 3, "{journal}");
}

#[test]
fn a_rehearsal_has_nothing_to_go_on_with() {
    let folder = Folder::new();
    folder.write("devices.csv", list(3));
    let mut child = folder.command(&["import", "devices.csv", "--emulator"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("3 rows in progress")));
    interrupt(&child);
    assert!(lines.any(|line| line == "there is no journal: the next run begins from the start"));
    assert_eq!(child.wait().unwrap().code(), Some(130));
}

#[test]
fn a_command_that_is_no_text_is_shown_all_the_same() {
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"it's $\xff.csv");
    std::fs::write(folder.path(name), list(3)).unwrap();
    let emulator = EmulatorProcess::start(&["--time-scale", "100"]);
    let mut child = emulator.command(&folder, &["import", "--poll-interval", "100ms"]).arg(name).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("3 rows in progress")));
    interrupt(&child);
    assert!(lines.any(|line| line.ends_with(" 'it'\\''s $\u{fffd}.csv'")));
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
