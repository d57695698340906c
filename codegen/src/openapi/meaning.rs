//! What a schema says about a value.

use crate::schema::{ItemType, Primitive, ValueType};

/// What a schema stands for.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    pub(super) value: ValueType,
    /// Of a collection: whether an item may be null.
    pub(super) is_nullable: bool,
    /// Whether it is a password.
    pub(super) is_secret: bool,
}

impl Meaning {
    pub(super) fn of(item: ItemType, is_nullable: bool) -> Self {
        Self { value: ValueType { item, is_collection: false }, is_nullable, is_secret: false }
    }

    pub(super) fn primitive(primitive: Primitive, is_nullable: bool) -> Self {
        Self::of(ItemType::Primitive(primitive), is_nullable)
    }
}
