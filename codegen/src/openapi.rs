//! Reads and writes [OpenAPI] 3.0 and 3.1, in YAML or JSON, as Microsoft publishes it for Graph.
//!
//! Models come from `components/schemas`. The reader checks the rest of the document by the same rules: references must have
//! a target inside it, and the nesting of values is limited.
//!
//! OpenAPI expresses less than CSDL. Conventions of Graph and extensions supply the rest:
//!
//! - A schema is an **entity type** if it is `microsoft.graph.entity`, is derived from an entity type, is the target of an
//!   `x-ms-navigationProperty`, or has `x-odata-entity: true`. Other objects are complex types.
//! - A property whose type is an entity type is a **navigation property**.
//! - A schema with `x-odata-abstract: true` is **abstract**.
//! - A name that contains an `@` is control information, such as `@odata.type`, not a property.
//! - An enumeration of **flags** has `x-ms-enum-flags: {isFlags: true}`. The **numbers** of its members are `x-odata-value`
//!   in the entries of `x-ms-enum: {values: […]}`; members without numbers are identified by name alone.
//! - `x-odata-open: true` makes a type **open**, and `x-odata-stream: true` a **media entity** type.
//! - `readOnly` makes a property **computed** by the service, and `x-odata-immutable` one that is set on creation only.
//!   `x-odata-permission` is its **permission**: `None`, `Read`, `Write` or `ReadWrite`.
//! - `x-odata-long-description` is a second description.
//! - `deprecated` makes anything **deprecated**. `x-ms-deprecation` has the details: `description`, `date`, `removalDate`
//!   and `version`. For members, both are in the entries of `x-ms-enum`.
//! - `format: password` makes a string **secret**, and `format: binary` a **stream**.
//! - `nullable`, the type `"null"`, and `anyOf` with an object that is only nullable make a value **nullable**.
//! - **`allOf`** has one base type: the `$ref` with a `discriminator`, or the first. The properties of other schemas are copied.
//!   A property that several of them have is one property. `anyOf` and `oneOf` beside `properties` have no effect.
//! - `format: time` and `format: duration` are strings, which take what RFC 3339 allows, unless the document describes OData.
//! - Numbers without a `format` are `Edm.Int64` or `Edm.Decimal`, so that no digit is lost. A choice between types, an
//!   object without properties, and an array of arrays are `Edm.Untyped`. Models keep the values of `additionalProperties`
//!   unchanged, with any schema.
//! - A path with `x-ms-docs-operation-type` is a call of an **action** (POST) or a **function** (GET). Its last segment has the name,
//!   without a namespace if that is the one of the resource. `x-odata-binding` is the type that the operation is **bound** to;
//!   without it, the type is that of the GET of the resource, or for an entity that of the GET of its collection or the
//!   `x-ms-docs-key-type` of its key. Operations for which there is none are skipped and counted.
//! - The **parameters** of an action are the properties of the `requestBody`, those of a function are the parameters in the
//!   parentheses of the path. `x-odata-optional: true` makes a parameter **optional**. The **result** is the response of a success:
//!   a schema, or the `value` of an object around anything but a single object.
//! - An object or an enumeration **inside** a schema becomes a separate type, named after the schema and the property.
//!
//! The reader ignores extensions (`x-…`) and keywords that only restrict values, such as `pattern` and `minLength`. Any other
//! unknown keyword is a warning.
//!
//! [OpenAPI]: https://spec.openapis.org/oas/

mod call_path;
mod combination;
mod component;
mod document;
mod enumeration;
mod json;
mod keywords;
mod kind;
mod node;
mod operation;
mod reader;
mod reference;
mod shape;
mod value;
mod value_schema;
mod version;
mod write;
mod yaml;

use crate::schema::Declarations;
use crate::{Diagnostic, Diagnostics, Source};
use node::Node;
pub use write::write;

/// Reads the declarations of a document. Returns `None` if the document is not well-formed, or not OpenAPI 3. Adds other errors
/// to the diagnostics and omits the declarations that have them.
pub(crate) fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    match parse(source) {
        Ok(root) => document::read(&root, source, diagnostics),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

fn parse(source: &Source) -> Result<Node, Diagnostic> {
    // JSON starts with a brace.
    let is_json = source.text().trim_start().starts_with('{');
    if is_json { json::parse(source) } else { yaml::parse(source) }
}
