//! The state of a reader: the document, the declarations read so far, and the diagnostics.

use super::node::{Entry, Node, Value};
use super::shape::parts;
use super::value_schema::ValueSchema;
use crate::schema::{Declarations, QualifiedName};
use crate::{Diagnostic, Diagnostics, Source, Span, Subject};
use std::collections::BTreeMap;

/// The start of the names of Graph's types.
pub(super) const GRAPH: &str = "microsoft.graph.";

/// Reads schema objects into declarations. Each module of them adds its own methods.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) root: &'a Node,
    pub(super) schemas: BTreeMap<&'a str, &'a Entry>,
    /// The components that do not declare types, read as values. `None` while one is being read.
    pub(super) value_schemas: BTreeMap<String, Option<ValueSchema>>,
    /// The number of such components that are being read.
    pub(super) open_components: usize,
    /// The schemas that `allOf` combines with a type, in addition to its base type, by the name of the type.
    pub(super) copies: BTreeMap<QualifiedName, Vec<(QualifiedName, Span)>>,
    /// The positions of the types inside properties.
    pub(super) inlined: BTreeMap<QualifiedName, usize>,
    /// Whether the document describes an OData service.
    pub(super) is_odata: bool,
    pub(super) declarations: Declarations,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &'a Node, source: &'a Source, diagnostics: &'a mut Diagnostics) -> Self {
        let schemas = schemas(root).map(Node::entries).unwrap_or_default();
        Self {
            source,
            root,
            schemas: schemas.iter().map(|entry| (entry.key.as_str(), entry)).collect(),
            value_schemas: BTreeMap::new(),
            open_components: 0,
            copies: BTreeMap::new(),
            inlined: BTreeMap::new(),
            is_odata: schemas.iter().any(|entry| entry.key.starts_with(GRAPH) || mentions_odata(&entry.value)),
            declarations: Declarations::default(),
            diagnostics,
        }
    }

    pub(super) fn diagnostic(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    /// Records that the declaration that is being read depends on a component.
    pub(super) fn uses(&mut self, component: &QualifiedName) {
        if let Subject::Declaration(name) | Subject::Operation(name) = self.diagnostics.subject()
            && **name != *component
        {
            self.declarations.uses.entry(QualifiedName::clone(name)).or_default().insert(component.clone());
        }
    }

    /// Returns the string of a keyword, if the node has it. Many documents write a version or a year without quotes, as a number.
    pub(super) fn text<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n str> {
        let value = node.get(key)?;
        let text = match &value.value {
            Value::Text(text) | Value::Number(text) => Some(text.as_str()),
            _ => None,
        };
        if text.is_none() {
            let message = format!("`{key}` must be a string, not {}", value.describe());
            self.diagnostic(value.span, message, "put quotes around it");
        }
        text
    }

    /// Reports a value that is not an object.
    pub(super) fn object(&mut self, value: Option<&Node>, key: &str) {
        if let Some(value) = value.filter(|value| !matches!(value.value, Value::Object(_))) {
            let message = format!("`{key}` must be an object, not {}", value.describe());
            self.diagnostic(value.span, message, "write keys and values");
        }
    }

    /// Returns whether the node has a keyword with the value `true`.
    pub(super) fn boolean(&mut self, node: &Node, key: &str) -> bool {
        let Some(value) = node.get(key) else { return false };
        if !matches!(value.value, Value::Boolean(_)) {
            let message = format!("`{key}` must be a boolean, not {}", value.describe());
            self.diagnostic(value.span, message, "write `true` or `false`, in lower case and without quotes");
        }
        value.is_true()
    }
}

/// Returns whether a schema has control information of OData, or an extension for it.
fn mentions_odata(schema: &Node) -> bool {
    let is_control = |entry: &Entry| entry.key.starts_with("@odata.");
    schema.entries().iter().any(|entry| entry.key.starts_with("x-odata-"))
        || schema.get("properties").is_some_and(|properties| properties.entries().iter().any(is_control))
        || parts(schema).iter().any(mentions_odata)
}

/// Returns the components that declare types.
pub(super) fn schemas(root: &Node) -> Option<&Node> {
    root.get("components").and_then(|components| components.get("schemas"))
}
