//! Writes a schema as OpenAPI 3.0, in the form in which Microsoft publishes that of Graph.

mod call;
mod component;
mod entity;
mod operation;
mod resource;
mod yaml;

use super::node::Value;
use crate::format::header;
use crate::schema::Schema;
use call::Calls;
use resource::Resources;

/// The security requirement, and the components that are the same for every schema.
const SHARED: &str = include_str!("write/shared.yaml");

/// Writes a whole document: the types of a schema, the calls of its entities, and its operations.
///
/// The name of the schema is the version of the API, with `_` for `.`. Calls have the paths of the entity sets, the singletons and
/// the navigation properties: each type of an entity at the shortest path, and `paths` in addition. The latter consist of the
/// names of an entry point and of navigation properties, separated by slashes, as in [`models`](crate::models).
///
/// Reading the document returns everything that affects the models. Only CSDL has keys, bindings, the containment of navigation
/// properties and the values of members that are not flags.
///
/// ```
/// use codegen::{Document, Source, openapi};
///
/// let csdl = Document::read(Source::new("beta.csdl.xml", r#"
///   <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
///     <Schema Namespace="example" xmlns="http://docs.oasis-open.org/odata/ns/edm">
///       <ComplexType Name="place"><Property Name="city" Type="Edm.String" /></ComplexType>
///     </Schema>
///   </edmx:DataServices></edmx:Edmx>"#));
/// let text = openapi::write(csdl.schema()?, "beta", &[]);
/// assert!(text.contains("
///     example.place:
///       title: place
///       type: object
///       properties:
///         '@odata.type':
///           type: string
///         city:
///           type: string
///           nullable: true
/// "));
/// assert_eq!(Document::read(Source::new("beta.openapi.yaml", text)).schema()?.types.len(), 4, "with those of errors");
/// # Ok::<(), codegen::Diagnostics>(())
/// ```
#[must_use]
pub fn write(schema: &Schema, name: &str, paths: &[&str]) -> String {
    let version = name.replace('_', ".");
    let server = [
        ("url", Value::text(format!("https://graph.microsoft.com/{version}"))),
        ("description", Value::text("The global service.")),
    ];
    let info =
        [("title", Value::text("The part of Microsoft Graph that the client uses")), ("version", Value::text(version))];
    let resources = Resources::of(schema, paths);
    let mut calls = Calls::default();
    for resource in &resources.0 {
        calls.entities(resource);
    }
    for operation in schema.operations.values().flatten() {
        calls.operation(operation, &resources, schema);
    }
    let root = Value::object([
        ("openapi", Value::text("3.0.4")),
        ("info", Value::object(info)),
        ("servers", Value::list([Value::object(server)])),
        ("paths", Value::object(calls.into_paths())),
    ]);
    let mut text = format!("# {}\n{}{SHARED}", header(name), yaml::write(&root, 0));
    if !schema.types.is_empty() {
        text += &yaml::write(&Value::object(component::components(schema)), 4);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::{Diagnostics, Source};
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
        fn yaml_reads_back_as_what_was_written(value in value()) {
            let root = Value::object([("root", value)]);
            let text = yaml::write(&root, 0);
            let read = parse(&Source::new("a", &text));
            let read = read.unwrap_or_else(|diagnostic| panic!("{}\n{text}", Diagnostics::from(diagnostic)));
            prop_assert_eq!(show(&read.value), show(&root), "{}", text);
        }
    }
}
