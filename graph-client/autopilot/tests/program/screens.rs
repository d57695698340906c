//! What the program prints when it works.

use crate::harness::{EmulatorProcess, Ended, Folder, SAMPLE, list};
use graph_client::emulator::{Emulator, Fault};

#[test]
fn the_sample_is_rehearsed_without_a_tenant() {
    let folder = Folder::new();
    let ended = folder.run(&["import", SAMPLE, "--emulator"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let table = "\
already registered         1
another tenant             1
duplicate                  1
invalid row                1
malformed hash             2
registered                19
total                     25

5 rows failed:
";
    let rest = ended.stdout.strip_prefix(table).unwrap_or_else(|| panic!("{}", ended.stdout));
    let lines: Vec<String> = rest.lines().map(|line| line.replace(SAMPLE, "devices.csv")).collect();
    assert_eq!(lines[0], "  devices.csv, line 10: SAMPLE-2009: registered in another tenant");
    assert!(lines[1].starts_with("      ask the organization that has the device to deregister it"), "{}", lines[1]);
    assert_eq!(lines[6], "  devices.csv, line 21: SAMPLE-2003: the same device as in devices.csv, line 4");
    assert_eq!(lines[7], "      remove this row or devices.csv, line 4, whichever is wrong");
    assert_eq!(lines.len(), 10);
    assert!(ended.stderr.starts_with("rehearsal: an emulator"), "{}", ended.stderr);
    assert!(ended.stderr.ends_with("25 of 25 rows done\n"), "{}", ended.stderr);
    assert!(!std::path::Path::new(&format!("{SAMPLE}.journal")).exists());
}

#[test]
fn no_screen_and_no_file_has_a_whole_hash() {
    let folder = Folder::new();
    let sample = std::fs::read_to_string(SAMPLE).unwrap();
    folder.write("devices.csv", &sample);
    let emulator = EmulatorProcess::start(&["--time-scale", "1000"]);
    let import = ["import", "devices.csv", "--report", "r.csv", "--poll-interval", "50ms"];
    let ended = [
        emulator.run(&folder, &import),
        folder.run(&["check", "devices.csv"]),
        emulator.run(&folder, &["list", "--json"]),
    ];
    let mut texts: Vec<String> = ended.into_iter().flat_map(|ended| [ended.stdout, ended.stderr]).collect();
    texts.extend([folder.read("r.csv"), folder.read("devices.csv.journal")]);
    for hash in sample.lines().skip(1).filter_map(|line| line.split(',').nth(2)).filter(|hash| !hash.is_empty()) {
        let part = &hash[..24];
        assert!(texts.iter().all(|text| !text.contains(part)), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_passes_is_shown() {
    let folder = Folder::new();
    folder.write("devices.csv", list(1));
    let emulator = Emulator::start().await.unwrap();
    emulator.set_time_scale(1000.0);
    // All attempts of the request after the list of records and the import.
    emulator.inject_faults((0..7).map(|number| (number >= 2).then(|| Fault::unavailable(None))));
    let import = ["import", "devices.csv", "--poll-interval", "100ms", "--endpoint", emulator.endpoint()];
    let mut command = folder.command(&import);
    let ended: Ended = command.env("GRAPH_ACCESS_TOKEN", emulator.token()).output().unwrap().into();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let retrying = ended.stderr.lines().find(|line| line.contains("trying again in ")).unwrap();
    assert!(retrying.starts_with("the service has a problem of its own; trying again in 1"), "{retrying}");
    assert!(retrying.contains("503"), "{retrying}");
}

#[test]
fn deleted_records_are_counted() {
    let folder = Folder::new();
    folder.write("devices.csv", list(1000));
    let emulator = EmulatorProcess::start(&["--time-scale", "1000"]);
    let ended = emulator.run(&folder, &["import", "devices.csv", "--poll-interval", "50ms"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("\n1000 records of the imports deleted\n"), "{}", ended.stderr);
}

#[test]
fn a_check_names_every_problem_with_its_line() {
    let folder = Folder::new();
    folder.write("a.csv", "Hardware Hash,Device Serial Number\nT0EB,A\nT0E*,B\n");
    folder.write("b.csv", "Device Serial Number;Hardware Hash\nC;T0EC\na;T0ED\n");
    let ended = folder.run(&["check", "a.csv", "b.csv"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ended.stdout);
    assert!(lines[0].starts_with("a.csv, line 3: B: malformed hash: "), "{}", lines[0]);
    assert_eq!(lines[1], "b.csv, line 3: a: the same device as in a.csv, line 2");
    assert_eq!(ended.stderr, "4 rows, 2 problems\n");

    folder.write("good.csv", "Hardware Hash,Device Serial Number\nT0EB,A\n");
    let ended = folder.run(&["check", "good.csv"]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", "1 row, 0 problems\n"));
}

#[test]
fn a_dry_run_changes_nothing() {
    let folder = Folder::new();
    folder.write("devices.csv", "Device Serial Number,Hardware Hash\nA,T0EB\n");
    let emulator = EmulatorProcess::start(&[]);
    let ended = emulator.run(&folder, &["import", "devices.csv", "--dry-run"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.starts_with("ready                      1\n"), "{}", ended.stdout);
    assert!(!folder.path("devices.csv.journal").exists());
    assert_eq!(emulator.run(&folder, &["list"]).stderr, "0 devices\n");
}

#[test]
fn options_fill_what_rows_do_not_have() {
    let folder = Folder::new();
    folder.write(
        "devices.csv",
        "Device Serial Number,Hardware Hash,Group Tag,Assigned User\nA,T0EB,lab,\nB,T0EC,,b@contoso.com\n",
    );
    let emulator = EmulatorProcess::start(&["--time-scale", "1000"]);
    let import = ["import", "devices.csv", "--group-tag", "kiosk", "--assign-user", "a@contoso.com"];
    let ended = emulator.run(&folder, &[&import[..], &["--poll-interval", "50ms"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let table = emulator.run(&folder, &["list"]).stdout;
    let words: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split_whitespace().take(3).collect()).collect();
    assert_eq!(words, [["A", "lab", "a@contoso.com"], ["B", "kiosk", "b@contoso.com"]]);
}

#[test]
fn devices_are_shown_changed_and_deleted() {
    let folder = Folder::new();
    folder.write("devices.csv", "Device Serial Number,Hardware Hash\nA,T0EB\nB,T0EC\n");
    folder.write("gone.txt", "A\nB\n\nC\na\n");
    let emulator = EmulatorProcess::start(&["--time-scale", "1000"]);
    emulator.run(&folder, &["import", "devices.csv", "--poll-interval", "50ms"]);

    let ended = emulator.run(&folder, &["set", "A", "C", "--group-tag", "lab", "--user", "a@contoso.com"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[0], "C: not registered here");
    assert!(lines[1].starts_with("    compare the serial number"), "{}", lines[1]);
    assert!(lines[2].starts_with("A: updated "), "{}", lines[2]);
    let shown = emulator.run(&folder, &["get", "A"]).stdout;
    assert!(shown.starts_with("serial number:    A\n"), "{shown}");
    assert!(shown.contains("\ngroup tag:        lab\nuser:             a@contoso.com\n"), "{shown}");
    let ended = emulator.run(&folder, &["set", "A", "--group-tag", "", "--user", ""]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let shown = emulator.run(&folder, &["get", "A"]).stdout;
    assert!(!shown.contains("lab") && !shown.contains("a@contoso.com"), "{shown}");
    let missing = emulator.run(&folder, &["get", "C"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.stderr.starts_with("error: no device has the serial number or the id C\n"), "{}", missing.stderr);

    let ended = emulator.run(&folder, &["delete", "--file", "gone.txt"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("Nothing was deleted. To delete without a question, add --yes"), "{}", ended.stderr);
    let ended = emulator.run(&folder, &["delete", "--file", "gone.txt", "--yes"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let duplicate = "a: the same device as A, which was named before\n";
    for line in ["A: deregistered\n", "B: deregistered\n", "C: not registered here\n", duplicate] {
        assert!(ended.stdout.contains(line), "{}", ended.stdout);
    }
}

#[test]
fn the_service_synchronizes_once() {
    let folder = Folder::new();
    let emulator = EmulatorProcess::start(&[]);
    let [first, second] = [(); 2].map(|()| emulator.run(&folder, &["sync"]));
    assert!(first.stdout.starts_with("the synchronization has started"), "{first:?}");
    assert_eq!((second.code, second.stdout.as_str()), (Some(0), "a synchronization is running already\n"));
}

#[test]
fn help_teaches() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).stdout;
    for part in ["autopilot import devices.csv --emulator", "GRAPH_ACCESS_TOKEN", "Exit codes:", "usgov-dod"] {
        assert!(help.contains(part), "{part}");
    }
    let help = folder.run(&["help", "import"]).stdout;
    assert!(help.contains("Device Serial Number,Windows Product ID,Hardware Hash"), "{help}");
    let page = folder.run(&["man"]).stdout;
    assert!(page.contains(".TH autopilot 1") && page.contains("\\-\\-row\\-timeout"), "{page}");
    let script = folder.run(&["completions", "powershell"]).stdout;
    assert!(script.contains("'--dry-run'"), "{script}");
}
