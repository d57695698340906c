//! A document as a tree of values, each with its place in the text, whether it was written in YAML or in JSON.

use crate::Span;

/// Deeper than any description of an API nests, shallow enough for every stack.
pub(super) const MAX_DEPTH: usize = 64;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(super) value: Value,
    pub(super) span: Span,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// As it was written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Entry>),
}

/// A key of an object and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) value: Node,
}

impl From<Value> for Node {
    /// A value that stands in no text yet.
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
    /// The entries of an object; none if it is something else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none if it is something else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key.
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

    /// What it is, for a person.
    pub(super) fn describe(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

/// The entry that repeats the key of an earlier one, and that one.
pub(super) fn repeated(entries: &[Entry]) -> Option<(&Entry, &Entry)> {
    let mut seen = std::collections::BTreeMap::new();
    entries.iter().find_map(|entry| seen.insert(entry.key.as_str(), entry).map(|first| (entry, first)))
}
