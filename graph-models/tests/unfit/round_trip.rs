//! Any value of any property is written back.

use crate::sample::{PROPERTIES, Sample};
use graph_models::odata;
use proptest::prelude::*;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A JSON text with the digits of its numbers.
#[derive(Debug, PartialEq)]
enum Json {
    Scalar(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    fn parse(text: &str) -> Self {
        match text.as_bytes()[0] {
            b'{' => {
                let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
                Self::Object(entries.into_iter().map(|(name, value)| (name, Self::parse(value.get()))).collect())
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap();
                Self::List(items.into_iter().map(|item| Self::parse(item.get())).collect())
            }
            b'"' => Self::Scalar(serde_json::from_str::<Value>(text).unwrap().to_string()),
            _ => Self::Scalar(text.to_owned()),
        }
    }

    /// Removes the nulls of properties from an object, and from the objects in it that fit.
    fn without_nulls(self) -> Self {
        let Self::Object(mut entries) = self else { return self };
        entries.retain(|name, value| !PROPERTIES.contains(&name.as_str()) || *value != Self::Scalar("null".to_owned()));
        let nested = entries.into_iter().map(|(name, value)| match (name.as_str(), value) {
            ("part", value) => (name, value.without_nulls()),
            ("parts", Self::List(items)) if items.iter().all(|item| matches!(item, Self::Object(_))) => {
                (name, Self::List(items.into_iter().map(Self::without_nulls).collect()))
            }
            (_, value) => (name, value),
        });
        Self::Object(nested.collect())
    }
}

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

/// Returns whether a value that fits this property may be written in another form.
fn has_forms(name: &str) -> bool {
    name.contains("int") || ["sbyte", "byte", "bytes", "rights", "rightss", "double", "doubles"].contains(&name)
}

proptest! {
    #[test]
    fn any_value_of_any_property_is_written_back(name in prop::sample::select(PROPERTIES), value in any_json()) {
        let json = format!(r#"{{"{name}":{value}}}"#);
        let sample: Sample = odata::from_str(&json).unwrap();
        let written = serde_json::to_string(&sample).unwrap();
        if !sample.additional_properties.is_empty() || !has_forms(name) {
            prop_assert_eq!(Json::parse(&written), Json::parse(&json).without_nulls());
        }
        prop_assert_eq!(odata::from_str::<Sample>(&written).unwrap(), sample);
        // `serde_json` refuses numbers beyond the range of a double.
        let is_in_range = serde_json::from_str::<Value>(&json).is_ok();
        prop_assert!(serde_json::from_str::<Sample>(&json).is_ok() || !is_in_range);
    }
}
