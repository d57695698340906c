//! The API as the generator understands it, whatever format it was described in.

mod check;
mod enumeration;
mod structured;
mod value;

use crate::{Problems, Source, Span};
pub(crate) use check::MAX_BASES;
pub use enumeration::{EnumerationType, Member};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
pub use structured::{NavigationProperty, Property, StructuredKind, StructuredType};
pub use value::{ItemType, Primitive, Reference, ValueType};

/// What a document declares, as it was read.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// Types, in the order of their declaration.
    pub types: Vec<Type>,
    /// Singletons, in the order of their declaration.
    pub singletons: Vec<Singleton>,
    /// Names of what was declared but could not be read, which is a problem of its own. Nobody has to be told again
    /// wherever such a name is used.
    pub unread: BTreeSet<QualifiedName>,
}

/// The types and entry points of an API.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Every type, by its qualified name.
    pub types: BTreeMap<QualifiedName, Type>,
    /// The entity container's singletons: paths such as `/deviceManagement` begin with one.
    pub singletons: BTreeMap<String, Singleton>,
    /// See [`Declarations::unread`].
    pub unread: BTreeSet<QualifiedName>,
}

impl Schema {
    /// A schema of what was declared in `source`. Where no problem was added, every reference in it leads somewhere.
    ///
    /// Problems are names that are taken, references that lead nowhere or to the wrong kind of type, base types in a
    /// circle or too many of them, keys that are no properties. What is wrong is left out of the schema, so that later
    /// steps can go on to find what else is.
    #[must_use]
    pub fn new(declarations: Declarations, source: &Source<'_>, problems: &mut Problems) -> Self {
        check::check(declarations, source, problems)
    }

    /// The type and its base types, the outermost base first.
    #[must_use]
    pub fn lineage<'a>(&'a self, structured: &'a StructuredType) -> Vec<&'a StructuredType> {
        let mut lineage = vec![structured];
        let mut current = structured;
        while let Some(Type::Structured(base)) = current.base.as_ref().and_then(|base| self.types.get(&base.name)) {
            lineage.push(base);
            current = base;
        }
        lineage.reverse();
        lineage
    }
}

/// A namespace and a name in it: `microsoft.graph.entity`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// Everything up to the last dot.
    pub namespace: String,
    /// What follows it.
    pub name: String,
}

impl QualifiedName {
    /// Splits a dotted name; `None` if there is no dot or an empty part.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (namespace, name) = text.rsplit_once('.')?;
        let complete = !name.is_empty() && namespace.split('.').all(|part| !part.is_empty());
        complete.then(|| Self { namespace: namespace.to_owned(), name: name.to_owned() })
    }

    /// Splits a name at its last dot; without one it has no namespace, as some names in OpenAPI.
    #[must_use]
    pub fn split(text: &str) -> Self {
        let (namespace, name) = text.rsplit_once('.').unwrap_or(("", text));
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

/// What the schema says to readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documentation {
    /// What it stands for.
    pub description: Option<String>,
    /// Set where it should no longer be used.
    pub deprecation: Option<Deprecation>,
}

/// When and why something should no longer be used. Microsoft often says no more than that it is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Why, and what to use instead.
    pub description: Option<String>,
    /// Since when, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// When it goes away, as `YYYY-MM-DD`.
    pub removal_date: Option<String>,
    /// The revision of the API that deprecated it.
    pub version: Option<String>,
}

impl Display for Deprecation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let since = self.date.as_ref().map(|date| format!("deprecated since {date}"));
        let version = self.version.as_ref().map(|version| format!("revision {version}"));
        let until = self.removal_date.as_ref().map(|date| format!("to be removed on {date}"));
        let facts: Vec<_> = [since, version, until].into_iter().flatten().collect();
        let facts = if facts.is_empty() { "deprecated".to_owned() } else { facts.join(", ") };
        match &self.description {
            Some(description) => write!(f, "{description} ({facts})"),
            None => f.write_str(&facts),
        }
    }
}

/// A type of the schema.
#[derive(Clone, Debug)]
pub enum Type {
    /// An entity or complex type.
    Structured(StructuredType),
    /// An enumeration type.
    Enumeration(EnumerationType),
}

impl Type {
    /// The qualified name.
    #[must_use]
    pub fn name(&self) -> &QualifiedName {
        match self {
            Self::Structured(structured) => &structured.name,
            Self::Enumeration(enumeration) => &enumeration.name,
        }
    }

    /// The entity or complex type, if it is one.
    #[must_use]
    pub fn as_structured(&self) -> Option<&StructuredType> {
        match self {
            Self::Structured(structured) => Some(structured),
            Self::Enumeration(_) => None,
        }
    }

    /// What the schema says to readers.
    #[must_use]
    pub fn documentation(&self) -> &Documentation {
        match self {
            Self::Structured(structured) => &structured.documentation,
            Self::Enumeration(enumeration) => &enumeration.documentation,
        }
    }

    pub(crate) fn documentation_mut(&mut self) -> &mut Documentation {
        match self {
            Self::Structured(structured) => &mut structured.documentation,
            Self::Enumeration(enumeration) => &mut enumeration.documentation,
        }
    }

    /// Where it was declared.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Structured(structured) => structured.span,
            Self::Enumeration(enumeration) => enumeration.span,
        }
    }
}

/// A single entity that the service offers under a name.
#[derive(Clone, Debug)]
pub struct Singleton {
    /// The first segment of paths.
    pub name: String,
    /// The type of the entity.
    pub entity: Reference,
    /// Where it was declared.
    pub span: Span,
}
