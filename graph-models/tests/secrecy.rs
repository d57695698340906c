//! Secrets are sent, but redacted in `Debug` and in errors.

use graph_models::beta::{Entity, WindowsAutopilotDeviceIdentity};
use graph_models::edm::Secret;
use graph_models::odata::Object;

const REQUEST: &str = include_str!("exchange/request.json");
const SECRETS: [&str; 2] = ["Product Key value", "Device Account Password value"];

#[test]
fn debug_of_a_device_hides_its_secrets_and_shows_the_rest() {
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(REQUEST).unwrap();
    for printed in [format!("{device:?}"), format!("{device:#?}")] {
        for secret in SECRETS {
            assert!(!printed.contains(secret), "{printed}");
        }
        assert!(printed.contains("deviceAccountPassword: [redacted]"), "{printed}");
        assert!(printed.contains("Serial Number value"), "{printed}");
    }
}

#[test]
fn debug_shows_only_what_is_set() {
    let device = WindowsAutopilotDeviceIdentity::new().with_group_tag("lab").with_product_key("hidden");
    let expected = r#"WindowsAutopilotDeviceIdentity { groupTag: "lab", productKey: [redacted] }"#;
    assert_eq!(format!("{device:?}"), expected);
}

#[test]
fn debug_of_a_base_type_hides_the_secrets_of_the_derived_type() {
    let entity: Entity = serde_json::from_str(REQUEST).unwrap();
    let printed = format!("{entity:?}");
    assert!(printed.contains("deviceAccountPassword"), "{printed}");
    for secret in SECRETS {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn an_error_does_not_quote_a_secret_of_the_wrong_type() {
    for value in ["8675309", "-8675309", "8675309.5", "true", r#"["8675309"]"#, r#"{"8675309":1}"#] {
        let json = format!(r#"{{"deviceAccountPassword":{value}}}"#);
        let error = serde_json::from_str::<WindowsAutopilotDeviceIdentity>(&json).unwrap_err().to_string();
        assert!(error.contains("expected a string"), "{error}");
        assert!(!error.contains("8675309"), "{error}");
    }
}

#[test]
fn a_secret_among_additional_properties_is_still_a_secret() {
    let mut device = WindowsAutopilotDeviceIdentity::new().with_product_key("key");
    device.additional_properties.insert("deviceAccountPassword", "hidden").unwrap();
    device.additional_properties.insert("colour", "blue").unwrap();
    assert_eq!(device.secrets(), [Secret::from("key"), Secret::from("hidden")]);
}

#[test]
fn a_secret_is_compared_by_its_text() {
    assert_eq!(Secret::from("a"), Secret::from("a".to_owned()));
    assert_ne!(Secret::from("a"), Secret::from("b"));
}

#[test]
fn a_failed_downcast_hides_secrets_and_gives_the_object_back() {
    let json = REQUEST.replace("#microsoft.graph.windowsAutopilotDeviceIdentity", "#microsoft.graph.user");
    let entity: Entity = serde_json::from_str(&json).unwrap();
    let error = entity.clone().downcast::<WindowsAutopilotDeviceIdentity>().unwrap_err();
    for secret in SECRETS {
        assert!(!format!("{error} {error:?}").contains(secret));
    }
    let expected = r##"the object is "#microsoft.graph.user", not #microsoft.graph.windowsAutopilotDeviceIdentity"##;
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.into_object(), entity);
}

#[test]
fn a_downcast_loses_nothing() {
    let json = REQUEST.replacen('{', r#"{ "colour": 1.10,"#, 1);
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(&json).unwrap();
    let entity: Entity = serde_json::from_str(&json).unwrap();
    assert_eq!(entity.downcast::<WindowsAutopilotDeviceIdentity>().unwrap(), device);
}
