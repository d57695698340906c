//! `Untyped` keeps any JSON value and does not print it.

use graph_models::edm::Untyped;
use serde_json::{Value, json};

#[test]
fn any_json_round_trips_byte_for_byte() {
    for json in
        ["null", "true", "1.10", "1e400", r#""\u0041""#, r#"{ "b": [ -0.0, 12345678901234567890123 ], "a": {} }"#]
    {
        let untyped: Untyped = serde_json::from_str(json).unwrap();
        assert_eq!(untyped.as_str(), json);
        assert_eq!(serde_json::to_string(&untyped).unwrap(), json);
    }
    assert!(serde_json::from_str::<Untyped>("{").is_err());
}

#[test]
fn null_is_a_value_unless_optional() {
    assert_eq!(serde_json::from_str::<Option<Untyped>>("null").unwrap(), None);
    assert_eq!(serde_json::from_str::<Vec<Untyped>>("[null]").unwrap(), [Untyped::from(Value::Null)]);
}

#[test]
fn any_value_can_be_converted_and_read() {
    let untyped = Untyped::new((1, "a")).unwrap();
    assert_eq!(untyped.as_str(), r#"[1,"a"]"#);
    assert_eq!(untyped, Untyped::from(json!([1, "a"])));
    assert_eq!(untyped.read::<(u8, &str)>().unwrap(), (1, "a"));
    assert!(untyped.read::<bool>().is_err());
    assert!(Untyped::new(std::collections::BTreeMap::from([(vec![1], 2)])).is_err());
}

#[test]
fn debug_hides_the_value() {
    for untyped in [Untyped::new("hunter2").unwrap(), Untyped::from(json!({ "hunter2": "hunter2" }))] {
        for printed in [format!("{untyped:?}"), format!("{untyped:#?}"), format!("{:?}", Some(untyped.clone()))] {
            assert!(!printed.contains("hunter2"), "{printed}");
        }
    }
}
