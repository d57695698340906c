//! Writes a schema as the components of a document, and its operations as paths.

mod component;
mod json;
mod operation;
mod yaml;

use super::call_path::CallPath;
use super::is_json;
use super::node::{Entry, Node, Value};
use super::operation::calls;
use super::reader::Reader;
use super::version::Version;
use crate::schema::{QualifiedName, Schema};
use crate::{Diagnostics, Source};
use std::collections::BTreeSet;

/// Writes the types of a schema into an OpenAPI document that was parsed from `source`: see
/// [`Document::write`](crate::Document::write).
pub(crate) fn write(schema: &Schema, root: &Node, source: &Source) -> Result<String, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let version = Reader::new(root, source, &mut diagnostics).outline();
    let version = diagnostics.none_or(version)?;
    let mut root = root.clone();
    // Without a version there is a diagnostic; without types, there is nothing to replace.
    if let Some(version) = version.filter(|_| !schema.types.is_empty()) {
        replace(&mut root, schema, version);
    }
    if is_json(source) { Ok(json::write(&root, source)?) } else { Ok(comments(source.text()) + &yaml::write(&root)) }
}

/// Replaces the components and operations of the namespaces in a schema.
fn replace(root: &mut Node, schema: &Schema, version: Version) {
    let namespaces: BTreeSet<&str> = schema.types.keys().map(|name| name.namespace.as_str()).collect();
    let is_own = |name: &str| namespaces.contains(QualifiedName::split(name).namespace.as_str());
    let operations = operation::operations(schema, version);
    // Most documents have no operations.
    if root.get("paths").is_some() || !operations.is_empty() {
        let is_replaced = |Entry { key, value, .. }: &Entry| {
            calls(value).next().is_some() && CallPath::parse(key).is_some_and(|path| is_own(path.name))
        };
        if let Some(paths) = value_of(root, "paths") {
            splice(paths, is_replaced, operations);
        }
    }
    let components = schema.types.iter();
    let components = components.map(|(name, declared)| (name.to_string(), component::component(declared, version)));
    if let Some(schemas) = value_of(root, "components").and_then(|components| value_of(components, "schemas")) {
        splice(schemas, |entry| is_own(&entry.key), components);
    }
}

/// Replaces entries of an object with others, which take the position of the first.
fn splice(object: &mut Node, is_replaced: impl Fn(&Entry) -> bool, by: impl IntoIterator<Item = (String, Value)>) {
    let Value::Object(entries) = &mut object.value else { return };
    let place = entries.iter().position(&is_replaced).unwrap_or(entries.len());
    entries.retain(|entry| !is_replaced(entry));
    entries.splice(place..place, by.into_iter().map(Entry::from));
}

/// Returns the value of a key. Adds the key with an empty object if it is missing.
fn value_of<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let Value::Object(entries) = &mut node.value else { return None };
    let place = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
        entries.push(Entry::from((key, Value::Object(Vec::new()))));
        entries.len() - 1
    });
    entries.get_mut(place).map(|entry| &mut entry.value)
}

/// Returns the comments at the start of a text. In YAML, a carriage return ends a line, too.
fn comments(text: &str) -> String {
    let lines = text.lines().flat_map(|line| line.split('\r')).map(str::trim);
    let lines: Vec<_> = lines.take_while(|line| line.is_empty() || line.starts_with('#')).collect();
    match lines.join("\n").trim() {
        "" => String::new(),
        comments => format!("{comments}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use proptest::sample::select;

    /// Pieces with a meaning in YAML or JSON, and invisible ones, separated by spaces.
    const PIECES: &str = "a é 😀 \n \r \t \0 \u{7f} \u{85} \u{a0} \u{2028} \u{202e} \u{feff} \u{fffe} \u{e0041} : # - ? , [ ] { \
        } & * ! | > ' \" % @ ` \\ ~ = << yes null 1e3 2001-12-14";

    fn text() -> impl Strategy<Value = String> {
        let pieces: Vec<_> = PIECES.split(' ').chain([" "]).collect();
        vec(select(pieces), 0..5).prop_map(|pieces| pieces.concat())
    }

    fn value() -> impl Strategy<Value = Value> {
        let numbers = vec!["0", "-1", "1.10", "1e3", "123456789012345678901234567890"];
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Boolean),
            select(numbers).prop_map(|digits| Value::Number(digits.to_owned())),
            text().prop_map(Value::Text),
            text().prop_map(|text| Value::Text(format!("{}{text}", "long ".repeat(250)))),
        ];
        scalar.prop_recursive(4, 24, 4, |inner| {
            // Some keys are longer than YAML allows without a question mark.
            let entries = btree_map(prop_oneof![text(), "[a-z]{1200}"], inner.clone(), 0..4);
            prop_oneof![vec(inner, 0..4).prop_map(Value::list), entries.prop_map(Value::object)]
        })
    }

    /// Describes a value without its locations.
    fn show(value: &Value) -> String {
        match value {
            Value::List(items) => format!("{:?}", items.iter().map(|item| show(&item.value)).collect::<Vec<_>>()),
            Value::Object(entries) => {
                let entries = entries.iter().map(|entry| (&entry.key, show(&entry.value.value)));
                format!("{:?}", entries.collect::<Vec<_>>())
            }
            scalar => format!("{scalar:?}"),
        }
    }

    proptest! {
        #[test]
        fn either_notation_reads_back_as_what_was_written(value in value()) {
            let root = Node::from(Value::object([("root", value)]));
            for text in [yaml::write(&root), json::write(&root, &Source::new("a.json", "")).unwrap()] {
                let read = parse(&Source::new("a", &text));
                let read = read.unwrap_or_else(|diagnostic| panic!("{}\n{text}", Diagnostics::from(diagnostic)));
                prop_assert_eq!(show(&read.value), show(&root.value), "{}", text);
            }
        }
    }

    #[test]
    fn the_comments_that_a_text_begins_with_are_lines_of_their_own() {
        assert_eq!(comments("# One\r\n\n  # Two\rkey: value\n# Three\n"), "# One\n\n# Two\n");
        assert_eq!(comments("\n\nkey: value"), "");
    }
}
