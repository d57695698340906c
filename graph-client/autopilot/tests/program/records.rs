//! What the program writes for other programs: JSON on the screen, and reports.

use crate::harness::{EmulatorProcess, Folder};
use serde_json::Value;

fn imported() -> (Folder, EmulatorProcess) {
    let folder = Folder::new();
    folder.write("devices.csv", "Device Serial Number,Hardware Hash\nB,T0EB\n\"A\"\"1\",bad!\nC,T0EC\n");
    (folder, EmulatorProcess::start(&["--time-scale", "1000"]))
}

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn reports_have_every_row_in_the_order_of_the_files() {
    let (folder, emulator) = imported();
    let import = ["import", "devices.csv", "--poll-interval", "50ms", "--report"];
    let ended = emulator.run(&folder, &[&import[..], &["r.json"]].concat());
    assert_eq!((ended.code, ended.stderr.ends_with("report: r.json\n")), (Some(1), true), "{ended:?}");
    let report: Value = serde_json::from_str(&folder.read("r.json")).unwrap();
    assert_eq!(report["summary"], serde_json::json!({ "malformed-hash": 1, "registered": 2, "total": 3 }));
    let rows = report["rows"].as_array().unwrap();
    for (row, (line, serial_number, verdict)) in
        rows.iter().zip([(2, "B", "registered"), (3, "A\"1", "malformed-hash"), (4, "C", "registered")])
    {
        assert_eq!(keys(row), ["advice", "deviceId", "file", "line", "reason", "serialNumber", "verdict"]);
        assert_eq!((&row["file"], &row["line"]), (&"devices.csv".into(), &line.into()));
        assert_eq!((&row["serialNumber"], &row["verdict"]), (&serial_number.into(), &verdict.into()));
        assert_eq!(row["deviceId"].is_string(), verdict == "registered");
        assert_eq!(row["advice"].is_string(), verdict != "registered");
    }
    assert_eq!(rows.len(), 3);

    // The journal has the verdicts: the second run only reports them.
    let ended = emulator.run(&folder, &[&import[..], &["R.CSV"]].concat());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let mut reader = csv::Reader::from_path(folder.path("R.CSV")).unwrap();
    let header = ["file", "line", "serialNumber", "verdict", "deviceId", "reason", "advice"];
    assert_eq!(reader.headers().unwrap(), header.as_slice());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let serial_numbers: Vec<&str> = records.iter().map(|record| &record[2]).collect();
    assert_eq!(serial_numbers, ["B", "A\"1", "C"]);
    assert_eq!(&records[0][4], rows[0]["deviceId"].as_str().unwrap());
}

#[test]
fn json_has_the_names_of_microsoft_graph_and_no_secrets() {
    let (folder, emulator) = imported();
    emulator.run(&folder, &["import", "devices.csv", "--poll-interval", "50ms"]);
    let json = |arguments: &[&str]| -> Vec<Value> {
        let ended = emulator.run(&folder, arguments);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
        serde_json::from_str(&ended.stdout).unwrap()
    };
    let devices = json(&["list", "--json"]);
    let serial_numbers: Vec<&str> = devices.iter().filter_map(|device| device["serialNumber"].as_str()).collect();
    assert_eq!(serial_numbers, ["B", "C"]);
    assert_eq!(json(&["list", "--json", "--serial", "C"])[0]["id"], devices[1]["id"]);
    let id = devices[0]["id"].as_str().unwrap();
    for wanted in ["B", id] {
        let found = json(&["get", wanted, "--json"]);
        assert_eq!((found.len(), &found[0]["id"]), (1, &devices[0]["id"]));
        assert_eq!((found[0].get("productKey"), found[0].get("deviceAccountPassword")), (None, None));
    }
    assert!(json(&["profiles", "--json"]).is_empty());

    let ended = emulator.run(&folder, &["list", "--json", "--serial", "X"]);
    assert_eq!((ended.code, ended.stdout.trim()), (Some(1), "[]"));
}
