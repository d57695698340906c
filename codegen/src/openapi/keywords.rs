//! The keywords of a schema object.

use super::node::{Entry, Node, Value};
use super::reader::Reader;
use crate::Diagnostic;

/// Keywords that the reader interprets.
const INTERPRETED: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "format",
    "items",
    "nullable",
    "oneOf",
    "properties",
    "readOnly",
    "type",
];

/// Keywords that only restrict or document values: <https://spec.openapis.org/oas/v3.0.4.html#schema-object> and
/// <https://json-schema.org/draft/2020-12/json-schema-validation>.
const IGNORED: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$id",
    "$schema",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "if",
    "maxContains",
    "maximum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minContains",
    "minimum",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
    "not",
    "pattern",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "required",
    "then",
    "title",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Extensions that this crate defines.
pub(super) const OWN_EXTENSIONS: &[&str] = &[
    "x-odata-abstract",
    "x-odata-entity",
    "x-odata-immutable",
    "x-odata-long-description",
    "x-odata-open",
    "x-odata-optional",
    "x-odata-permission",
    "x-odata-stream",
];

/// The prefix of extensions that this crate defines. The reader ignores all others.
const OWN_PREFIX: &str = "x-odata-";

/// The names of types in JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

impl Reader<'_> {
    /// Warns of unknown keywords of a schema object, as JSON Schema says to ignore them. Reports unknown extensions of this
    /// crate, unknown types, and a schema that is not an object.
    ///
    /// Call it once for each schema, before the schema is read as a value or as a type.
    pub(super) fn keywords(&mut self, schema: &Node) {
        match &schema.value {
            Value::Object(entries) => {
                for entry in entries {
                    self.keyword(entry);
                }
                self.unknown_types(schema);
            }
            // In OpenAPI 3.1, `true` allows any value, `false` none.
            Value::Boolean(_) => {}
            _ => {
                let message = format!("a schema must be an object, not {}", schema.describe());
                self.diagnostic(schema.span, message, "write keywords such as `type`, or a `$ref`");
            }
        }
    }

    fn keyword(&mut self, Entry { key, key_span, .. }: &Entry) {
        let is_foreign = key.starts_with("x-") && !key.starts_with(OWN_PREFIX);
        let known = [INTERPRETED, IGNORED, OWN_EXTENSIONS];
        if is_foreign || known.iter().any(|keywords| keywords.contains(&key.as_str())) {
            return;
        }
        let help = match self.diagnostics.nearest(key, known.concat()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, or prefix it with `x-` if it is an extension".to_owned(),
        };
        let diagnostic = Diagnostic::new(self.source, *key_span, format!("unsupported keyword `{key}` in a schema"));
        let diagnostic = diagnostic.with_help(help);
        if key.starts_with(OWN_PREFIX) {
            self.diagnostics.push(diagnostic);
        } else {
            self.diagnostics.warn(diagnostic);
        }
    }

    /// Reports types that JSON Schema does not have.
    fn unknown_types(&mut self, schema: &Node) {
        let Some(written) = schema.get("type") else { return };
        let names = match &written.value {
            Value::List(several) => several.as_slice(),
            _ => std::slice::from_ref(written),
        };
        for name in names {
            if !name.as_text().is_some_and(|name| TYPES.contains(&name)) {
                let near = name.as_text().and_then(|name| self.diagnostics.nearest(name, TYPES));
                let help = match (&name.value, near) {
                    (Value::Null, _) => "put quotes around it: the name of the type is \"null\"".to_owned(),
                    (_, Some(near)) => format!("did you mean `{near}`?"),
                    (_, None) => format!("expected one of {}", TYPES.map(|name| format!("`{name}`")).join(", ")),
                };
                let what = name.as_text().map_or(name.describe().to_owned(), |text| format!("`{text}`"));
                self.diagnostic(name.span, format!("unknown type: {what}"), help);
            }
        }
    }
}
