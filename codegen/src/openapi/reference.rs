//! References inside a document.

use super::node::{Entry, Node, Value};
use super::reader::Reader;
use crate::Span;
use percent_encoding::percent_decode_str;

/// What a reference to a schema begins with.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// What stands in these is data, whatever it looks like.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

/// What stands in these goes by names of somebody's choice.
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
    /// Checks every reference of the document, also of the parts that no model is made of.
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
                // What is inside goes by names, which may be like any keyword.
                key if NAMED.contains(&key) && matches!(value.value, Value::Object(_)) => {
                    for named in value.entries() {
                        self.references(&named.value);
                    }
                }
                _ => self.references(value),
            }
        }
        for item in node.items() {
            self.references(item);
        }
    }

    /// Checks where a discriminator leads to: references, or names of schemas.
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
            let message = format!("the reference {reference:?} leads out of the document, and nothing is fetched");
            return self.diagnostic(
                span,
                message,
                "copy what it refers to into this document, and write `#/components/…`",
            );
        }
        if self.find(reference).is_some() {
            return;
        }
        let near = reference.strip_prefix(SCHEMAS).and_then(|name| self.diagnostics.nearest(name, self.schemas.keys()));
        // The way to the schemas may be wrong as well.
        let last = reference.rsplit('/').next().filter(|last| self.schemas.contains_key(last)).map(str::to_owned);
        let help = match near.or(last) {
            Some(near) => format!("write `{SCHEMAS}{near}`"),
            None => "declare it, or correct the reference".to_owned(),
        };
        self.diagnostic(span, format!("the reference {reference:?} leads nowhere"), help);
    }

    /// What a reference into the document leads to.
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

    /// The schema that a reference leads to. Where it leads nowhere, a diagnostic says so already.
    pub(super) fn resolve(&mut self, reference: &str, span: Span) -> Option<&'a Entry> {
        let Some(name) = reference.strip_prefix(SCHEMAS) else {
            if self.find(reference).is_some() {
                let message = format!("a schema refers to {reference:?}, which is not among the schemas");
                self.diagnostic(span, message, format!("move it to components/schemas and write `{SCHEMAS}…`"));
            }
            return None;
        };
        self.schemas.get(unescape(name).as_str()).copied()
    }
}

/// A step of a JSON pointer in a URI: <https://www.rfc-editor.org/rfc/rfc6901#section-6>.
fn unescape(step: &str) -> String {
    percent_decode_str(step).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}
