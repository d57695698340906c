//! The names inside values.

use super::vocabulary::{Attr, Scalar};

/// The kind of names in a value, all of which can have a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A type, or a collection of one.
    Type,
    /// The qualified name of something else.
    Name,
    /// A path, with casts and terms among its segments.
    Path,
    /// Members of an enumeration, each after the name of its type.
    Members,
    /// No names.
    Plain,
}

impl Attr {
    pub(crate) const fn content(self) -> Content {
        match self {
            Self::BaseType | Self::EntityType | Self::Extends | Self::Type | Self::UnderlyingType => Content::Type,
            Self::Action | Self::BaseTerm | Self::Function | Self::Term => Content::Name,
            Self::EntitySetPath | Self::Partner => Content::Path,
            Self::Scalar(scalar) => scalar.content(),
            _ => Content::Plain,
        }
    }
}

impl Scalar {
    pub(crate) const fn content(self) -> Content {
        match self {
            Self::AnnotationPath
            | Self::ModelElementPath
            | Self::NavigationPropertyPath
            | Self::Path
            | Self::PropertyPath => Content::Path,
            Self::EnumMember => Content::Members,
            _ => Content::Plain,
        }
    }
}
