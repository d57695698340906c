//! A YAML or JSON document as a tree of values, each with its location in the text.

use crate::{Diagnostic, Source, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The maximum depth of values: deeper than any API description nests, shallow enough for the stack of a spawned thread.
pub(super) const MAX_DEPTH: usize = 64;

/// The maximum number of values in a document, about twice that of all of Graph. Short ones take more than a hundred bytes each.
pub(super) const MAX_VALUES: usize = 5_000_000;

/// The memory in bytes that a text may have in reserve.
const MAX_SPARE: usize = 4096;

/// A value and its location.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) span: Span,
}

#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// The digits as written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Entry>),
}

/// A key of an object and its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

impl Node {
    /// Returns the number of values in this one, which is among them.
    pub(super) fn count(&self) -> usize {
        1 + match &self.value {
            Value::List(items) => items.iter().map(Self::count).sum(),
            Value::Object(entries) => entries.iter().map(|entry| entry.value.count()).sum(),
            Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Text(_) => 0,
        }
    }
}

/// Returns the error of a document with too many values.
pub(super) fn too_many_values(source: &Source, span: Span) -> Diagnostic {
    let message = format!("the document has more than {MAX_VALUES} values");
    Diagnostic::new(source, span, message).with_help("pass the description of one service")
}

impl From<Value> for Node {
    /// Creates a value without a location.
    fn from(value: Value) -> Self {
        Self { value, span: Span::default() }
    }
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().map(Node::from).collect())
    }

    pub(super) fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(entries.into_iter().map(Entry::from).collect())
    }
}

impl<K: Into<String>> From<(K, Value)> for Entry {
    fn from((key, value): (K, Value)) -> Self {
        Self { key: key.into(), key_span: Span::default(), value: value.into() }
    }
}

impl Node {
    /// Returns the entries of an object, or none for other values.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of an array, or none for other values.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Boolean(true))
    }

    /// Returns the kind of value, with an article.
    pub(super) fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

/// Returns the text of a parser, which may have reserved twice the memory for it.
pub(super) fn own(text: Cow<'_, str>) -> String {
    let mut text = text.into_owned();
    if text.capacity() - text.len() > MAX_SPARE {
        text.shrink_to_fit();
    }
    text
}

/// Builds an object.
///
/// # Errors
///
/// A diagnostic for a duplicate key.
pub(super) fn object(entries: Vec<Entry>, source: &Source) -> Result<Value, Diagnostic> {
    let mut seen = BTreeMap::new();
    for entry in &entries {
        if let Some(first) = seen.insert(entry.key.as_str(), entry.key_span) {
            let diagnostic = Diagnostic::new(source, entry.key_span, format!("duplicate key `{}`", entry.key));
            let diagnostic = diagnostic.with_related(source, first, "first used here");
            return Err(diagnostic.with_help("remove or rename one of them"));
        }
    }
    Ok(Value::Object(entries))
}
