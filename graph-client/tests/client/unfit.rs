//! Values that do not fit their property are kept, and never fail the response.

use crate::wire::{Wire, json};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::Object;
use serde_json::value::RawValue;

fn unrecognized(device: &WindowsAutopilotDeviceIdentity) -> Vec<String> {
    device.unrecognized().iter().map(ToString::to_string).collect()
}

fn kept<'a>(device: &'a WindowsAutopilotDeviceIdentity, name: &str) -> Option<&'a str> {
    device.additional_properties.get(name).map(RawValue::get)
}

#[tokio::test]
async fn one_date_without_an_offset_does_not_fail_the_list() {
    let wire = Wire::responding(json("200 OK", include_str!("answers/date-without-offset.json"))).await;
    let list = wire.client().beta().device_management().windows_autopilot_device_identities().list();
    let devices = list.all().await.unwrap();
    assert_eq!(devices.iter().map(|device| device.id.as_deref().unwrap()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(devices[1].last_contacted_date_time, None);
    assert_eq!(kept(&devices[1], "lastContactedDateTime"), Some(r#""2024-02-14T08:55:18""#));
    assert_eq!(unrecognized(&devices[1]), ["`lastContactedDateTime` has a value that its type cannot hold"]);
}

#[tokio::test]
async fn an_empty_date_is_kept() {
    let wire = Wire::responding(json("200 OK", include_str!("answers/empty-date.json"))).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let device = devices.by_id("1").get().await.unwrap();
    assert_eq!((device.id.as_deref(), device.last_contacted_date_time.as_ref()), (Some("1"), None));
    assert_eq!(kept(&device, "lastContactedDateTime"), Some(r#""""#));
    assert_eq!(serde_json::to_value(&device).unwrap()["lastContactedDateTime"], "");
}

#[tokio::test]
async fn odd_values_of_a_device_are_kept_with_all_digits() {
    for (name, value) in [
        ("lastContactedDateTime", r#""""#),
        ("enrollmentState", "3"),
        ("serialNumber", "12345678901234567890123"),
        ("model", "1.10"),
        ("groupTag", r#"{"tags":["a",1e400]}"#),
        ("deviceAccountPassword", "[8675309]"),
    ] {
        let wire = Wire::responding(json("201 Created", &format!(r#"{{"id":"1","{name}":{value}}}"#))).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let device = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap();
        assert_eq!(device.id.as_deref(), Some("1"));
        assert_eq!(kept(&device, name), Some(value));
        assert!(!format!("{device:?}").contains("8675309"));

        let wire = Wire::responding(json("200 OK", &format!(r#"{{"value":[{{"{name}":{value}}}]}}"#))).await;
        let list = wire.client().beta().device_management().windows_autopilot_device_identities().list();
        assert_eq!(kept(&list.all().await.unwrap()[0], name), Some(value));
    }
}
