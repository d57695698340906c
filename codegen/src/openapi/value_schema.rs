//! The result of reading the schema of a value.

use crate::schema::{ItemType, Primitive, ValueType};

/// The type of the values that a schema describes.
#[derive(Clone, Debug)]
pub(super) struct ValueSchema {
    pub(super) value: ValueType,
    /// Whether a value, or an item of a collection, can be null.
    pub(super) is_nullable: bool,
    /// Whether values are passwords.
    pub(super) is_secret: bool,
}

impl ValueSchema {
    pub(super) fn of(item: ItemType, is_nullable: bool) -> Self {
        Self { value: ValueType { item, is_collection: false }, is_nullable, is_secret: false }
    }

    pub(super) fn primitive(primitive: Primitive, is_nullable: bool) -> Self {
        Self::of(ItemType::Primitive(primitive), is_nullable)
    }
}
