//! What the entity container offers.

use super::{Documentation, Reference};
use crate::Span;

/// What paths begin with: an entity set, such as `/users`, or a singleton, such as `/deviceManagement`.
#[derive(Clone, Debug)]
pub struct EntryPoint {
    /// The first segment of paths.
    pub name: String,
    /// Whether it is an entity set: any number of entities, each addressed by its key.
    pub is_collection: bool,
    /// The type of the entity, or of each one.
    pub entity: Reference,
    /// Where the entities of navigation properties live.
    pub bindings: Vec<Binding>,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

/// Says where the entities of a navigation property live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The path from the entity to the navigation property.
    pub path: String,
    /// The name of an entity set or a singleton, or a path that begins with one.
    pub target: String,
}
