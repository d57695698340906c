//! JSON as a tree of values.

use super::node::{Entry, MAX_DEPTH, Node, Value, object, own};
use crate::{Diagnostic, Source, Span};
use jsonc_parser::ast::{ObjectPropName, Value as Json};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// Plain JSON. The parser would accept extensions of it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_extended_string_escapes: false,
    allow_non_finite_numbers: false,
};

pub(super) fn parse(source: &Source) -> Result<Node, Diagnostic> {
    let document = parse_to_ast(source.text(), &CollectOptions::default(), &STRICT).map_err(|error| {
        let range = error.range();
        let message = format!("not well-formed JSON: {}", error.kind());
        Diagnostic::new(source, Span { start: range.start, end: range.end }, message)
            .with_help("a document that starts with `{` is read as JSON")
    })?;
    let end = Span { start: source.text().len(), end: source.text().len() };
    let empty = || Diagnostic::new(source, end, "the document is empty").with_help("start with \"openapi\"");
    node(document.value.ok_or_else(empty)?, source, 0)
}

fn node(json: Json<'_>, source: &Source, depth: usize) -> Result<Node, Diagnostic> {
    let range = json.range();
    let span = Span { start: range.start, end: range.end };
    if depth > MAX_DEPTH {
        let diagnostic = Diagnostic::new(source, span, format!("values are nested more than {MAX_DEPTH} levels deep"));
        return Err(diagnostic.with_help("declare inner schemas under components/schemas, and refer to them"));
    }
    let value = match json {
        Json::NullKeyword(_) => Value::Null,
        Json::BooleanLit(literal) => Value::Boolean(literal.value),
        Json::NumberLit(literal) => Value::Number(literal.value.to_owned()),
        Json::StringLit(literal) => Value::Text(own(literal.value)),
        Json::Array(array) => {
            Value::List(array.elements.into_iter().map(|item| node(item, source, depth + 1)).collect::<Result<_, _>>()?)
        }
        Json::Object(members) => {
            let mut entries = Vec::new();
            for property in members.properties {
                let range = property.name.range();
                let key = match property.name {
                    ObjectPropName::String(name) => name.value.into_owned(),
                    ObjectPropName::Word(name) => name.value.to_owned(),
                };
                let key_span = Span { start: range.start, end: range.end };
                entries.push(Entry { key, key_span, value: node(property.value, source, depth + 1)? });
            }
            object(entries, source)?
        }
    };
    Ok(Node { value, span })
}
