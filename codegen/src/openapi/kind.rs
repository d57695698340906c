//! Finds entity types and navigation properties, which OpenAPI does not distinguish.

use crate::schema::{
    ItemType, MAX_BASES, NavigationProperty, Property, QualifiedName, StructuredKind, StructuredType, Type,
};
use std::collections::{BTreeMap, BTreeSet};

/// The base type of nearly all entity types of Graph.
pub(super) const ENTITY: &str = "microsoft.graph.entity";

pub(super) fn find(types: &mut [Type]) {
    let bases: BTreeMap<QualifiedName, Option<QualifiedName>> = types
        .iter()
        .filter_map(Type::as_structured)
        .map(|structured| (structured.name.clone(), structured.base.as_ref().map(|base| base.name.clone())))
        .collect();
    // A type is of the same kind as its outermost base type.
    let root = |name: &QualifiedName| {
        let mut current = name.clone();
        // Bounded: later steps report a cycle, or a chain that is too long.
        for _ in 0..MAX_BASES {
            match bases.get(&current) {
                Some(Some(base)) if bases.contains_key(base) => current = base.clone(),
                _ => break,
            }
        }
        current
    };
    let roots: BTreeMap<&QualifiedName, QualifiedName> = bases.keys().map(|name| (name, root(name))).collect();
    let mut entities = BTreeSet::new();
    for structured in types.iter().filter_map(Type::as_structured) {
        let links = structured.properties.iter().filter(|property| property.is_navigation);
        let targets = links.filter_map(|link| match &link.value.item {
            ItemType::Named(target) => Some(&target.name),
            ItemType::Primitive(_) => None,
        });
        let is_entity = structured.kind == StructuredKind::Entity || structured.name.to_string() == ENTITY;
        let itself = is_entity.then_some(&structured.name);
        entities.extend(targets.chain(itself).filter_map(|name| roots.get(name)).cloned());
    }
    let is_entity = |name: &QualifiedName| roots.get(name).is_some_and(|root| entities.contains(root));
    for declared in types {
        if let Type::Structured(structured) = declared {
            if is_entity(&structured.name) {
                structured.kind = StructuredKind::Entity;
            }
            split_navigation_properties(structured, is_entity);
        }
    }
}

/// Turns the properties whose values are entities into navigation properties.
fn split_navigation_properties(structured: &mut StructuredType, is_entity: impl Fn(&QualifiedName) -> bool) {
    let StructuredType { properties, navigation_properties, .. } = structured;
    for property in std::mem::take(properties) {
        match &property.value.item {
            ItemType::Named(target) if is_entity(&target.name) => {
                let Property { name, value, documentation, span, .. } = &property;
                navigation_properties.push(NavigationProperty {
                    name: name.clone(),
                    target: target.clone(),
                    is_collection: value.is_collection,
                    contains_target: false,
                    documentation: documentation.clone(),
                    span: *span,
                });
            }
            _ => properties.push(Property { is_navigation: false, ..property }),
        }
    }
}
