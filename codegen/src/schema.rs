//! The API as the generator understands it, whatever format it was described in.

mod check;
mod container;
mod documentation;
mod enumeration;
mod operation;
mod structured;
mod type_definition;
mod value;

use crate::{Diagnostics, Source, Span};
pub(crate) use check::MAX_BASES;
pub use container::{Binding, EntryPoint};
pub use documentation::{Deprecation, Documentation, Permission};
pub use enumeration::{EnumerationType, Member};
pub use operation::{Operation, OperationKind, Parameter, ReturnType};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
pub use structured::{NavigationProperty, Property, StructuredKind, StructuredType};
pub use type_definition::TypeDefinition;
pub use value::{ItemType, Primitive, Reference, ValueType};

/// What a document declares, as it was read.
#[derive(Clone, Debug, Default)]
pub struct Declarations {
    /// Types, in the order of their declaration.
    pub types: Vec<Type>,
    /// Other names for primitive types.
    pub type_definitions: Vec<TypeDefinition>,
    /// Actions and functions, in the order of their declaration.
    pub operations: Vec<Operation>,
    /// Entity sets and singletons, in the order of their declaration.
    pub entry_points: Vec<EntryPoint>,
    /// What says nothing about the models and was skipped, with how often: see [`Schema::skipped`].
    pub skipped: BTreeMap<String, usize>,
    /// Names of what was declared but could not be read, which is a diagnostic of its own. Nobody has to be told again
    /// wherever such a name is used.
    pub unread: BTreeSet<QualifiedName>,
}

/// The types, operations and entry points of an API.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Every type, by its qualified name.
    pub types: BTreeMap<QualifiedName, Type>,
    /// Other names for primitive types. Values that are declared with one have the primitive type here.
    pub type_definitions: BTreeMap<QualifiedName, TypeDefinition>,
    /// Actions and functions, by their qualified name. Nothing is generated for them.
    pub operations: BTreeMap<QualifiedName, Vec<Operation>>,
    /// The entity container's entity sets and singletons, by their name.
    pub entry_points: BTreeMap<String, EntryPoint>,
    /// What the reader knows to say nothing about the models and skipped, with how often: `<Term>`, for example.
    pub skipped: BTreeMap<String, usize>,
    /// See [`Declarations::unread`].
    pub unread: BTreeSet<QualifiedName>,
}

impl Schema {
    /// A schema of what was declared in `source`. Where no diagnostic was added, every reference in it leads somewhere.
    ///
    /// Diagnostics are names that are taken, references that lead nowhere or to the wrong kind of type, base types in a
    /// circle or too many of them, keys that are no properties. What is wrong is left out of the schema, so that later
    /// steps can go on to find what else is.
    #[must_use]
    pub fn new(declarations: Declarations, source: &Source, diagnostics: &mut Diagnostics) -> Self {
        check::check(declarations, source, diagnostics)
    }

    /// Whether values of the type can be described: it is primitive, or declared.
    pub(crate) fn knows(&self, value: &ValueType) -> bool {
        match &value.item {
            ItemType::Primitive(_) => true,
            ItemType::Named(reference) => self.types.contains_key(&reference.name),
        }
    }

    /// Whether both have the same types, wherever those are declared.
    pub(crate) fn has_same_types(&self, other: &Self) -> bool {
        let without_spans = |schema: &Self| {
            let mut schema = Self { types: schema.types.clone(), ..Self::default() };
            schema.forget_spans();
            schema.types
        };
        without_spans(self) == without_spans(other)
    }

    /// Forgets where types are declared, so that those of two documents can be compared.
    pub(crate) fn forget_spans(&mut self) {
        for declared in self.types.values_mut() {
            match declared {
                Type::Structured(structured) => structured.forget_spans(),
                Type::Enumeration(enumeration) => enumeration.forget_spans(),
            }
        }
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

/// A type of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
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
