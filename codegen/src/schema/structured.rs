//! Entity and complex types.

use super::{Documentation, ItemType, OperationKind, QualifiedName, Reference, ValueType};
use crate::Span;
use std::fmt::{self, Display, Formatter};

/// The kind of a structured type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructuredKind {
    /// An entity type: its objects have an identity.
    Entity,
    /// A complex type: its objects have no identity.
    Complex,
    /// The parameters of an operation, without the binding parameter. The name of the type is the operation's
    /// [`Signature`](super::Signature).
    Parameters(OperationKind),
}

impl StructuredType {
    /// Returns the property of the given name that the type itself declares.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Returns the navigation property of the given name that the type itself declares.
    #[must_use]
    pub fn navigation_property(&self, name: &str) -> Option<&NavigationProperty> {
        self.navigation_properties.iter().find(|property| property.name == name)
    }

    /// Creates a type without properties.
    pub(crate) fn new(name: QualifiedName, kind: StructuredKind, span: Span) -> Self {
        Self {
            name,
            kind,
            base: None,
            is_abstract: false,
            is_open: false,
            has_stream: false,
            key: Vec::new(),
            properties: Vec::new(),
            navigation_properties: Vec::new(),
            documentation: Documentation::default(),
            span,
        }
    }

    /// Returns the name of the operation whose parameters these are, without the signature. `None` for other types.
    #[must_use]
    pub fn operation(&self) -> Option<QualifiedName> {
        let StructuredKind::Parameters(_) = self.kind else { return None };
        let QualifiedName { namespace, name } = &self.name;
        let name = name.split('(').next().unwrap_or(name).to_owned();
        Some(QualifiedName { namespace: namespace.clone(), name })
    }

    pub(super) fn forget_spans(&mut self) {
        self.span = Span::default();
        if let Some(base) = &mut self.base {
            base.span = Span::default();
        }
        for property in &mut self.properties {
            property.span = Span::default();
            if let ItemType::Named(reference) = &mut property.value.item {
                reference.span = Span::default();
            }
        }
        // Nothing is generated for navigation properties.
        self.navigation_properties.clear();
    }
}

impl Display for StructuredKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entity => f.write_str("entity type"),
            Self::Complex => f.write_str("complex type"),
            Self::Parameters(kind) => kind.fmt(f),
        }
    }
}

/// An entity or complex type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructuredType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Entity or complex.
    pub kind: StructuredKind,
    /// The base type, whose properties this type inherits.
    pub base: Option<Reference>,
    /// Whether the type is abstract: only derived types have objects.
    pub is_abstract: bool,
    /// Whether objects may have undeclared properties.
    pub is_open: bool,
    /// Whether this is a media entity type, whose entities have a media stream.
    pub has_stream: bool,
    /// The names of the key properties of an entity type.
    pub key: Vec<String>,
    /// The properties that the type itself declares, in declaration order.
    pub properties: Vec<Property>,
    /// The navigation properties that the type itself declares, in declaration order.
    pub navigation_properties: Vec<NavigationProperty>,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

/// A structural property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The type of its value.
    pub value: ValueType,
    /// Whether the value, or an item of a collection, may be null.
    pub is_nullable: bool,
    /// Whether `Debug` redacts the value: OpenAPI declares it a password, `models.toml` lists it, or it is named like a
    /// credential.
    pub is_secret: bool,
    /// Whether this is a navigation property that `models.toml` includes.
    pub is_navigation: bool,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

/// A navigation property: a relationship to one or several entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavigationProperty {
    /// The name on the wire.
    pub name: String,
    /// The type of the related entities.
    pub target: Reference,
    /// Whether there may be several related entities.
    pub is_collection: bool,
    /// Whether the related entities are contained in this one and addressed through it.
    pub contains_target: bool,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

impl NavigationProperty {
    /// Returns the type of the value: the target, or a collection of it.
    pub(crate) fn value(&self) -> ValueType {
        ValueType::of(self.target.clone(), self.is_collection)
    }
}
