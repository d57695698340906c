//! Type definitions.

use super::{ItemType, Operation, Primitive, QualifiedName, Schema, Type, ValueType};
use crate::Span;
use std::collections::BTreeMap;

/// A type definition: an alias of a primitive type. Models use the primitive type.
#[derive(Clone, Debug)]
pub struct TypeDefinition {
    /// The qualified name.
    pub name: QualifiedName,
    /// The underlying primitive type.
    pub underlying: Primitive,
    /// The span of the declaration.
    pub span: Span,
}

impl Schema {
    /// Replaces type definitions with the underlying primitive type in all properties.
    pub(super) fn resolve_type_definitions(&mut self) {
        if self.type_definitions.is_empty() {
            return;
        }
        for declared in self.types.values_mut() {
            if let Type::Structured(structured) = declared {
                for property in &mut structured.properties {
                    resolve(&self.type_definitions, &mut property.value);
                }
            }
        }
    }

    /// Replaces type definitions with the underlying primitive type in an operation.
    pub(super) fn resolve_type_definitions_of(&self, operation: &mut Operation) {
        for value in operation.values_mut() {
            resolve(&self.type_definitions, value);
        }
    }
}

fn resolve(definitions: &BTreeMap<QualifiedName, TypeDefinition>, value: &mut ValueType) {
    if let ItemType::Named(reference) = &value.item
        && let Some(definition) = definitions.get(&reference.name)
    {
        value.item = ItemType::Primitive(definition.underlying);
    }
}
