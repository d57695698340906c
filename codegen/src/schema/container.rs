//! The entity sets and singletons of the entity container.

use super::{Documentation, Reference};
use crate::Span;

/// The start of request paths: an entity set, such as `/users`, or a singleton, such as `/deviceManagement`.
#[derive(Clone, Debug)]
pub struct EntryPoint {
    /// The name, which is the first segment of paths.
    pub name: String,
    /// Whether this is an entity set, whose entities are addressed by key.
    pub is_collection: bool,
    /// The type of the entity or entities.
    pub entity: Reference,
    /// The bindings of navigation properties.
    pub bindings: Vec<Binding>,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

/// A navigation property binding: the entity set or singleton that contains the related entities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The path from the entity to the navigation property.
    pub path: String,
    /// The name of an entity set or singleton, or a path that starts with one.
    pub target: String,
}
