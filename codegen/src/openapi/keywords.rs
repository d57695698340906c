//! The keywords of a schema object.

use super::document::Document;
use super::node::{Entry, Node, Value};

/// What the reader makes something of.
const UNDERSTOOD: &[&str] = &[
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
    "type",
];

/// What restricts values, or is for documentation only: <https://spec.openapis.org/oas/v3.0.4.html#schema-object> and
/// <https://json-schema.org/draft/2020-12/json-schema-validation>.
const PASSED_OVER: &[&str] = &[
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
    "readOnly",
    "required",
    "then",
    "title",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Extensions of our own. Those of others are passed over.
const OWN_EXTENSIONS: &[&str] = &["x-odata-abstract", "x-odata-entity"];

/// What begins the name of an extension of our own.
const OWN_PREFIX: &str = "x-odata-";

impl Document<'_> {
    /// Reports the keywords of a schema object that are not known, and the object if it is none.
    pub(super) fn keywords(&mut self, schema: &Node) {
        match &schema.value {
            Value::Object(entries) => {
                for entry in entries {
                    self.keyword(entry);
                }
            }
            // A schema that takes anything, or nothing: OpenAPI 3.1.
            Value::Boolean(_) => {}
            _ => {
                let message = format!("a schema is an object, not {}", schema.describe());
                self.diagnostic(schema.span, message, "write keywords such as `type`, or a `$ref`");
            }
        }
    }

    fn keyword(&mut self, Entry { key, key_span, .. }: &Entry) {
        let is_foreign = key.starts_with("x-") && !key.starts_with(OWN_PREFIX);
        let known = [UNDERSTOOD, PASSED_OVER, OWN_EXTENSIONS];
        if is_foreign || known.iter().any(|keywords| keywords.contains(&key.as_str())) {
            return;
        }
        let help = match self.diagnostics.nearest(key, known.concat()) {
            Some(near) => format!("write `{near}`, or remove it"),
            None => "remove it, or begin its name with `x-` if it is an extension".to_owned(),
        };
        self.diagnostic(*key_span, format!("the keyword {key:?} of a schema is not understood"), help);
    }
}
