//! The types of values.

use super::QualifiedName;
use crate::Span;
use std::fmt::{self, Display, Formatter};

/// The type of a property's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The type of the value, or of each item.
    pub item: ItemType,
    /// Whether there are any number of items.
    pub is_collection: bool,
}

impl ValueType {
    /// The name of the type, or of that of the items, if the schema declares it.
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
    /// A type of the schema.
    Named(Reference),
}

/// The primitive types that the generator understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primitive {
    /// `Edm.Binary`: bytes, as base64url
    Binary,
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.Byte`: without a sign, 8 bits
    Byte,
    /// `Edm.Date`: a day
    Date,
    /// `Edm.DateTimeOffset`: a moment
    DateTimeOffset,
    /// `Edm.Decimal`: a number with all of its digits
    Decimal,
    /// `Edm.Double`: floating point, 64 bits
    Double,
    /// `Edm.Duration`: a length of time
    Duration,
    /// `Edm.Guid`
    Guid,
    /// `Edm.Int16`
    Int16,
    /// `Edm.Int32`
    Int32,
    /// `Edm.Int64`
    Int64,
    /// `Edm.SByte`: with a sign, 8 bits
    SByte,
    /// `Edm.Single`: floating point, 32 bits
    Single,
    /// `Edm.Stream`: a stream of bytes or text, which stands inside its object only where it was asked for
    Stream,
    /// `Edm.String`
    String,
    /// `Edm.TimeOfDay`: a time of any day
    TimeOfDay,
    /// `Edm.Untyped`: any JSON
    Untyped,
}

impl Primitive {
    /// All of them.
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

    /// The name in the schema.
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

/// A use of a named type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The type's full name, with aliases resolved.
    pub name: QualifiedName,
    /// Where it is used.
    pub span: Span,
}
