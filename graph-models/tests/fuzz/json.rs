//! JSON documents, compared with the digits of their numbers.

use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A JSON document. Of a repeated name, the last value.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Scalar(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Self {
        match text.as_bytes()[0] {
            b'{' => {
                let entries: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
                Self::Object(entries.into_iter().map(|(name, value)| (name, Self::parse(value.get()))).collect())
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap();
                Self::List(items.into_iter().map(|item| Self::parse(item.get())).collect())
            }
            b'"' => Self::Scalar(
                serde_json::from_str::<Value>(text).map_or_else(|_| text.to_owned(), |text| text.to_string()),
            ),
            _ => Self::Scalar(text.to_owned()),
        }
    }
}
