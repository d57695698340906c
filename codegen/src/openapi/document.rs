//! From the root of a document to its declarations.

use super::kind;
use super::node::{Entry, Node, Value};
use super::value::Meaning;
use crate::schema::{Declarations, QualifiedName};
use crate::{Diagnostic, Diagnostics, Source, Span};
use percent_encoding::percent_decode_str;
use std::collections::BTreeMap;

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

pub(super) fn read(root: &Node, source: &Source, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    let mut document = Document::new(root, source, diagnostics);
    document.outline()?;
    document.references(root);
    for entry in schemas(root).map(Node::entries).unwrap_or_default() {
        document.schema(entry);
    }
    let mut declarations = document.declarations;
    kind::find(&mut declarations.types);
    Some(declarations)
}

/// What the components are among that types are read from.
fn schemas(root: &Node) -> Option<&Node> {
    root.get("components").and_then(|components| components.get("schemas"))
}

/// What a version of OpenAPI says in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Null is what `nullable` allows.
    V3_0,
    /// Null is a type.
    V3_1,
}

/// What has been read so far, and what was wrong with it.
pub(super) struct Document<'a> {
    pub(super) source: &'a Source,
    root: &'a Node,
    pub(super) schemas: BTreeMap<&'a str, &'a Entry>,
    /// What schemas stand for that are no types of their own. Nothing while it is being found out.
    pub(super) meanings: BTreeMap<String, Option<Meaning>>,
    /// How many of them are being found out.
    pub(super) open_meanings: usize,
    pub(super) declarations: Declarations,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Document<'a> {
    pub(super) fn new(root: &'a Node, source: &'a Source, diagnostics: &'a mut Diagnostics) -> Self {
        let schemas = schemas(root).map(Node::entries).unwrap_or_default();
        Self {
            source,
            root,
            schemas: schemas.iter().map(|entry| (entry.key.as_str(), entry)).collect(),
            meanings: BTreeMap::new(),
            open_meanings: 0,
            declarations: Declarations::default(),
            diagnostics,
        }
    }

    pub(super) fn diagnostic(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    /// The text of a keyword, if it is there.
    pub(super) fn text<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n str> {
        let value = node.get(key)?;
        let text = value.as_text();
        if text.is_none() {
            let message = format!("{key:?} must be a text, not {}", value.describe());
            self.diagnostic(value.span, message, "put quotes around it");
        }
        text
    }

    /// Reports a value that is there but no object.
    pub(super) fn object(&mut self, value: Option<&Node>, key: &str) {
        if let Some(value) = value.filter(|value| !matches!(value.value, Value::Object(_))) {
            let message = format!("{key:?} must be an object, not {}", value.describe());
            self.diagnostic(value.span, message, "write keys with their values");
        }
    }

    /// Whether a keyword is there and true.
    pub(super) fn boolean(&mut self, node: &Node, key: &str) -> bool {
        let Some(value) = node.get(key) else { return false };
        if !matches!(value.value, Value::Boolean(_)) {
            let message = format!("{key:?} must be true or false, not {}", value.describe());
            self.diagnostic(value.span, message, "write true or false, in small letters and without quotes");
        }
        value.is_true()
    }

    /// The version of the document, if it can be read. Whatever components it has are held to be objects.
    pub(super) fn outline(&mut self) -> Option<Version> {
        let version = self.version()?;
        self.object(self.root.get("components"), "components");
        self.object(schemas(self.root), "schemas");
        Some(version)
    }

    fn version(&mut self) -> Option<Version> {
        let Node { span, .. } = *self.root;
        let help = "begin with `openapi: 3.1.0`, or with <edmx:Edmx> for CSDL";
        if self.root.get("swagger").is_some() {
            self.diagnostic(span, "OpenAPI 2 (Swagger) is not understood", "convert the document to OpenAPI 3");
        } else if self.root.get("$Version").is_some() {
            self.diagnostic(span, "CSDL in JSON is not understood", "convert the document to CSDL XML");
        } else if let Some(version) = self.root.get("openapi") {
            match &version.value {
                Value::Text(text) if text.starts_with("3.0.") => return Some(Version::V3_0),
                Value::Text(text) if text.starts_with("3.1.") => return Some(Version::V3_1),
                Value::Text(text) | Value::Number(text) => {
                    let message = format!("OpenAPI version {text:?} is not understood");
                    self.diagnostic(
                        version.span,
                        message,
                        "understood are 3.0 and 3.1, with a third number, as in 3.1.0",
                    );
                }
                _ => self.diagnostic(version.span, format!("a version cannot be {}", version.describe()), help),
            }
        } else {
            let keys: Vec<_> = self.root.entries().iter().map(|entry| entry.key.as_str()).collect();
            let near = keys.iter().find(|key| self.diagnostics.nearest(key, ["openapi"]).is_some());
            let help = near.map_or(help.to_owned(), |near| format!("write `openapi` instead of {near:?}"));
            self.diagnostic(span, "this is neither OpenAPI nor CSDL", help);
        }
        None
    }

    /// Checks every reference of the document, also of the parts that no model is made of.
    fn references(&mut self, node: &Node) {
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

    fn schema(&mut self, entry: &'a Entry) {
        let Entry { key, key_span, value } = entry;
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
        if key.split('.').any(str::is_empty) || !key.chars().all(is_plain) {
            let message = format!("{key:?} cannot be the name of a schema");
            self.diagnostic(
                *key_span,
                message,
                "write ASCII letters, digits, `_` and `-`, with single dots in between",
            );
            self.declarations.unread.insert(QualifiedName::split(key));
        } else if self.is_type(value) {
            self.component(QualifiedName::split(key), value, *key_span);
        } else {
            self.meaning(entry);
        }
    }
}

/// A step of a JSON pointer in a URI: <https://www.rfc-editor.org/rfc/rfc6901#section-6>.
fn unescape(step: &str) -> String {
    percent_decode_str(step).decode_utf8_lossy().replace("~1", "/").replace("~0", "~")
}
