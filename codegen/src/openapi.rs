//! Reads and writes [OpenAPI] 3.0 and 3.1, in YAML or JSON, as Microsoft publishes it for Graph.
//!
//! Types are read from `components/schemas`. The rest of the document is held to the same rules (references lead
//! somewhere inside it, nothing is nested without end), but models are not made of it.
//!
//! OpenAPI says less than CSDL. What is missing follows from conventions of Graph, or from extensions:
//!
//! - A schema is an **entity type** if it is `microsoft.graph.entity`, is derived from an entity type, or is what an
//!   `x-ms-navigationProperty` leads to. Where none of this shows it, `x-odata-entity: true` does. Other objects are complex
//!   types.
//! - A property whose type is an entity type is a **navigation property**.
//! - A schema that all its derived types stand for is **abstract**: `x-odata-abstract: true`.
//! - A name with an `@` in it is control information, such as `@odata.type`, and no property.
//! - An enumeration whose members combine has `x-ms-enum-flags: {isFlags: true}`. The **numbers** of its members are
//!   `x-odata-value` in the entries of `x-ms-enum: {values: […]}`; without them, the members are told by name alone.
//! - `deprecated`, with the details that `x-ms-deprecation` has (`description`, `date`, `removalDate`, `version`), makes
//!   anything **deprecated**; of members, the entries of `x-ms-enum` say so.
//! - `format: password` makes a text **secret**, and `format: binary` a **stream**.
//! - `nullable`, the type `"null"`, and `anyOf` with an object that is nothing but nullable make a value **nullable**.
//! - Numbers are `Edm.Int64` or `Edm.Decimal` where no `format` says otherwise: no digit is lost. A choice between several
//!   types, an object without properties, and a list in a list, is `Edm.Untyped`. The values of `additionalProperties` are
//!   kept as they come, whatever their schema.
//! - An object or an enumeration **inside** a schema becomes a type of its own, named after schema and property.
//!
//! Keywords that only restrict values (`pattern`, `minLength` …) are passed over, and so are extensions (`x-…`). Any other
//! keyword that the reader does not know is a diagnostic.
//!
//! [OpenAPI]: https://spec.openapis.org/oas/

mod component;
mod document;
mod enumeration;
mod json;
mod keywords;
mod kind;
mod node;
mod value;
mod write;
mod yaml;

use crate::schema::Declarations;
use crate::{Diagnostic, Diagnostics, Source};
pub(crate) use node::Node;
pub(crate) use write::write;

/// Reads a document: its tree, and what it declares unless it is no OpenAPI 3. `None` if the text is not well-formed. Every
/// other error is added to the diagnostics, and what it affects is left out.
pub(crate) fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<(Node, Option<Declarations>)> {
    match parse(source) {
        Ok(root) => {
            let declarations = document::read(&root, source, diagnostics);
            Some((root, declarations))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

fn parse(source: &Source) -> Result<Node, Diagnostic> {
    if is_json(source) { json::parse(source) } else { yaml::parse(source) }
}

/// What the first character tells: JSON begins with a brace.
fn is_json(source: &Source) -> bool {
    source.text().trim_start().starts_with('{')
}

/// Says that an object has two values for one key.
fn twice(source: &Source, entry: &node::Entry, first: &node::Entry) -> Diagnostic {
    Diagnostic::new(source, entry.key_span, format!("the key {:?} is there twice", entry.key))
        .with_related(source, first.key_span, "it is here already")
        .with_help("remove one of them, or rename it")
}
