//! Entity and complex types.

use super::{Documentation, ItemType, QualifiedName, Reference, ValueType};
use crate::Span;
use std::fmt::{self, Display, Formatter};

/// Whether objects of a structured type have an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructuredKind {
    /// Has one: an entity type.
    Entity,
    /// Has none: a complex type.
    Complex,
}

impl StructuredType {
    /// The own property of that name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The own navigation property of that name.
    #[must_use]
    pub fn navigation_property(&self, name: &str) -> Option<&NavigationProperty> {
        self.navigation_properties.iter().find(|link| link.name == name)
    }
}

impl StructuredType {
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
        // No code is made of them.
        self.navigation_properties.clear();
    }
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructuredType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Entity or complex.
    pub kind: StructuredKind,
    /// The type whose properties this one has too.
    pub base: Option<Reference>,
    /// Whether only types derived from it have objects.
    pub is_abstract: bool,
    /// Whether objects may have properties that the schema does not name.
    pub is_open: bool,
    /// Whether an entity has a stream of bytes besides its properties: a media entity.
    pub has_stream: bool,
    /// The names of the properties that identify an entity.
    pub key: Vec<String>,
    /// The type's own properties, in the order of their declaration.
    pub properties: Vec<Property>,
    /// Links to other entities.
    pub navigation_properties: Vec<NavigationProperty>,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

/// A property that is part of its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The type of its value.
    pub value: ValueType,
    /// Whether the service may say null, of a collection: for an item.
    pub is_nullable: bool,
    /// Whether the value must never be printed. The schema does not say; `models.toml` does.
    pub is_secret: bool,
    /// Whether this is a navigation property that `models.toml` includes.
    pub is_navigation: bool,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

/// A link to another entity, or to several.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}
