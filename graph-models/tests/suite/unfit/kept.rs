//! Kept values: where they are, and what replaces them.

use super::sample::{Sample, assert_kept, written};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::build;
use graph_models::odata::{self, Object, Unrecognized};
use serde_json::json;

#[test]
fn only_the_nested_property_is_kept() {
    let json = r#"{"text":"a","part":{"date":"","int32":"7","parts":[{"guid":""},{"state":1.50,"text":"b"}]}}"#;
    let sample: Sample = odata::from_str(json).unwrap();
    let part = sample.part.as_ref().unwrap();
    assert_eq!(part.int32, Some(7));
    assert_eq!(part.parts.as_ref().unwrap()[1].text.as_deref(), Some("b"));
    let mut paths: Vec<_> = sample.unrecognized().iter().map(|found| found.path().to_owned()).collect();
    paths.sort();
    assert_eq!(paths, ["part.date", "part.parts[0].guid", "part.parts[1].state"]);
    assert_eq!(
        serde_json::to_string(&sample).unwrap(),
        r#"{"text":"a","part":{"int32":7,"parts":[{"guid":""},{"text":"b","state":1.50}],"date":""}}"#
    );
}

#[test]
fn a_list_is_kept_whole_if_an_item_does_not_fit() {
    for (name, value) in [
        ("dateTimes", r#"["2024-02-14T08:55:18Z","2024-02-14T08:55:18"]"#),
        ("guids", r#"[""]"#),
        ("texts", r#"["a",null,{"b":[1.10,"c"]},5]"#),
        ("states", r#"["enrolled",1]"#),
        ("booleans", r#"[true,"true"]"#),
        ("int64s", r#"["5",1.0,1e2,null,2.50]"#),
        ("doubles", r#"[1.50,"x",2.50]"#),
        ("parts", r##"[{"text":null,"int32":"5"},{"@odata.type":"#tests.sample"},[]]"##),
        ("texts", r#"{"0":"a"}"#),
        ("texts", r#""a""#),
    ] {
        let json = format!(r#"{{"{name}":{value}}}"#);
        assert_kept(&odata::from_str(&json).unwrap(), name, value);
        let unrecognized = serde_json::from_str::<Sample>(&json).unwrap().unrecognized();
        assert!(matches!(unrecognized.as_slice(), [Unrecognized::Value { path, .. }] if path == name), "{name}");
    }
}

#[test]
fn unpaired_surrogates_are_kept() {
    let sample: Sample = odata::from_str(r#"{"text":"\ud800","date":"2024-02-14"}"#).unwrap();
    assert_eq!(written(&sample)["text"], r#""\ud800""#);
    assert!(sample.text.is_none() && sample.date.is_some());
}

#[test]
fn setting_the_field_replaces_a_kept_value() {
    let json = r#"{"lastContactedDateTime":"","groupTag":5,"colour":"blue"}"#;
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(json).unwrap();
    let last_contacted_date_time = chrono::DateTime::UNIX_EPOCH;
    let device = build!(WindowsAutopilotDeviceIdentity { last_contacted_date_time, group_tag: "lab", ..device });
    let expected = json!({
        "@odata.type": WindowsAutopilotDeviceIdentity::ODATA_TYPE,
        "groupTag": "lab",
        "lastContactedDateTime": "1970-01-01T00:00:00Z",
        "colour": "blue",
    });
    assert_eq!(serde_json::to_value(&device).unwrap(), expected);
    assert_eq!(device.unrecognized().len(), 1, "only the colour");
}

#[test]
fn setting_the_field_does_not_replace_an_inserted_value() {
    let mut device: WindowsAutopilotDeviceIdentity = serde_json::from_str(r#"{"groupTag":5}"#).unwrap();
    device.additional_properties.insert("groupTag", ()).unwrap();
    device.group_tag = Some("lab".to_owned());
    let error = serde_json::to_string(&device).unwrap_err().to_string();
    assert!(error.starts_with("duplicate property `groupTag`"), "{error}");
}

#[test]
fn duplicates_are_errors() {
    for json in [
        r#"{"text":5,"text":"a"}"#,
        r#"{"text":"a","text":5}"#,
        r#"{"text":1.10,"text":1.10}"#,
        r#"{"part":{"date":"","date":""}}"#,
        r#"{"texts":[5],"texts":["a"]}"#,
    ] {
        for error in [serde_json::from_str::<Sample>(json).unwrap_err(), odata::from_str::<Sample>(json).unwrap_err()] {
            assert!(error.to_string().starts_with("duplicate property `"), "{error}");
        }
    }
}

#[test]
fn other_values_in_place_of_the_whole_object_are_errors() {
    for json in ["null", "5", "1.10", r#""a""#, "[]", "true", "", "{", r#"{"text":5"#, r#"{"text":1.10,}"#] {
        assert_eq!(
            odata::from_str::<Sample>(json).unwrap_err().to_string(),
            serde_json::from_str::<Sample>(json).unwrap_err().to_string()
        );
    }
}
