//! Properties of a schema object itself, without the schemas that it refers to.

use super::node::{Entry, Node, Value};

/// Keywords that do not affect the type of a value.
const SILENT: [&str; 8] =
    ["description", "nullable", "title", "deprecated", "default", "example", "readOnly", "writeOnly"];

/// Keywords with alternatives.
pub(super) const CHOICES: [&str; 2] = ["anyOf", "oneOf"];

/// Returns whether a schema lists strings.
pub(super) fn is_enumeration(schema: &Node) -> bool {
    let is_text = |item: &Node| matches!(item.value, Value::Text(_));
    let says_text = types(schema).contains(&"string");
    schema
        .get("enum")
        .is_some_and(|members| says_text || (types(schema).is_empty() && members.items().iter().any(is_text)))
}

/// Returns whether a schema describes objects.
pub(super) fn is_object(schema: &Node) -> bool {
    // A choice between types without properties of its own is a value.
    let is_choice = choices(schema).next().is_some();
    schema.get("properties").is_some() && matches!(types(schema).as_slice(), [] | ["object"])
        || types(schema) == ["object"] && !is_choice
}

/// Returns the keywords of a schema with alternatives that do more than require properties.
pub(super) fn choices(schema: &Node) -> impl Iterator<Item = &'static str> {
    let does_more = |keyword: &&str| {
        schema.get(keyword).is_some_and(|alternatives| !alternatives.items().iter().all(restricts_only))
    };
    CHOICES.into_iter().filter(does_more)
}

/// Returns the parts of `allOf`.
pub(super) fn parts(schema: &Node) -> &[Node] {
    schema.get("allOf").map(Node::items).unwrap_or_default()
}

/// Returns the types that a schema allows, without null.
pub(super) fn types(schema: &Node) -> Vec<&str> {
    let written = match schema.get("type") {
        Some(one @ Node { value: Value::Text(_), .. }) => std::slice::from_ref(one),
        Some(several) => several.items(),
        None => &[],
    };
    written.iter().filter_map(Node::as_text).filter(|name| *name != "null").collect()
}

/// Returns whether an alternative only requires properties.
fn restricts_only(schema: &Node) -> bool {
    !schema.entries().is_empty() && schema.entries().iter().all(|entry| entry.key == "required")
}

/// Returns whether an alternative allows only null: `type: "null"`, or a nullable object without anything else.
pub(super) fn is_null(schema: &Node) -> bool {
    const TELLING: [&str; 7] = ["$ref", "allOf", "anyOf", "enum", "items", "oneOf", "properties"];
    let tells_more = TELLING.iter().any(|keyword| schema.get(keyword).is_some());
    let may_be_null = schema.get("nullable").is_some_and(Node::is_true) || says_null(schema);
    may_be_null && !tells_more && matches!(types(schema).as_slice(), [] | ["object"])
}

/// Returns whether null is among the types or the members of a schema.
pub(super) fn says_null(schema: &Node) -> bool {
    let is_null_type = |name: &Node| name.as_text() == Some("null");
    let types = schema.get("type");
    let members = schema.get("enum").map(Node::items).unwrap_or_default();
    types.is_some_and(|types| is_null_type(types) || types.items().iter().any(is_null_type))
        || members.iter().any(|member| matches!(member.value, Value::Null))
}

/// Returns whether a schema describes numbers that OData also writes as strings: infinite ones, and those with many digits.
/// Integers are excluded: in other APIs, the string beside an integer may be any identifier.
pub(super) fn is_sized_number(schema: &Node) -> bool {
    const FORMATS: [&str; 3] = ["decimal", "double", "float"];
    let is_number = types(schema).iter().any(|name| ["integer", "number"].contains(name));
    let format = schema.get("format").and_then(Node::as_text);
    is_number && format.is_some_and(|format| FORMATS.contains(&format))
}

/// Returns whether a part of `allOf` does not affect the type of the value.
pub(super) fn says_nothing(part: &Node) -> bool {
    part.entries().iter().all(|entry| SILENT.contains(&entry.key.as_str()) || entry.key.starts_with("x-"))
}

/// Returns whether a schema describes all strings, or those for infinite numbers.
pub(super) fn is_number_as_text(schema: &Node) -> bool {
    let is_infinite = |member: &Node| ["-INF", "INF", "NaN"].iter().any(|name| member.as_text() == Some(name));
    types(schema) == ["string"]
        && schema.entries().iter().all(|Entry { key, value, .. }| match key.as_str() {
            "type" | "nullable" | "format" => true,
            "enum" => value.items().iter().all(|member| matches!(member.value, Value::Null) || is_infinite(member)),
            key => SILENT.contains(&key) || key.starts_with("x-"),
        })
}
