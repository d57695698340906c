//! The names of elements, attributes and terms in [OData CSDL XML 4.01].
//!
//! The parser turns names into these types, and everything else matches on them. A name outside of the specification is
//! `Unknown`: the reader reports it, and the writer keeps it inside an annotation that the reader skips.
//!
//! [OData CSDL XML 4.01]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html

use std::fmt::{self, Display, Formatter};

/// Declares enumerations of names. The variants are the names themselves; after `;` come enumerations of further names, and
/// after `else` variants without a name.
macro_rules! names {
    ($(
        $(#[$meta:meta])*
        $type:ident { $($name:ident),* $(; $($nested:ident),*)? $(else $($(#[$doc:meta])* $other:ident),*)? }
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
            fn of(name: &str) -> Option<Self> {
                $(if name == stringify!($name) { return Some(Self::$name); })*
                $($(if let Some(nested) = $nested::of(name) { return Some(Self::$nested(nested)); })*)?
                None
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

names! {
    /// The name of an element.
    // The most frequent names come first: they are looked up in this order.
    Tag {
        Annotation, Property, PropertyValue, Member, NavigationProperty, NavigationPropertyBinding, Record, Collection,
        Parameter, ReturnType, Annotations, ComplexType, EntityType, EnumType, Action, Function,
        Key, PropertyRef, ReferentialConstraint, OnDelete, EntitySet, Singleton, ActionImport, FunctionImport, EntityContainer,
        TypeDefinition, Term, Schema, DataServices, Edmx, Reference, Include, IncludeAnnotations;
        Scalar, Operator
        else
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
        Scalar
        else
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
}

/// The role of an element in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Surrounds the schemas. These elements alone belong to the `edmx` namespace.
    Envelope,
    /// Contains declarations.
    Schema,
    /// Declares a type.
    Type,
    /// Declares a term of a vocabulary.
    Term,
    /// Declares an action or a function.
    Operation,
    /// Declares the entity container.
    Container,
    /// A property of a type.
    Property,
    /// A navigation property of a type.
    Navigation,
    /// A member of an enumeration.
    Member,
    /// A parameter of an operation, or its return type.
    Signature,
    /// A child of the container at which paths begin.
    EntryPoint,
    /// A detail of the element around it.
    Detail,
    /// An annotation, or a group of annotations of one target.
    Annotation,
    /// The value of an annotation.
    Expression,
    /// Not in the specification.
    Unknown,
}

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

impl Role {
    /// Returns whether the element can be added or removed by itself, as a part of a declaration.
    pub(crate) const fn is_part(self) -> bool {
        match self {
            Self::Property | Self::Navigation | Self::Member | Self::Signature | Self::EntryPoint => true,
            Self::Envelope
            | Self::Schema
            | Self::Type
            | Self::Term
            | Self::Operation
            | Self::Container
            | Self::Detail
            | Self::Annotation
            | Self::Expression
            | Self::Unknown => false,
        }
    }
}

impl Tag {
    pub(super) fn parse(name: &str) -> Self {
        Self::of(name).unwrap_or(Self::Unknown)
    }

    /// Returns the prefix that documents usually declare for the XML namespace of the element.
    pub(super) fn prefix(self) -> &'static str {
        if self.role() == Role::Envelope { "edmx:" } else { "" }
    }

    pub(crate) const fn role(self) -> Role {
        match self {
            Self::Edmx | Self::DataServices | Self::Reference | Self::Include | Self::IncludeAnnotations => {
                Role::Envelope
            }
            Self::Schema => Role::Schema,
            Self::EntityType | Self::ComplexType | Self::EnumType | Self::TypeDefinition => Role::Type,
            Self::Term => Role::Term,
            Self::Action | Self::Function => Role::Operation,
            Self::EntityContainer => Role::Container,
            Self::Property => Role::Property,
            Self::NavigationProperty => Role::Navigation,
            Self::Member => Role::Member,
            Self::Parameter | Self::ReturnType => Role::Signature,
            Self::EntitySet | Self::Singleton | Self::ActionImport | Self::FunctionImport => Role::EntryPoint,
            Self::Key
            | Self::PropertyRef
            | Self::ReferentialConstraint
            | Self::OnDelete
            | Self::NavigationPropertyBinding => Role::Detail,
            Self::Annotation | Self::Annotations => Role::Annotation,
            Self::Collection | Self::Record | Self::PropertyValue | Self::Scalar(_) | Self::Operator(_) => {
                Role::Expression
            }
            Self::Unknown => Role::Unknown,
        }
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

    pub(crate) const fn content(self) -> Content {
        match self {
            Self::BaseType | Self::EntityType | Self::Extends | Self::Type | Self::UnderlyingType => Content::Type,
            Self::Action | Self::BaseTerm | Self::Function | Self::Term => Content::Name,
            Self::EntitySetPath | Self::Partner => Content::Path,
            Self::Scalar(scalar) => scalar.content(),
            Self::Abstract
            | Self::Alias
            | Self::AppliesTo
            | Self::ContainsTarget
            | Self::DefaultValue
            | Self::EntitySet
            | Self::HasStream
            | Self::IncludeInServiceDocument
            | Self::IsBound
            | Self::IsComposable
            | Self::IsFlags
            | Self::MaxLength
            | Self::Name
            | Self::Namespace
            | Self::Nullable
            | Self::OpenType
            | Self::Precision
            | Self::Property
            | Self::Qualifier
            | Self::ReferencedProperty
            | Self::Scale
            | Self::SRID
            | Self::Target
            | Self::TargetNamespace
            | Self::TermNamespace
            | Self::Unicode
            | Self::Uri
            | Self::UrlRef
            | Self::Value
            | Self::Version
            | Self::Foreign
            | Self::Unknown => Content::Plain,
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
            Self::Binary
            | Self::Bool
            | Self::Date
            | Self::DateTimeOffset
            | Self::Decimal
            | Self::Duration
            | Self::Float
            | Self::Guid
            | Self::Int
            | Self::String
            | Self::TimeOfDay => Content::Plain,
        }
    }
}

impl Term {
    /// The terms whose values are descriptions.
    pub(crate) const DESCRIPTIONS: [Self; 2] = [Self::Description, Self::LongDescription];

    /// Returns the term with a qualified name.
    pub(crate) fn parse(qualified: &str) -> Option<Self> {
        qualified.strip_prefix("Org.OData.Core.V1.").and_then(Self::of)
    }
}
