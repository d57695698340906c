//! Generated JSON in properties.

use crate::objects;
use crate::sample::PROPERTIES;
use proptest::prelude::*;
use serde_json::Value;

/// A JSON text with names of properties at any depth.
fn any_json() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,24})?([eE][+-]?[0-9]{1,3})?";
    let text = any::<String>().prop_map(|text| Value::from(text).to_string());
    let leaf = prop_oneof![Just("null".to_owned()), Just("true".to_owned()), number, text];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let name = prop::sample::select(vec!["text", "part", "parts", "texts", "guid", "other"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map(name, inner, 0..4).prop_map(|entries| {
                let entries: Vec<_> = entries.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_of_any_property_is_written_back(name in prop::sample::select(PROPERTIES), value in any_json()) {
        objects::check(format!(r#"{{"{name}":{value}}}"#).as_bytes());
    }
}
