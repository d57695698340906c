//! What the program says when nothing can be done.

use crate::harness::{Ended, Folder, TOKEN};
use graph_client::autopilot::Journal;
use graph_client::emulator::{Emulator, Fault};

#[track_caller]
fn assert_advice(ended: &Ended, parts: &[&str]) {
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("error: "), "{}", ended.stderr);
    for part in parts {
        assert!(ended.stderr.contains(part), "{part}\n---\n{}", ended.stderr);
    }
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("devices.csv", "Device Serial Number,Hardware Hash\nA,T0EB\n");
    folder
}

/// Runs a command with an emulator in this process.
fn run(folder: &Folder, emulator: &Emulator, token: &str, arguments: &[&str]) -> Ended {
    let mut command = folder.command(arguments);
    command.args(["--endpoint", emulator.endpoint()]).env("GRAPH_ACCESS_TOKEN", token).output().unwrap().into()
}

#[test]
fn wrong_arguments_are_explained() {
    let folder = folder();
    for (arguments, expected) in [
        (&["import"][..], "required"),
        (&["import", "devices.csv", "--report", "r.txt"], "expected a file with .csv or .json at the end"),
        (&["import", "devices.csv", "--wait", "never"], "[possible values: imported, profile]"),
        (&["import", "devices.csv", "--row-timeout", "soon"], "--row-timeout"),
        (&["set", "A"], "--group-tag"),
        (&["delete"], "SERIAL"),
        (&["list", "--emulator", "--cloud", "china"], "cannot be used with"),
        (&["list", "--endpoint", "http://example.com"], "GRAPH_ACCESS_TOKEN"),
        (
            &["import", "devices.csv", "--emulator", "--report", "missing/r.csv"],
            "cannot write the report missing/r.csv",
        ),
    ] {
        assert_advice(&folder.run(arguments), &[expected]);
    }
}

#[test]
fn wrong_files_are_explained() {
    let folder = folder();
    folder.write("empty.csv", "");
    folder.write("program.csv", b"\x7fELF\x02\x01\x01\0\0\0\n\0");
    folder.write("header.csv", "Device Serial Number,Hardware Hash\n");
    for (file, parts) in [
        ("missing.csv", &["cannot read missing.csv", "Check the name"][..]),
        ("empty.csv", &["empty.csv: ", "Device Serial Number,Windows Product ID"]),
        ("header.csv", &["there are no rows in the list"]),
        ("program.csv", &["program.csv: line 1: the file is binary, not CSV", "autopilot help import"]),
        (".", &[". is a folder, not a file", "./devices.csv"]),
    ] {
        assert_advice(&folder.run(&["import", file, "--emulator"]), parts);
    }
}

#[test]
fn without_a_sign_in_every_way_is_named() {
    let folder = folder();
    // Nothing listens there.
    let mut command = folder.command(&["import", "devices.csv"]);
    command.env("AZURE_CLIENT_SECRET", "hidden-secret");
    let ended: Ended = command.output().unwrap().into();
    assert_advice(&ended, &["AZURE_TENANT_ID and AZURE_CLIENT_ID are not both set", "az login", "--emulator"]);
    assert!(!ended.stderr.contains("hidden-secret"), "{}", ended.stderr);
    assert!(!folder.path("devices.csv.journal").exists());

    let mut command = folder.command(&["list", "--cloud", "china"]);
    command.env("AZURE_CLIENT_CERTIFICATE_PATH", "devices.csv").env("AZURE_TENANT_ID", "t").env("AZURE_CLIENT_ID", "c");
    let ended: Ended = command.output().unwrap().into();
    assert_advice(&ended, &["client certificate: devices.csv: there is no certificate in PEM", "AzureChinaCloud"]);
}

