//! Secrets are sent, but redacted in `Debug` and in errors.

use graph_models::beta::{Entity, ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentity};
use graph_models::edm::{Binary, Secret};
use graph_models::odata::Object;

const REQUEST: &str = include_str!("../exchange/request.json");
const SECRETS: [&str; 2] = ["Product Key value", "Device Account Password value"];

#[test]
fn debug_redacts_only_secrets() {
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
fn debug_omits_unset_properties() {
    let device = WindowsAutopilotDeviceIdentity::new().with_group_tag("lab").with_product_key("hidden");
    let expected = r#"WindowsAutopilotDeviceIdentity { groupTag: "lab", productKey: [redacted] }"#;
    assert_eq!(format!("{device:?}"), expected);
}

#[test]
fn debug_of_a_base_type_hides_the_secrets_of_derived_types() {
    let entity: Entity = serde_json::from_str(REQUEST).unwrap();
    let printed = format!("{entity:?}");
    assert!(printed.contains("deviceAccountPassword"), "{printed}");
    for secret in SECRETS {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn errors_do_not_quote_secrets_of_the_wrong_type() {
    for value in ["8675309", "-8675309", "8675309.5", "true", r#"["8675309"]"#, r#"{"8675309":1}"#] {
        let error = serde_json::from_str::<Secret>(value).unwrap_err().to_string();
        assert!(error.contains("expected a string"), "{error}");
        assert!(!error.contains("8675309"), "{error}");
    }
}

#[test]
fn secrets_include_additional_properties() {
    let mut device = WindowsAutopilotDeviceIdentity::new().with_product_key("key");
    device.additional_properties.insert("deviceAccountPassword", "hidden").unwrap();
    device.additional_properties.insert("colour", "blue").unwrap();
    assert_eq!(device.secrets(), [Secret::from("key"), Secret::from("hidden")]);
}

#[test]
fn binary_values_are_hidden_like_secrets() {
    const HASH: &str = "T0FKAQEAHAAAAAoAzwTkSgA=";
    let device =
        ImportedWindowsAutopilotDeviceIdentity::new().with_hardware_identifier(HASH.parse::<Binary>().unwrap());
    assert_eq!(device.secrets(), [Secret::from(HASH.trim_end_matches('='))]);
    assert!(format!("{device:?}").contains("hardwareIdentifier: [text of 24 bytes]"), "{device:?}");

    let malformed = HASH.replace("AAo", "AAo=");
    let json = serde_json::json!({ "hardwareIdentifier": malformed }).to_string();
    let device: ImportedWindowsAutopilotDeviceIdentity = serde_json::from_str(&json).unwrap();
    assert_eq!(device.secrets(), [Secret::from(malformed)]);
    let printed = format!("{device:?} {:#?} {:?}", device, device.unrecognized());
    assert!(!printed.contains("T0FK"), "{printed}");
}

#[test]
fn secrets_are_compared_by_text() {
    assert_eq!(Secret::from("a"), Secret::from("a".to_owned()));
    assert_ne!(Secret::from("a"), Secret::from("b"));
}

#[test]
fn failed_downcasts_hide_secrets_and_return_the_object() {
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
fn downcasts_keep_every_property() {
    let json = REQUEST.replacen('{', r#"{ "colour": 1.10,"#, 1);
    let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(&json).unwrap();
    let entity: Entity = serde_json::from_str(&json).unwrap();
    assert_eq!(entity.downcast::<WindowsAutopilotDeviceIdentity>().unwrap(), device);
}
