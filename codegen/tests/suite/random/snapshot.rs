//! Another snapshot of a random schema, with parts that are the same, changed, added and removed.

use super::schema::{ENTITY, Kind, Schema, Type};
use std::collections::BTreeMap;

/// Mixes types and their parts from two schemas. The bits decide which ones.
pub(crate) fn mix(old: &Schema, other: &Schema, bits: &[u8]) -> Schema {
    let mut bits = bits.iter().copied().cycle();
    let mut next = || bits.next().unwrap_or_default();
    let mut types: BTreeMap<String, Type> = BTreeMap::new();
    for name in old.types.keys().chain(other.types.keys()) {
        let chosen = match (old.types.get(name), other.types.get(name), next() % 8) {
            (Some(_), _, 0) if name != ENTITY => None,
            (None, _, 0..4) => None,
            (Some(old), Some(other), 1..4) => Some(mix_type(old, other, &mut next)),
            (Some(old), _, _) => Some(old.clone()),
            (None, other, _) => other.cloned(),
        };
        types.extend(chosen.map(|chosen| (name.clone(), chosen)));
    }
    Schema { types: connected(types) }
}

fn mix_type(old: &Type, other: &Type, next: &mut impl FnMut() -> u8) -> Type {
    let kind = match (&old.kind, &other.kind) {
        (
            Kind::Structured { is_entity, is_abstract, base, properties },
            Kind::Structured { is_entity: other_entity, properties: others, base: other_base, .. },
        ) if is_entity == other_entity => {
            let mut mixed = Vec::new();
            for property in properties.iter().chain(others) {
                if !next().is_multiple_of(3)
                    && mixed.iter().all(|own: &super::schema::Property| own.name != property.name)
                {
                    mixed.push(property.clone());
                }
            }
            let base = if next().is_multiple_of(2) { base } else { other_base };
            let is_abstract = *is_abstract != (next().is_multiple_of(4));
            Kind::Structured { is_entity: *is_entity, is_abstract, base: base.clone(), properties: mixed }
        }
        (Kind::Enumeration { is_flags, members }, Kind::Enumeration { members: others, .. }) => {
            let mut mixed: Vec<(String, i64, _)> = Vec::new();
            for member in members.iter().chain(others) {
                if !next().is_multiple_of(3) && mixed.iter().all(|own| own.0 != member.0) {
                    mixed.push(member.clone());
                }
            }
            Kind::Enumeration { is_flags: *is_flags != (next().is_multiple_of(4)), members: mixed }
        }
        (_, other) => other.clone(),
    };
    let documentation = if next().is_multiple_of(2) { &old.documentation } else { &other.documentation };
    Type { kind, documentation: documentation.clone() }
}

/// Removes references to missing types and to types of another kind.
fn connected(mut types: BTreeMap<String, Type>) -> BTreeMap<String, Type> {
    let entities: BTreeMap<String, Option<bool>> = types
        .iter()
        .map(|(name, declared)| match &declared.kind {
            Kind::Structured { is_entity, .. } => (name.clone(), Some(*is_entity)),
            Kind::Enumeration { .. } => (name.clone(), None),
        })
        .collect();
    for (name, declared) in &mut types {
        if let Kind::Structured { is_entity, base, properties, .. } = &mut declared.kind {
            let is_base =
                |base: &String| entities.get(base) == Some(&Some(*is_entity)) && (base < name || base == ENTITY);
            if !base.as_ref().is_some_and(is_base) {
                *base = (*is_entity && name != ENTITY).then(|| ENTITY.to_owned());
            }
            properties.retain(|property| {
                property.value.starts_with("Edm.")
                    || entities.get(&property.value).is_some_and(|kind| property.is_navigation == (*kind == Some(true)))
            });
        }
    }
    types
}
