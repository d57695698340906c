//! Validates JSON by tables of names and types.

use crate::emulator::tenant::Object;
use crate::json;
use chrono::DateTime;
use serde_json::Value;

/// A structured type as a table of its properties.
#[derive(Debug, PartialEq)]
pub(in crate::emulator) struct Table {
    /// The qualified name.
    pub(in crate::emulator) type_name: &'static str,
    pub(in crate::emulator) properties: Properties,
    /// The properties of the base type.
    pub(in crate::emulator) inherited: Properties,
}

pub(in crate::emulator) type Properties = &'static [(&'static str, Type)];

/// The type of a property or a parameter.
#[derive(Debug, PartialEq)]
pub(in crate::emulator) enum Type {
    String,
    /// A string of at most so many characters.
    StringUpTo(usize),
    /// A string. As a parameter, it may be left out.
    OptionalString,
    Boolean,
    Int32,
    DateTimeOffset,
    Enumeration(&'static [&'static str]),
    /// An object of one type.
    Object(Properties),
    /// An object of any type.
    AnyObject,
    Strings,
    AnyObjects,
}

impl Table {
    /// Reads an object whose properties are those of the table.
    pub(super) fn read(&self, body: &[u8]) -> Result<Object, String> {
        let object: Object = json::read(body).map_err(|error| error.to_string())?;
        let mut problems = Vec::new();
        check(&object, [self.properties, self.inherited], "", self.type_name, &mut problems);
        if problems.is_empty() { Ok(object) } else { Err(problems.join("; ")) }
    }
}

fn check(object: &Object, properties: [Properties; 2], path: &str, type_name: &str, problems: &mut Vec<String>) {
    for (name, value) in object {
        let listed = properties.into_iter().flatten().find(|(listed, _)| listed == name);
        match listed.map(|(_, form)| form) {
            // Annotations, and the key that every entity has.
            None if name.contains('@') || name == "id" => {}
            None => problems.push(format!("`{path}{name}` is not a property of `{type_name}`")),
            Some(_) if value.is_null() => {}
            Some(form) => form.check(value, &format!("{path}{name}"), problems),
        }
    }
}

impl Type {
    fn check(&self, value: &Value, path: &str, problems: &mut Vec<String>) {
        let fits = match (self, value) {
            (Self::String | Self::OptionalString, Value::String(_))
            | (Self::Boolean, Value::Bool(_))
            | (Self::AnyObject, Value::Object(_)) => true,
            (Self::StringUpTo(limit), Value::String(text)) => {
                if text.chars().count() > *limit {
                    problems.push(format!("`{path}` is longer than {limit} characters"));
                }
                true
            }
            (Self::Int32, Value::Number(number)) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            (Self::DateTimeOffset, Value::String(text)) => DateTime::parse_from_rfc3339(text).is_ok(),
            (Self::Enumeration(members), Value::String(member)) => {
                if !members.contains(&member.as_str()) {
                    problems.push(format!("`{path}` has the unknown member `{member}`"));
                }
                true
            }
            (Self::Object(properties), Value::Object(object)) => {
                check(object, [properties, &[]], &format!("{path}."), path, problems);
                true
            }
            (Self::Strings, Value::Array(items)) => items.iter().all(Value::is_string),
            (Self::AnyObjects, Value::Array(items)) => items.iter().all(Value::is_object),
            _ => false,
        };
        if !fits {
            problems.push(format!("`{path}` has a value that its type cannot hold"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, Type};

    #[test]
    fn properties_are_checked_by_name_and_type() {
        const TABLE: Table = Table {
            type_name: "microsoft.graph.x",
            properties: &[
                ("name", Type::StringUpTo(3)),
                ("count", Type::Int32),
                ("at", Type::DateTimeOffset),
                ("is", Type::Boolean),
                ("state", Type::Enumeration(&["on"])),
                ("inner", Type::Object(&[("texts", Type::Strings)])),
            ],
            inherited: &[],
        };
        for (json, expected) in [
            (r#"{"id":"1","name":null,"name@odata.type":"x","inner":{"@odata.type":"y","texts":["a"]}}"#, ""),
            (r#"{"colour":"red"}"#, "`colour` is not a property of `microsoft.graph.x`"),
            (r#"{"name":7}"#, "`name` has a value that its type cannot hold"),
            (r#"{"name":"äöüß"}"#, "`name` is longer than 3 characters"),
            (r#"{"count":2147483648}"#, "`count` has a value that its type cannot hold"),
            (r#"{"at":"2026-01-01"}"#, "`at` has a value that its type cannot hold"),
            (r#"{"is":"true"}"#, "`is` has a value that its type cannot hold"),
            (r#"{"state":"off"}"#, "`state` has the unknown member `off`"),
            (r#"{"inner":{"texts":[1],"b":2}}"#, "`inner.b` is not a property of `inner`; `inner.texts` has a value"),
            ("[]", "expected a map"),
        ] {
            let error = TABLE.read(json.as_bytes()).err().unwrap_or_default();
            assert!(error.contains(expected) && error.is_empty() == expected.is_empty(), "{json}: {error}");
        }
    }
}
