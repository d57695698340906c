//! The API as the generator understands it, whatever format it was described in.

mod check;

pub(crate) use check::is_identifier;

use crate::{Problems, Source, Span};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// The types and entry points of an API. Every reference in it leads somewhere: see [`Schema::new`].
#[derive(Clone, Debug)]
pub struct Schema {
    /// Every type, by its qualified name.
    pub types: BTreeMap<QualifiedName, Type>,
    /// The entity container's singletons: paths such as `/deviceManagement` begin with one.
    pub singletons: BTreeMap<String, Singleton>,
}

impl Schema {
    /// A schema of types and singletons as they were declared in `source`.
    ///
    /// # Errors
    ///
    /// Names that are no OData identifiers or are taken, references that lead nowhere or to the wrong kind of type, base
    /// types in a circle, keys that are no properties.
    pub fn new(types: Vec<Type>, singletons: Vec<Singleton>, source: Source<'_>) -> Result<Self, Problems> {
        check::check(types, singletons, source)
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
}

impl Display for QualifiedName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.namespace, self.name)
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

    /// Where it was declared.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Structured(structured) => structured.span,
            Self::Enumeration(enumeration) => enumeration.span,
        }
    }
}

/// Whether objects of a structured type have an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructuredKind {
    /// Has one: an entity type.
    Entity,
    /// Has none: a complex type.
    Complex,
}

impl Display for StructuredKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entity => "entity type",
            Self::Complex => "complex type",
        })
    }
}

/// An entity or complex type.
#[derive(Clone, Debug)]
pub struct StructuredType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Entity or complex.
    pub kind: StructuredKind,
    /// The type whose properties this one has too.
    pub base: Option<Reference>,
    /// Whether only types derived from it have objects.
    pub is_abstract: bool,
    /// The names of the properties that identify an entity.
    pub key: Vec<String>,
    /// The type's own properties, in the order of their declaration.
    pub properties: Vec<Property>,
    /// Links to other entities.
    pub navigation_properties: Vec<NavigationProperty>,
    /// What it stands for.
    pub description: Option<String>,
    /// Where it was declared.
    pub span: Span,
}

/// A property that is part of its object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The type of its value.
    pub value: ValueType,
    /// Whether the service may say null.
    pub is_nullable: bool,
    /// Whether the value must never be printed. The schema does not say; `models.toml` does.
    pub is_secret: bool,
    /// What it stands for.
    pub description: Option<String>,
    /// Where it was declared.
    pub span: Span,
}

/// A link to another entity, or to several.
#[derive(Clone, Debug)]
pub struct NavigationProperty {
    /// The name on the wire.
    pub name: String,
    /// The entity type it leads to.
    pub target: Reference,
    /// Whether it leads to any number of them.
    pub is_collection: bool,
    /// Whether the entities live inside this one and are addressed through it.
    pub contains_target: bool,
    /// What it stands for.
    pub description: Option<String>,
    /// Where it was declared.
    pub span: Span,
}

/// A use of a named type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The type's name, with aliases resolved.
    pub name: QualifiedName,
    /// Where it is used.
    pub span: Span,
}

/// The type of a property's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The type of the value, or of each item.
    pub item: ItemType,
    /// Whether there are any number of items.
    pub is_collection: bool,
}

/// The type of a single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemType {
    /// A primitive type.
    Primitive(Primitive),
    /// A type of the schema.
    Named(Reference),
}

/// The primitive types that the generator understands so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.DateTimeOffset`
    DateTimeOffset,
    /// `Edm.Int32`
    Int32,
    /// `Edm.String`
    String,
}

impl Primitive {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Boolean, Self::DateTimeOffset, Self::Int32, Self::String];

    /// The name in the schema.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "Edm.Boolean",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::Int32 => "Edm.Int32",
            Self::String => "Edm.String",
        }
    }
}

/// An enumeration type.
#[derive(Clone, Debug)]
pub struct EnumerationType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Whether members combine.
    pub is_flags: bool,
    /// In the order of their declaration.
    pub members: Vec<Member>,
    /// What it stands for.
    pub description: Option<String>,
    /// Where it was declared.
    pub span: Span,
}

/// A member of an enumeration.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// The number behind the name. Matters for flags only.
    pub value: i64,
    /// What it stands for.
    pub description: Option<String>,
    /// Where it was declared.
    pub span: Span,
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
