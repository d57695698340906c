//! Reads the parameters of actions.

use crate::emulator::tenant::Object;
use crate::json;
use serde_json::Value;

/// The parameters of an action.
pub(in crate::emulator) type Parameters = &'static [(&'static str, Type)];

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::emulator) enum Type {
    String,
    /// A string that may be left out.
    OptionalString,
    Strings,
    Objects,
}

/// Reads parameters and validates them. Those that are not optional must be there.
pub(in crate::emulator) fn read_parameters(parameters: Parameters, body: &[u8]) -> Result<Object, String> {
    let read: Object = json::read(body).map_err(|error| error.to_string())?;
    let mut problems = Vec::new();
    for (name, value) in &read {
        match parameters.iter().find(|(listed, _)| listed == name).map(|(_, form)| form) {
            None if name.contains('@') => {}
            None => problems.push(format!("`{name}` is not a parameter of the action")),
            Some(form) if form.fits(value) => {}
            Some(_) => problems.push(format!("`{name}` has a value that its type cannot hold")),
        }
    }
    let required = parameters.iter().filter(|(_, form)| *form != Type::OptionalString);
    let missing = required.filter(|(name, _)| !read.contains_key(*name));
    problems.extend(missing.map(|(name, _)| format!("the parameter `{name}` is missing")));
    if problems.is_empty() { Ok(read) } else { Err(problems.join("; ")) }
}

impl Type {
    fn fits(self, value: &Value) -> bool {
        match self {
            // A collection is never null in OData.
            Self::String | Self::OptionalString => value.is_string() || value.is_null(),
            Self::Strings => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Objects => value.as_array().is_some_and(|items| items.iter().all(Value::is_object)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Parameters, Type, read_parameters};

    #[test]
    fn parameters_are_checked_by_name_and_type() {
        const PARAMETERS: Parameters = &[
            ("name", Type::String),
            ("tag", Type::OptionalString),
            ("ids", Type::Strings),
            ("devices", Type::Objects),
        ];
        for (json, expected) in [
            (r#"{"name":"a","ids":["b"],"devices":[{}],"ids@odata.type":"x"}"#, ""),
            (r#"{"name":null,"tag":null,"ids":[],"devices":[]}"#, ""),
            (r#"{"name":"a","ids":null,"devices":[]}"#, "`ids` has a value that its type cannot hold"),
            (r#"{"name":"a","ids":[],"devices":null}"#, "`devices` has a value that its type cannot hold"),
            (r#"{"colour":"red"}"#, "`colour` is not a parameter of the action; the parameter `name` is missing; "),
            (r#"{"name":7,"ids":[],"devices":[]}"#, "`name` has a value that its type cannot hold"),
            (r#"{"name":"a","ids":[1],"devices":[1]}"#, "`ids` has a value that its type cannot hold; `devices` has"),
            ("[]", "expected a map"),
        ] {
            let error = read_parameters(PARAMETERS, json.as_bytes()).err().unwrap_or_default();
            // The order of members is not kept.
            let is_same = expected.split("; ").all(|part| error.contains(part));
            assert!(is_same && error.is_empty() == expected.is_empty(), "{json}: {error}");
        }
    }
}
