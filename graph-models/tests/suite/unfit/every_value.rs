//! Every form of value for every kind of property.

use super::sample::{PROPERTIES, Sample, assert_kept, written};
use graph_models::odata;

pub(crate) const VALUES: [&str; 22] = [
    "true",
    "5",
    "-5",
    "300",
    "18446744073709551615",
    r#""""#,
    r#"" ""#,
    r#""x""#,
    r#""5""#,
    r#""1.50""#,
    r#""true""#,
    r#""read""#,
    r#""2024-02-14T08:55:18""#,
    r#""2024-02-14T08:55:18Z""#,
    r#""2024-02-14""#,
    r#""PT1H""#,
    r#""a\"\\\u0000b""#,
    "{}",
    r#"{"text":"a","a":[1,{"b":null}],"a":2}"#,
    "[]",
    r#"["x",5]"#,
    "[null]",
];

/// Numbers that `serde_json` passes as doubles.
pub(crate) const DOUBLES: [&str; 7] =
    ["1.10", "-0", "1e2", "1.0", "12345678901234567890123", "0.1000000000000000000000001", "-2.5e-3"];

pub(crate) fn fits(name: &str, value: &str) -> bool {
    let is_text = value.starts_with('"');
    let text = value.trim_matches('"');
    let is_any_integer = ["5", r#""5""#, "1e2", "1.0", "-0"].contains(&value);
    match name {
        "text" | "secret" | "state" | "rights" => is_text,
        "dateTime" => text == "2024-02-14T08:55:18Z",
        "date" => text == "2024-02-14",
        "timeOfDay" | "guid" => false,
        "duration" => text == "PT1H",
        "binary" => is_text && ["", "read", "true", "PT1H", "2024-02-14"].contains(&text),
        "boolean" => value == "true",
        "sbyte" => is_any_integer || value == "-5",
        "byte" => is_any_integer,
        "int16" | "int32" | "int64" => is_any_integer || value == "-5" || value == "300",
        "double" => value.parse::<f64>().is_ok(),
        "decimal" => text.parse::<f64>().is_ok(),
        "untyped" => true,
        "part" => value.starts_with('{'),
        list => list.ends_with('s') && value == "[]",
    }
}

#[test]
fn every_value_fits_or_is_kept() {
    for name in PROPERTIES {
        for value in VALUES {
            let json = format!(r#"{{"{name}":{value}}}"#);
            let read = [
                odata::from_str::<Sample>(&json),
                odata::from_slice(json.as_bytes()),
                serde_json::from_str(&json),
                serde_json::from_reader(json.as_bytes()),
            ];
            for sample in read.map(|read| read.unwrap_or_else(|error| panic!("{json}: {error}"))) {
                if fits(name, value) {
                    assert!(sample.additional_properties.is_empty(), "{json}");
                    assert!(written(&sample).contains_key(*name), "{json}");
                } else {
                    assert_kept(&sample, name, value);
                }
            }
        }
    }
}

#[test]
fn numbers_are_kept_with_all_digits() {
    for name in PROPERTIES {
        for value in DOUBLES {
            let json = format!(r#"{{"{name}":{value}}}"#);
            let sample: Sample = odata::from_str(&json).unwrap();
            let inexact: Sample = serde_json::from_str(&json).unwrap();
            if fits(name, value) {
                assert!(sample.additional_properties.is_empty() && inexact.additional_properties.is_empty(), "{json}");
            } else {
                assert_kept(&sample, name, value);
                let kept: f64 = inexact.additional_properties.read(name).unwrap().unwrap();
                assert_eq!(kept.to_bits(), value.parse::<f64>().unwrap().to_bits(), "{json}");
            }
        }
    }
    for value in ["1e400", "-1e400"] {
        assert_kept(&odata::from_str(&format!(r#"{{"text":{value}}}"#)).unwrap(), "text", value);
    }
}
