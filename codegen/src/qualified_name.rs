//! The names of declarations.

use std::fmt::{self, Display, Formatter};

/// A name with its namespace, such as `microsoft.graph.entity`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The part before the last dot.
    pub namespace: String,
    /// The part after the last dot.
    pub name: String,
}

impl QualifiedName {
    /// Parses a dotted name. Returns `None` if it has no dot or an empty part.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (namespace, name) = text.rsplit_once('.')?;
        let complete = !name.is_empty() && namespace.split('.').all(|part| !part.is_empty());
        complete.then(|| Self { namespace: namespace.to_owned(), name: name.to_owned() })
    }

    /// Splits a name at its last dot. A name without a dot has no namespace, as some names in OpenAPI. The parentheses of
    /// a [`Signature`](crate::schema::Signature) are part of the name.
    #[must_use]
    pub fn split(text: &str) -> Self {
        let end = text.find('(').unwrap_or(text.len());
        let start = text.get(..end).and_then(|name| name.rfind('.'));
        let (namespace, name) = start.map_or(("", text), |dot| (&text[..dot], &text[dot + 1..]));
        Self { namespace: namespace.to_owned(), name: name.to_owned() }
    }
}

impl Display for QualifiedName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            "" => f.write_str(&self.name),
            namespace => write!(f, "{namespace}.{}", self.name),
        }
    }
}