#[test]
fn a_host_that_cannot_be_reached_is_explained() {
    let folder = folder();
    let mut command = folder.command(&["list", "--endpoint", "http://127.0.0.1:9"]);
    let ended: Ended = command.env("GRAPH_ACCESS_TOKEN", TOKEN).output().unwrap().into();
    assert_advice(&ended, &["could not connect to 127.0.0.1:9", "HTTPS_PROXY"]);
    assert!(!ended.stderr.contains(TOKEN));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_accepted_is_explained() {
    let (folder, emulator) = (folder(), Emulator::start().await.unwrap());
    let ended = run(&folder, &emulator, "wrong-token", &["import", "devices.csv"]);
    assert_advice(&ended, &["401", "az login", "run the same command again:\n", "import devices.csv --endpoint"]);
    assert!(!ended.stderr.contains("wrong-token"), "{}", ended.stderr);
    let ended = run(&folder, &emulator, "a b", &["list"]);
    assert_advice(&ended, &["GRAPH_ACCESS_TOKEN: ", "unset it to sign in by other means"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_permission_is_explained() {
    let (folder, emulator) = (folder(), Emulator::start().await.unwrap());
    let path = "/deviceManagement/windowsAutopilotDeviceIdentities";
    emulator.inject_permanent_fault("GET".parse().unwrap(), path, Fault::PermissionDenied);
    let ended = run(&folder, &emulator, emulator.token(), &["list"]);
    assert_advice(&ended, &["DeviceManagementServiceConfig.Read.All", "grant consent", "Intune Administrator"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_of_another_list_or_tenant_is_refused() {
    let (folder, emulator) = (folder(), Emulator::start().await.unwrap());
    emulator.set_time_scale(1000.0);
    let import = ["import", "devices.csv", "--poll-interval", "50ms"];
    let ended = run(&folder, &emulator, emulator.token(), &import);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    folder.write("devices.csv", "Device Serial Number,Hardware Hash\nB,T0EB\n");
    let ended = run(&folder, &emulator, emulator.token(), &import);
    let parts = ["devices.csv, line 2 is not as it was", "Nothing was sent.", "Restore that line", "--journal FILE"];
    assert_advice(&ended, &parts);
    assert!(!ended.stderr.contains("run the same command again:\n"), "{}", ended.stderr);
    assert_eq!(emulator.devices().len(), 1);

    let other = Emulator::start().await.unwrap();
    let ended = run(&folder, &other, other.token(), &import);
    assert_advice(&ended, &["is of another tenant", "sign in to that tenant, and run the same command again"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_cannot_be_used_is_explained() {
    let (folder, emulator) = (folder(), Emulator::start().await.unwrap());
    let import =
        |journal: &str| run(&folder, &emulator, emulator.token(), &["import", "devices.csv", "--journal", journal]);
    let journal = Journal::open(folder.path("j")).unwrap();
    assert_advice(&import("j"), &["another process uses the journal j", "perhaps in another window"]);
    drop(journal);
    assert_advice(&import("devices.csv"), &["line 1 of devices.csv is not a line of a journal", "left as it is"]);
    assert_eq!(folder.read("devices.csv"), "Device Serial Number,Hardware Hash\nA,T0EB\n");
    assert_advice(
        &import("missing/j"),
        &["cannot use the journal missing/j", "To keep it somewhere else: --journal FILE"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_rows_go_on_with_the_journal() {
    let (folder, emulator) = (Folder::new(), Emulator::start().await.unwrap());
    emulator.set_time_scale(1000.0);
    let import = ["import", "a.csv", "b.csv", "--poll-interval", "50ms"];
    let list = |rows: &str| format!("Device Serial Number,Hardware Hash\n{rows}");
    folder.write("a.csv", list("A,T0EB\n,T0EC\n"));
    folder.write("b.csv", list("C,T0E*\nD,T0EE\n"));
    let ended = run(&folder, &emulator, emulator.token(), &import);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.contains("it sends the corrected row"), "{}", ended.stdout);
    folder.write("a.csv", list("A,T0EB\nB,T0EC\n"));
    folder.write("b.csv", list("C,T0ED\nD,T0EE\nE,T0EF\n"));
    let ended = run(&folder, &emulator, emulator.token(), &import);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.starts_with("registered                 5\n"), "{}", ended.stdout);
    assert_eq!(emulator.devices().len(), 5);

    folder.write("b.csv", list("C,T0ED\nE,T0EE\nE,T0EF\n"));
    let ended = run(&folder, &emulator, emulator.token(), &import);
    assert_advice(&ended, &["b.csv, line 3 is not as it was"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_trusted_is_explained() {
    let (folder, emulator) = (folder(), Emulator::builder().tls().start().await.unwrap());
    let ended = run(&folder, &emulator, emulator.token(), &["list"]);
    assert_advice(&ended, &["the certificate of the host is not trusted", "SSL_CERT_FILE", "Details: GET "]);
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_of_the_service_and_responses_of_others_are_explained() {
    let path = "/deviceManagement/windowsAutopilotDeviceIdentities";
    for (status, body, expected) in [
        (500_u16, "{}", "https://status.cloud.microsoft"),
        (200, "<html>Sign in to the guest network</html>", "the response is not the service's"),
    ] {
        let (folder, emulator) = (folder(), Emulator::start().await.unwrap());
        let fault = Fault::respond::<&str, &str>(status.try_into().unwrap(), [], body);
        emulator.inject_permanent_fault("GET".parse().unwrap(), path, fault);
        assert_advice(&run(&folder, &emulator, emulator.token(), &["list"]), &[expected, &status.to_string()]);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_explained() {
    let folder = folder();
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let ended: Ended = folder.command(&["list", "--emulator", "--json"]).stdout(full()).output().unwrap().into();
    assert_advice(&ended, &["cannot write to the standard output: "]);
    // Progress that cannot be shown is no reason to stop.
    let ended: Ended = folder.command(&["import", "devices.csv", "--emulator"]).stderr(full()).output().unwrap().into();
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(0), "registered                 1\ntotal                      1\n")
    );
}

#[test]
fn lists_of_serial_numbers_are_read_or_explained() {
    let folder = folder();
    let utf_16: Vec<u8> = "\u{feff}SAMPLE-1001\r\n\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("utf_16.txt", utf_16);
    let ended = folder.run(&["delete", "--file", "utf_16.txt", "--emulator"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "SAMPLE-1001: deregistered\n"), "{ended:?}");
    folder.write("blank.txt", "\n \n");
    folder.write("windows_1252.txt", b"Z\xfcrich\n");
    for (file, expected) in [
        ("blank.txt", "blank.txt has no serial numbers"),
        ("windows_1252.txt", "windows_1252.txt is neither in UTF-8 nor"),
        ("devices.csv", "devices.csv, line 1 is not a serial number"),
        ("missing.txt", "cannot read missing.txt"),
    ] {
        let ended = folder.run(&["delete", "--file", file, "--emulator"]);
        assert_advice(&ended, &[expected]);
        assert!(!ended.stderr.contains("T0EB"), "{}", ended.stderr);
    }
}
