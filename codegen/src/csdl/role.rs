//! The roles of elements.

use super::vocabulary::Tag;

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

impl Role {
    /// Returns whether the element can be added or removed by itself, as a part of a declaration.
    pub(crate) const fn is_part(self) -> bool {
        matches!(self, Self::Property | Self::Navigation | Self::Member | Self::Signature | Self::EntryPoint)
    }
}

impl Tag {
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
