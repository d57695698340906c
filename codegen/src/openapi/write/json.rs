//! Writes a tree of values as JSON.

use super::super::node::{Node, Value};
use crate::{Diagnostic, Source};
use serde::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;

pub(super) fn write(root: &Node, document: &Source) -> Result<String, Diagnostic> {
    let text = serde_json::to_string_pretty(root);
    let text =
        text.map_err(|error| Diagnostic::new(document, root.span, format!("cannot be written as JSON: {error}")))?;
    Ok(text + "\n")
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            // With all of its digits.
            Value::Number(digits) => {
                RawValue::from_string(digits.clone()).map_err(Error::custom)?.serialize(serializer)
            }
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items),
            Value::Object(entries) => serializer.collect_map(entries.iter().map(|entry| (&entry.key, &entry.value))),
        }
    }
}
