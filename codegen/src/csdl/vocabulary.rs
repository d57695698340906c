//! The names of elements, attributes and terms in [OData CSDL XML 4.01].
//!
//! The parser turns names into these types, and everything else matches on them. A name outside of the specification is
//! `Unknown`: the reader reports it, and the writer keeps it inside an annotation that the reader skips.
//!
//! [OData CSDL XML 4.01]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html

use std::fmt::{self, Display, Formatter};

/// The prefix of the names of built-in types.
pub(super) const EDM_PREFIX: &str = "Edm.";

/// Prefixes of the built-in types that are read as `Edm.Untyped`: spatial types, and abstract types.
pub(super) const UNTYPED_TYPES: [&str; 5] =
    ["Edm.ComplexType", "Edm.EntityType", "Edm.Geography", "Edm.Geometry", "Edm.PrimitiveType"];

/// The prefix of the names of terms in OData's core vocabulary.
const CORE_PREFIX: &str = "Org.OData.Core.V1.";

/// Declares enumerations of names. The first variants are the names themselves. After them come `nested` enumerations of
/// further names, and `nameless` variants.
macro_rules! vocabulary {
    ($(
        $(#[$meta:meta])*
        $type:ident {
            $($name:ident),*
            $(; nested $($nested:ident),*)?
            $(; nameless $($(#[$doc:meta])* $other:ident),*)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $type {
            $($name,)*
            $($($nested($nested),)*)?
            $($($(#[$doc])* $other,)*)?
        }

        impl $type {
            /// Returns the variant of a name in the specification.
            pub(super) fn of(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None$($(.or_else(|| $nested::of(name).map(Self::$nested)))*)?,
                }
            }

            /// Returns the name in the specification.
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    $($(Self::$nested(nested) => nested.as_str(),)*)?
                    $($(Self::$other => "",)*)?
                }
            }
        }

        impl Display for $type {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

vocabulary! {
    /// The name of an element.
    // The most frequent names come first: they are looked up in this order.
    Tag {
        Annotation, Property, PropertyValue, Member, NavigationProperty, NavigationPropertyBinding, Record, Collection,
        Parameter, ReturnType, Annotations, ComplexType, EntityType, EnumType, Action, Function,
        Key, PropertyRef, ReferentialConstraint, OnDelete, EntitySet, Singleton, ActionImport, FunctionImport, EntityContainer,
        TypeDefinition, Term, Schema, DataServices, Edmx, Reference, Include, IncludeAnnotations;
        nested Scalar, Operator;
        nameless
        /// A name outside of the specification.
        Unknown
    }

    /// The name of an attribute.
    #[allow(clippy::upper_case_acronyms, reason = "as the specification writes it")]
    Attr {
        Name, Type, Term, Property, Target, Nullable, IsBound, Value, BaseType, EntityType, Qualifier, ContainsTarget,
        Partner, EntitySetPath, IsComposable, Abstract, OpenType, HasStream, IsFlags, UnderlyingType, ReferencedProperty,
        DefaultValue, MaxLength, Precision, Scale, Unicode, SRID, Action, Function, EntitySet, IncludeInServiceDocument,
        Extends, BaseTerm, AppliesTo, UrlRef, Namespace, Alias, Version, Uri, TermNamespace, TargetNamespace;
        nested Scalar;
        nameless
        /// A name in another XML namespace. Such attributes are tool-specific.
        Foreign,
        /// A name outside of the specification.
        Unknown
    }

    /// A constant or a path: an expression that is text, in an attribute or in an element of the same name.
    Scalar {
        String, Bool, EnumMember, Date, Path, Int, PropertyPath, NavigationPropertyPath, AnnotationPath, ModelElementPath,
        Binary, DateTimeOffset, Decimal, Duration, Float, Guid, TimeOfDay
    }

    /// An element that combines other expressions.
    Operator {
        And, Or, Not, Eq, Ne, Gt, Ge, Lt, Le, Has, In, Neg, Add, Sub, Mul, Div, DivBy, Mod, Apply, Cast, If, IsOf,
        LabeledElement, LabeledElementReference, Null, UrlRef
    }

    /// A term of OData's [core vocabulary] that the generator understands.
    ///
    /// [core vocabulary]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md
    Term { Description, LongDescription, Computed, Immutable, OptionalParameter, Permissions, Revisions }

    /// A member of `Core.Permission`.
    PermissionMember { None, Read, Write, ReadWrite, Invoke }

    /// A property of `Core.RevisionType` that the generator understands.
    RevisionProperty { Kind, Description, Version, Date, RemovalDate }

    /// A member of `Core.RevisionKind`.
    RevisionKind { Added, Modified, Deprecated }
}

impl Tag {
    pub(super) fn parse(name: &str) -> Self {
        Self::of(name).unwrap_or(Self::Unknown)
    }
}

impl Attr {
    /// The path of a navigation property binding. The same name is an expression in annotations.
    pub(crate) const PATH: Self = Self::Scalar(Scalar::Path);

    pub(super) fn parse(name: &str) -> Self {
        let other = if name.contains(':') { Self::Foreign } else { Self::Unknown };
        Self::of(name).unwrap_or(other)
    }

    /// Returns the value of an absent attribute. For collections, `Nullable` has no default.
    pub(crate) const fn default(self) -> Option<&'static str> {
        match self {
            Self::Nullable | Self::Unicode => Some("true"),
            Self::Abstract
            | Self::ContainsTarget
            | Self::HasStream
            | Self::IsBound
            | Self::IsComposable
            | Self::IsFlags
            | Self::OpenType => Some("false"),
            _ => None,
        }
    }
}

impl Term {
    /// The terms whose values are descriptions.
    pub(crate) const DESCRIPTIONS: [Self; 2] = [Self::Description, Self::LongDescription];

    /// Returns the term with a qualified name.
    pub(crate) fn parse(qualified: &str) -> Option<Self> {
        qualified.strip_prefix(CORE_PREFIX).and_then(Self::of)
    }
}
