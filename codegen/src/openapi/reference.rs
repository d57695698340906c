//! References inside a document.

use super::node::{Entry, Node, Value};
use super::reader::Reader;
use crate::schema::QualifiedName;
use crate::{Span, Subject};
use percent_encoding::percent_decode_str;

/// The prefix of references to schemas.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// Keywords whose values are data. They can look like anything, references included.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

/// Keywords whose values are maps: their keys are names, not keywords.
const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "dependentSchemas",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "webhooks",
];

impl<'a> Reader<'a> {
    /// Checks every reference of the document, including the parts that models do not depend on.
    pub(super) fn references(&mut self, node: &Node) {
        for Entry { key, value, .. } in node.entries() {
            match key.as_str() {
                "$ref" => {
                    if let Some(reference) = value.as_text() {
                        self.reference(reference, value.span);
                    }
                }
                "discriminator" => self.mapping(value),
                key if DATA.contains(&key) || key.starts_with("x-") => {}
                // A name can look like a keyword.
                key if NAMED.contains(&key) && matches!(value.value, Value::Object(_)) => {
                    for named in value.entries() {
                        if key == "schemas" {
                            self.diagnostics.about(Subject::declaration(QualifiedName::split(&named.key)));
                        }
                        self.references(&named.value);
                    }
                    if key == "schemas" {
                        self.diagnostics.about(Subject::Unmodelled);
                    }
                }
                _ => self.references(value),
            }
        }
        for item in node.items() {
            self.references(item);
        }
    }

    /// Checks the targets of a discriminator: references, or names of schemas.
    fn mapping(&mut self, discriminator: &Node) {
        let mapping = discriminator.get("mapping").map(Node::entries).unwrap_or_default();
        for Entry { value, .. } in mapping {
            let target = value.as_text().unwrap_or_default();
            if !self.schemas.contains_key(target) {
                self.reference(target, value.span);
            }
        }
    }

    fn reference(&mut self, reference: &str, span: Span) {
        if !reference.starts_with("#/") {
            let message = format!("unsupported reference {reference:?}: it leads out of the document");
            return self.diagnostic(span, message, "copy its target into this document, and refer to `#/components/…`");
        }
        if self.find(reference).is_some() {
            return;
        }
        let near = reference.strip_prefix(SCHEMAS).and_then(|name| self.diagnostics.nearest(name, self.schemas.keys()));
        // The path to the schemas may be wrong, too.
        let last = reference.rsplit('/').next().filter(|last| self.schemas.contains_key(last)).map(str::to_owned);
        let help = match near.or(last) {
            Some(near) => format!("did you mean `{SCHEMAS}{near}`?"),
            None => "declare the target, or correct the reference".to_owned(),
        };
        self.diagnostic(span, format!("unresolved reference {reference:?}"), help);
    }

    /// Returns the target of a reference into the document.
    pub(super) fn find(&self, reference: &str) -> Option<&'a Node> {
        if let Some(name) = reference.strip_prefix(SCHEMAS).filter(|name| !name.contains('/')) {
            return self.schemas.get(unescape(name).as_str()).map(|entry| &entry.value);
        }
        let mut steps = reference.strip_prefix("#/")?.split('/').map(unescape);
        steps.try_fold(self.root, |node, step| match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(&step),
        })
    }

    /// Returns the target of a reference to a schema. [`Reader::references`] reports references without a target.
    pub(super) fn resolve(&mut self, reference: &str, span: Span) -> Option<&'a Entry> {
        let Some(name) = reference.strip_prefix(SCHEMAS) else {
            if self.find(reference).is_some() {
                let message = format!("the target of {reference:?} is not a schema");
                self.diagnostic(
                    span,
                    message,
                    format!("move the target to components/schemas, and refer to `{SCHEMAS}…`"),
                );
            }
            return None;
        };
        self.schemas.get(unescape(name).as_str()).copied()
    }
}

/// Decodes a step of a JSON pointer in a URI: <https://www.rfc-editor.org/rfc/rfc6901#section-6>.
fn unescape(step: &str) -> String {
    percent_decode_str(step).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}
