//! The JSON documents that the benchmarks read.

use chrono::{DateTime, Duration};
use serde_json::Value;

/// The maximum number of devices in a page of Graph.
pub(super) const PAGE_SIZE: usize = 1000;

const EXAMPLE: &str = include_str!("../../tests/exchange/response.json");

const DATES: [&str; 3] =
    ["deploymentProfileAssignedDateTime", "lastContactedDateTime", "remediationStateLastModifiedDateTime"];

/// A device and a page of devices, as the service sends them.
pub(crate) struct Documents {
    pub(super) device: String,
    pub(super) page: String,
}

impl Documents {
    /// Returns the example of Graph's documentation, and a page of variations of it.
    pub(crate) fn new() -> Self {
        let example: Value = serde_json::from_str(EXAMPLE).expect("the example is JSON");
        let devices: Vec<_> = (0..PAGE_SIZE).map(|number| as_sent(&varied(example.clone(), number))).collect();
        let context = "https://graph.microsoft.com/beta/$metadata#deviceManagement/windowsAutopilotDeviceIdentities";
        let page = format!(r#"{{"@odata.context":"{context}","value":[{}]}}"#, devices.join(","));
        Self { device: as_sent(&example), page }
    }
}

/// Serializes a device with its properties in the order of the example: `Value` sorts them.
fn as_sent(device: &Value) -> String {
    let mut properties: Vec<_> = device.as_object().into_iter().flatten().collect();
    properties.sort_by_key(|(name, _)| EXAMPLE.find(&format!("\"{name}\":")));
    let properties: Vec<_> = properties.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", properties.join(","))
}

/// Varies the values of a device, and removes some of them.
fn varied(mut device: Value, number: usize) -> Value {
    let pick = |choices: &[&str]| Value::from(choices[number % choices.len()]);
    device["id"] = format!("{number:08x}-f0b1-fac6-b1f0-c6fab1f0c6fa").into();
    device["serialNumber"] = format!("PF{:06X}", number * 7919).into();
    device["displayName"] = format!("DESKTOP-{number:05}").into();
    device["userPrincipalName"] = format!("user{number}@contoso.com").into();
    device["groupTag"] = pick(&["lab", "", "Kiosk München", "branch office / \"north\""]);
    device["manufacturer"] = pick(&["LENOVO", "Dell Inc.", "HP", "Microsoft Corporation", "Acer"]);
    device["enrollmentState"] = pick(&["enrolled", "notContacted", "failed", "unknown"]);
    device["deploymentProfileAssignmentStatus"] = pick(&["assignedInSync", "pending", "notAssigned"]);
    device["remediationState"] = pick(&["noRemediationRequired", "automaticRemediationRequired"]);
    for (place, name) in DATES.into_iter().enumerate() {
        let seconds = i64::try_from(number * 86_461 + place).expect("a few years");
        let first = DateTime::parse_from_rfc3339("2019-03-01T08:00:00Z").expect("a valid date");
        let date = first + Duration::seconds(seconds);
        // Whole seconds, Graph's seven digits, and "never".
        device[name] = match (number + place) % 4 {
            0 => date.format("%Y-%m-%dT%H:%M:%SZ").to_string().into(),
            1 => "0001-01-01T00:00:00Z".into(),
            _ => format!("{}.{:07}Z", date.format("%Y-%m-%dT%H:%M:%S"), number * 9973 % 10_000_000).into(),
        };
    }
    let absent = ["deviceAccountUpn", "deviceAccountPassword", "deviceFriendlyName", "productKey", "managedDeviceId"];
    if let Some(properties) = device.as_object_mut()
        && !number.is_multiple_of(3)
    {
        properties.retain(|name, _| !absent.contains(&name.as_str()));
    }
    device
}

/// Asserts that two texts are the same JSON, except for trailing zeros in fractions of a second.
pub(super) fn assert_same(written: &str, read: &str, name: &str) {
    let [written, read] = [written, read].map(|text| comparable(serde_json::from_str(text).expect("JSON")));
    assert!(written == read, "{name} loses a value");
}

fn comparable(value: Value) -> Value {
    match value {
        Value::String(text) => DateTime::parse_from_rfc3339(&text).map_or(text, |date| date.to_rfc3339()).into(),
        Value::Array(items) => items.into_iter().map(comparable).collect(),
        Value::Object(properties) => properties.into_iter().map(|(name, value)| (name, comparable(value))).collect(),
        value => value,
    }
}
