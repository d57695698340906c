//! Odd values of every kind of property, alone, among the items of a list, in nested objects and in a page of devices.

use super::every_value::{self, DOUBLES};
use super::sample::{PROPERTIES, Sample, assert_kept};
use graph_models::beta::WindowsAutopilotDeviceIdentity as Device;
use graph_models::odata::{self, Object, Unrecognized};

/// Odd values that are not among those of `every_value`.
const VALUES: [&str; 10] = [
    r#""0001-01-01T00:00:00""#,
    r#""2024-02-14 08:55:18Z""#,
    r#""/Date(1700000000000)/""#,
    r#""{00000000-0000-0000-0000-000000000000}""#,
    r#""P1Y2M""#,
    r#""{\"text\":\"a\"}""#,
    "123456789012345678901234567890123456789012345678901234567890.5",
    "1e400",
    "[[]]",
    "[{}]",
];

/// A value that fits each kind of property that has a list, in the form in which it is written.
const FITTING: [(&str, &str); 16] = [
    ("text", r#""a""#),
    ("secret", r#""a""#),
    ("state", r#""enrolled""#),
    ("rights", r#""read,write""#),
    ("dateTime", r#""2024-02-14T08:55:18.50+01:00""#),
    ("date", r#""2024-02-14""#),
    ("timeOfDay", r#""08:55""#),
    ("duration", r#""P1DT0H""#),
    ("guid", r#""01234567-89AB-cdef-0123-456789abcdef""#),
    ("binary", r#""T0F=""#),
    ("boolean", "false"),
    ("byte", "255"),
    ("int64", "9223372036854775807"),
    ("double", "0.5"),
    ("decimal", "1.50"),
    ("part", r#"{"text":"a"}"#),
];

fn read(json: &str) -> Sample {
    odata::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// Returns the values that do not fit a property.
fn unfit(name: &str) -> impl Iterator<Item = &'static str> {
    let odd = every_value::VALUES.into_iter().chain(DOUBLES).chain(VALUES);
    odd.filter(move |value| match (name, *value) {
        ("double", "1e400") => true,
        ("parts", "[{}]") => false,
        _ => !every_value::fits(name, value),
    })
}

fn paths(found: &[Unrecognized]) -> Vec<&str> {
    found.iter().filter(|found| matches!(found, Unrecognized::Value { .. })).map(Unrecognized::path).collect()
}

#[test]
fn odd_values_are_kept_alone_and_in_nested_objects() {
    for name in PROPERTIES {
        for value in unfit(name) {
            assert_kept(&read(&format!(r#"{{"{name}":{value}}}"#)), name, value);

            let json = format!(r#"{{"part":{{"parts":[{{}},{{"{name}":{value}}}]}},"parts":[{{"{name}":{value}}}]}}"#);
            let sample = read(&json);
            assert_eq!(serde_json::to_string(&sample).unwrap(), json);
            let expected = [format!("part.parts[1].{name}"), format!("parts[0].{name}")];
            assert_eq!(paths(&sample.unrecognized()), expected, "{json}");
            assert_eq!(sample.clone(), sample);
            assert_ne!(sample, read(&json.replacen(&format!(r#""{name}":{value}"#), "", 1)), "{json}");
        }
    }
}

#[test]
fn a_list_is_kept_with_an_odd_item_of_any_kind() {
    for (item, fitting) in FITTING {
        let name = format!("{item}s");
        for value in unfit(item).chain(["null"]) {
            for list in [format!("[{value}]"), format!("[{fitting},{value},{fitting}]"), format!("[{value},{value}]")] {
                assert_kept(&read(&format!(r#"{{"{name}":{list}}}"#)), &name, &list);
                let json = format!(r#"{{"part":{{"parts":[{{"{name}":{list}}}]}}}}"#);
                assert_eq!(serde_json::to_string(&read(&json)).unwrap(), json);
            }
        }
        let json = format!(r#"{{"{item}":{fitting},"{name}":[{fitting},{fitting}]}}"#);
        let sample = read(&json);
        assert!(sample.additional_properties.is_empty(), "{json}");
        assert_eq!(serde_json::to_string(&sample).unwrap(), json);
    }
}

#[test]
fn setting_the_field_replaces_an_odd_value_of_any_kind() {
    for (item, fitting) in FITTING {
        for (name, fitting) in [(item.to_owned(), fitting.to_owned()), (format!("{item}s"), format!("[{fitting}]"))] {
            let expected = format!(r#"{{"{name}":{fitting}}}"#);
            for value in unfit(&name) {
                let mut sample = read(&format!(r#"{{"{name}":{value}}}"#));
                sample.set(read(&expected));
                assert_eq!(serde_json::to_string(&sample).unwrap(), expected, "{value}");
                assert_eq!(serde_json::to_string(&sample.clone()).unwrap(), expected, "{value}");
                assert!(sample.unrecognized().is_empty(), "{name}: {value}");
                assert_ne!(sample, read(&expected), "the kept value is there until it is removed");
            }
        }
    }
}

#[test]
fn a_page_of_devices_is_read_with_an_odd_value_in_each_property() {
    for (name, kind) in [
        ("id", "text"),
        ("groupTag", "text"),
        ("productKey", "secret"),
        ("deviceAccountPassword", "secret"),
        ("enrollmentState", "state"),
        ("deploymentProfileAssignmentStatus", "state"),
        ("lastContactedDateTime", "dateTime"),
        ("remediationStateLastModifiedDateTime", "dateTime"),
    ] {
        for value in unfit(kind) {
            let odd = format!(r#"{{"serialNumber":"A","{name}":{value},"model":"B"}}"#);
            let json = format!(r#"[{{"model":"A"}},{odd},{odd},{{"model":"C"}}]"#);
            let page: Vec<Device> = odata::from_str(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
            let models: Vec<_> = page.iter().map(|device| device.model.as_deref()).collect();
            assert_eq!(models, [Some("A"), Some("B"), Some("B"), Some("C")], "{json}");
            assert_eq!(page[1].serial_number.as_deref(), Some("A"));
            assert_eq!(paths(&page[1].unrecognized()), [name]);
            assert_eq!(page[1].additional_properties.get(name).unwrap().get(), value);
            let written = serde_json::to_string(&page[1]).unwrap();
            assert!(written.ends_with(&format!(r#","model":"B","serialNumber":"A","{name}":{value}}}"#)), "{written}");
            assert_eq!(page[1], page[2]);
        }
    }
}
