//! The types of values.

use super::QualifiedName;
use crate::Span;
use std::fmt::{self, Display, Formatter};

/// The type of a value: a single item or a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The type of the value, or of the items of a collection.
    pub item: ItemType,
    /// Whether the value is a collection.
    pub is_collection: bool,
}

impl ValueType {
    /// Creates the type of a value, or of a collection of values, from its declared type.
    pub(crate) fn of(reference: Reference, is_collection: bool) -> Self {
        Self { item: ItemType::Named(reference), is_collection }
    }

    /// Returns the name of the item type, or `None` if it is primitive.
    pub(crate) fn named(&self) -> Option<&QualifiedName> {
        match &self.item {
            ItemType::Primitive(_) => None,
            ItemType::Named(reference) => Some(&reference.name),
        }
    }
}

impl Display for ValueType {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let item: &dyn Display = match &self.item {
            ItemType::Primitive(primitive) => &primitive.as_str(),
            ItemType::Named(reference) => &reference.name,
        };
        if self.is_collection { write!(f, "Collection({item})") } else { write!(f, "{item}") }
    }
}

/// The type of a single value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemType {
    /// A primitive type.
    Primitive(Primitive),
    /// A type that the schema declares.
    Named(Reference),
}

/// The supported primitive types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// `Edm.Binary`: bytes, base64url-encoded
    Binary,
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.Byte`: unsigned, 8 bits
    Byte,
    /// `Edm.Date`: a date
    Date,
    /// `Edm.DateTimeOffset`: a date and time with an offset
    DateTimeOffset,
    /// `Edm.Decimal`: a decimal number of arbitrary precision
    Decimal,
    /// `Edm.Double`: floating point, 64 bits
    Double,
    /// `Edm.Duration`: a signed duration
    Duration,
    /// `Edm.Guid`
    Guid,
    /// `Edm.Int16`
    Int16,
    /// `Edm.Int32`
    Int32,
    /// `Edm.Int64`
    Int64,
    /// `Edm.SByte`: signed, 8 bits
    SByte,
    /// `Edm.Single`: floating point, 32 bits
    Single,
    /// `Edm.Stream`: a stream of bytes or text, part of the object only on request
    Stream,
    /// `Edm.String`
    String,
    /// `Edm.TimeOfDay`: a time of day
    TimeOfDay,
    /// `Edm.Untyped`: any JSON value
    Untyped,
}

impl Primitive {
    /// All primitive types.
    pub const ALL: [Self; 18] = [
        Self::Binary,
        Self::Boolean,
        Self::Byte,
        Self::Date,
        Self::DateTimeOffset,
        Self::Decimal,
        Self::Double,
        Self::Duration,
        Self::Guid,
        Self::Int16,
        Self::Int32,
        Self::Int64,
        Self::SByte,
        Self::Single,
        Self::Stream,
        Self::String,
        Self::TimeOfDay,
        Self::Untyped,
    ];

    /// Returns the type with a qualified name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|primitive| primitive.as_str() == name)
    }

    /// Returns the qualified name in CSDL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Binary => "Edm.Binary",
            Self::Boolean => "Edm.Boolean",
            Self::Byte => "Edm.Byte",
            Self::Date => "Edm.Date",
            Self::DateTimeOffset => "Edm.DateTimeOffset",
            Self::Decimal => "Edm.Decimal",
            Self::Double => "Edm.Double",
            Self::Duration => "Edm.Duration",
            Self::Guid => "Edm.Guid",
            Self::Int16 => "Edm.Int16",
            Self::Int32 => "Edm.Int32",
            Self::Int64 => "Edm.Int64",
            Self::SByte => "Edm.SByte",
            Self::Single => "Edm.Single",
            Self::Stream => "Edm.Stream",
            Self::String => "Edm.String",
            Self::TimeOfDay => "Edm.TimeOfDay",
            Self::Untyped => "Edm.Untyped",
        }
    }
}

/// A reference to a declared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The qualified name of the type, with aliases resolved.
    pub name: QualifiedName,
    /// The span of the reference.
    pub span: Span,
}
