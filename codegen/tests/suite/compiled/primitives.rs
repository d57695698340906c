//! Every primitive type.

#![allow(deprecated, reason = "the sample is")]

use super::sample::{Sample, Sides};
use graph_models::odata::{Flags, Object, Unrecognized};
use serde_json::json;

#[test]
fn every_primitive_value_comes_back_as_it_was() {
    let text = r#"{
        "binary": "AP_-", "boolean": true, "byte": 255, "date": "2026-02-28",
        "dateTimeOffset": "2026-02-28T01:02:03.1234567Z", "decimal": 0.10000000000000000000000000000000001,
        "double": -1.5, "duration": "P1DT2H0.5S", "guid": "FAC6F0B1-f0b1-fac6-b1f0-c6fab1f0c6fa", "int16": -32768,
        "int32": 2147483647, "int64": -9223372036854775808, "sbyte": -128, "single": "-INF", "string": "",
        "timeOfDay": "23:59", "untyped": {"any":[1.50]}, "bytes": [0, 1], "guids": [], "old": [1, "2"]
    }"#;
    let sample: Sample = serde_json::from_str(text).unwrap();
    let compact: String = text.split_inclusive(['\n', ' ']).map(str::trim).collect();
    assert_eq!(serde_json::to_string(&sample).unwrap(), compact);
    assert!(sample.additional_properties.is_empty());
}

#[test]
fn values_that_do_not_fit_are_kept() {
    for (property, value) in [
        ("byte", json!(256)),
        ("date", json!("2026-02-30")),
        ("duration", json!("1 day")),
        ("guid", json!("no guid")),
        ("int64", json!(1.5)),
        ("timeOfDay", json!("24:00")),
        ("guids", json!("single")),
    ] {
        let sent = json!({ property: value });
        let sample: Sample = serde_json::from_value(sent.clone()).unwrap();
        let unrecognized = sample.unrecognized();
        assert!(
            matches!(unrecognized.as_slice(), [Unrecognized::Value { path, .. }] if path == property),
            "{property}"
        );
        assert_eq!(serde_json::to_value(&sample).unwrap(), sent);
    }
}

#[test]
fn flags_without_numbers_are_told_by_name() {
    let sides: Flags<Sides> = serde_json::from_value(json!("left,right")).unwrap();
    assert_eq!(serde_json::to_value(&sides).unwrap(), json!("left,right"));
    assert!(sides.contains("left") && !sides.contains("top"));
}
