//! Unknown properties and members, and the form of known ones, survive a round trip.

use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::{Evolvable, Object};
use proptest::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const TYPE: &str = "#microsoft.graph.windowsAutopilotDeviceIdentity";

fn read(json: &str) -> WindowsAutopilotDeviceIdentity {
    serde_json::from_str(json).unwrap()
}

fn round_trip(json: &str) -> String {
    serde_json::to_string(&read(json)).unwrap()
}

#[test]
fn unknown_members_are_kept_as_received() {
    let json = format!(r#"{{"@odata.type":"{TYPE}","enrollmentState":"hibernating\n"}}"#);
    let device = read(&json);
    assert!(matches!(device.enrollment_state, Some(Evolvable::Unrecognized(_))));
    assert_eq!(device.enrollment_state.unwrap().as_str(), "hibernating\n");
    assert_eq!(round_trip(&json), json);
}

#[test]
fn unknown_properties_keep_their_text_and_order() {
    let json = format!(
        r#"{{"@odata.type":"{TYPE}","serialNumber":"A","z":1.10,"a":{{"y":1e400,"b": [ -0.0, 12345678901234567890123 ]}},"n":null,"z@odata.type":"\u0041"}}"#
    );
    assert_eq!(round_trip(&json), json);
}

#[test]
fn repeated_unknown_properties_are_kept() {
    let json = format!(r#"{{"@odata.type":"{TYPE}","colour":"red","colour":"blue"}}"#);
    assert_eq!(round_trip(&json), json);
    assert_eq!(read(&json).additional_properties.read("colour").unwrap(), Some("blue"));
}

#[test]
fn repeated_known_properties_are_an_error() {
    for json in [r#"{"model":"a","model":"b"}"#, r##"{"@odata.type":"#a.b","@odata.type":"#a.c"}"##] {
        let error = serde_json::from_str::<WindowsAutopilotDeviceIdentity>(json).unwrap_err();
        assert!(error.to_string().contains("duplicate property `"), "{error}");
    }
}

#[test]
fn the_type_is_written_first() {
    let json = r#"{"@odata.context":"https://graph.microsoft.com/beta/$metadata#x/$entity","id":"1"}"#;
    let expected = format!(
        r#"{{"@odata.type":"{TYPE}","id":"1","@odata.context":"https://graph.microsoft.com/beta/$metadata#x/$entity"}}"#
    );
    assert_eq!(round_trip(json), expected);
}

#[test]
fn a_received_odata_type_is_kept() {
    let json = r##"{"@odata.type":"#microsoft.graph.someNewerDevice","id":"1","extra":true}"##;
    assert_eq!(round_trip(json), json);
    assert_eq!(read(json).odata_type().as_deref(), Some("#microsoft.graph.someNewerDevice"));
}

#[test]
fn null_and_absent_properties_are_none_and_not_sent() {
    let device = read(r#"{"serialNumber":null,"enrollmentState":null,"lastContactedDateTime":null,"productKey":null}"#);
    assert_eq!(device, WindowsAutopilotDeviceIdentity::new());
    assert_eq!(serde_json::to_value(&device).unwrap(), json!({ "@odata.type": TYPE }));
}

#[test]
fn a_field_that_is_also_an_additional_property_is_an_error() {
    let mut device = WindowsAutopilotDeviceIdentity::new().with_id("1");
    device.additional_properties.insert("id", "2").unwrap();
    let error = serde_json::to_string(&device).unwrap_err().to_string();
    assert!(error.starts_with("duplicate property `id` of microsoft.graph.windowsAutopilotDeviceIdentity"), "{error}");

    device.id = None;
    assert_eq!(serde_json::to_value(&device).unwrap()["id"], "2");
}

#[test]
fn flattened_models_keep_unknown_properties() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Row {
        line: u32,
        #[serde(flatten)]
        device: WindowsAutopilotDeviceIdentity,
    }
    let json = json!({ "line": 7, "@odata.type": TYPE, "id": "1", "colour": { "rgb": [1, 2.5, null] } });
    let row: Row = serde_json::from_str(&json.to_string()).unwrap();
    assert_eq!(row.device.id.as_deref(), Some("1"));
    assert_eq!(serde_json::to_value(&row).unwrap(), json);
}

#[test]
fn models_are_read_from_values_and_readers() {
    let json = json!({ "@odata.type": TYPE, "id": "1", "colour": "blue" });
    let from_value: WindowsAutopilotDeviceIdentity = serde_json::from_value(json.clone()).unwrap();
    let from_reader: WindowsAutopilotDeviceIdentity = serde_json::from_reader(json.to_string().as_bytes()).unwrap();
    assert_eq!(from_value, from_reader);
    assert_eq!(serde_json::to_value(&from_value).unwrap(), json);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(|number: f64| Value::from(number)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn date_time_offset() -> impl Strategy<Value = String> {
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{1,12}"];
    let zone = prop_oneof![Just("Z".to_owned()), "[+-](0[0-9]|1[0-3]):[0-5][0-9]"];
    ("(000[1-9]|[12][0-9]{3}|9999)-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])", "T([01][0-9]|2[0-3])", fraction, zone)
        .prop_map(|(date, hour, fraction, zone)| format!("{date}{hour}:59:07{fraction}{zone}"))
}

/// Devices as a service might send them: known properties in any order, some of them null, among unknown properties.
fn device_json() -> impl Strategy<Value = Map<String, Value>> {
    let text = || prop_oneof![3 => any::<String>().prop_map(Value::from), 1 => Just(Value::Null)];
    let member = prop_oneof![Just("enrolled".to_owned()), Just("blocked".to_owned()), any::<String>()];
    let known = prop_oneof![
        ("id|groupTag|serialNumber|productKey|deviceAccountPassword|displayName", text()),
        ("enrollmentState|remediationState", member.prop_map(Value::from)),
        ("lastContactedDateTime|deploymentProfileAssignedDateTime", date_time_offset().prop_map(Value::from)),
    ];
    let unknown = ("[a-zA-Z@._]{1,12}|\\PC{0,4}", any_json());
    prop::collection::vec(prop_oneof![known, unknown], 0..12)
        .prop_map(|entries| entries.into_iter().collect())
        .prop_filter("another test covers `@odata.type`", |entries: &Map<_, _>| !entries.contains_key("@odata.type"))
}

const KNOWN: [&str; 10] = [
    "id",
    "groupTag",
    "serialNumber",
    "productKey",
    "deviceAccountPassword",
    "displayName",
    "enrollmentState",
    "remediationState",
    "lastContactedDateTime",
    "deploymentProfileAssignedDateTime",
];

/// Returns the JSON text of each value in an object.
fn texts(json: &str) -> BTreeMap<String, String> {
    let values: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json).unwrap();
    values.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect()
}

proptest! {
    #[test]
    fn any_device_round_trips(sent in device_json()) {
        let text = serde_json::to_string(&sent).unwrap();
        let device = read(&text);
        let written = serde_json::to_string(&device).unwrap();

        let mut expected = texts(&text);
        expected.retain(|name, value| !(value == "null" && KNOWN.contains(&name.as_str())));
        expected.insert("@odata.type".to_owned(), format!("{TYPE:?}"));
        prop_assert_eq!(texts(&written), expected);
        prop_assert_eq!(&round_trip(&written), &written);
    }

    #[test]
    fn reading_models_never_panics(text in "\\PC{0,64}", value in any_json()) {
        let _ = serde_json::from_str::<WindowsAutopilotDeviceIdentity>(&text);
        let _ = serde_json::from_value::<WindowsAutopilotDeviceIdentity>(value);
    }
}
