//! Properties that `allOf` brings to a type several times: from its parts, from the base type, and from schemas that are copied.
//!
//! A value must fit all of the schemas, so any of them describes it. A type has each property once: as its base type
//! declares it, or otherwise as its most specific schema does. Schemas that no value fits stay separate properties, which
//! are reported as duplicates.

use super::reader::Reader;
use crate::Diagnostic;
use crate::schema::{ItemType, MAX_BASES, Primitive, Property, QualifiedName, StructuredType, Type, ValueType};
use std::collections::{BTreeMap, BTreeSet};

/// The largest number of schemas and properties that are copied into other types.
const MAX_COPIED: usize = 150_000;

/// The JSON that values of a type have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Json {
    Any,
    Boolean,
    Number,
    Object,
    Text,
}

impl Reader<'_> {
    /// Copies the schemas that are not base types, and removes repeated properties.
    pub(super) fn combine(&mut self) {
        self.copy();
        let mut types = std::mem::take(&mut self.declarations.types);
        let kinds: BTreeMap<QualifiedName, Json> = types
            .iter()
            .map(|declared| {
                (declared.name().clone(), if declared.as_structured().is_some() { Json::Object } else { Json::Text })
            })
            .collect();
        for declared in &mut types {
            if let Type::Structured(structured) = declared {
                merge(structured, &kinds);
            }
        }
        let mut secrets = BTreeMap::new();
        let by_name = index(&types);
        let narrowed: Vec<BTreeSet<String>> =
            types.iter().map(|declared| narrowed(declared, &by_name, &kinds, &mut secrets)).collect();
        for (declared, narrowed) in types.iter_mut().zip(narrowed) {
            let Type::Structured(structured) = declared else { continue };
            if let Some(secrets) = secrets.get(&structured.name) {
                for property in &mut structured.properties {
                    property.is_secret |= secrets.contains(&property.name);
                }
            }
            structured.properties.retain(|property| !narrowed.contains(&property.name));
        }
        self.declarations.types = types;
    }

    /// Copies the properties of schemas that are not base types.
    fn copy(&mut self) {
        if self.copies.is_empty() {
            return;
        }
        let types = index(&self.declarations.types);
        let mut copied: BTreeMap<QualifiedName, Vec<Property>> = BTreeMap::new();
        let mut count = 0;
        for (owner, sources) in &self.copies {
            let mut pending: Vec<&QualifiedName> = sources.iter().rev().map(|(name, _)| name).collect();
            let mut seen = BTreeSet::from([owner]);
            let properties = copied.entry(owner.clone()).or_default();
            while let Some(name) = pending.pop().filter(|_| count <= MAX_COPIED) {
                let Some(source) = types.get(name).filter(|_| seen.insert(name)) else { continue };
                let sources = self.copies.get(name).map(Vec::as_slice).unwrap_or_default();
                count += source.properties.len() + sources.len();
                properties.extend(source.properties.iter().cloned());
                pending.extend(sources.iter().map(|(name, _)| name));
                pending.extend(source.base.iter().map(|base| &base.name));
            }
            self.declarations.uses.entry(owner.clone()).or_default().extend(seen.into_iter().cloned());
            if count > MAX_COPIED {
                let span = sources.first().map(|(_, span)| *span);
                let message = format!("`allOf` copies more than {MAX_COPIED} schemas and properties");
                let diagnostic = Diagnostic::at(self.source, span, message);
                self.diagnostics.push(diagnostic.with_help("derive from one schema, and repeat fewer of the others"));
                return;
            }
        }
        for declared in &mut self.declarations.types {
            if let Type::Structured(structured) = declared
                && let Some(copied) = copied.remove(&structured.name)
            {
                structured.properties.extend(copied);
            }
        }
    }
}

fn index(types: &[Type]) -> BTreeMap<&QualifiedName, &StructuredType> {
    types.iter().filter_map(Type::as_structured).map(|structured| (&structured.name, structured)).collect()
}

/// Merges the properties of a type that have the same name.
fn merge(structured: &mut StructuredType, kinds: &BTreeMap<QualifiedName, Json>) {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut merged: Vec<Property> = Vec::with_capacity(structured.properties.len());
    for property in std::mem::take(&mut structured.properties) {
        match places.get(&property.name).and_then(|place| merged.get_mut(*place)) {
            Some(first) if are_compatible(&first.value, &property.value, kinds) => {
                if is_less_specific(&first.value, &property.value, kinds) {
                    first.value = property.value;
                }
                first.is_nullable &= property.is_nullable;
                first.is_secret |= property.is_secret;
                first.is_navigation |= property.is_navigation;
                let documentation = &mut first.documentation;
                documentation.description = documentation.description.take().or(property.documentation.description);
                documentation.deprecation = documentation.deprecation.take().or(property.documentation.deprecation);
            }
            Some(_) => merged.push(property),
            None => {
                places.insert(property.name.clone(), merged.len());
                merged.push(property);
            }
        }
    }
    structured.properties = merged;
}

/// Returns the properties that a type repeats from its base types. Adds the properties of base types that are secret in a
/// derived type.
fn narrowed(
    declared: &Type,
    by_name: &BTreeMap<&QualifiedName, &StructuredType>,
    kinds: &BTreeMap<QualifiedName, Json>,
    secrets: &mut BTreeMap<QualifiedName, BTreeSet<String>>,
) -> BTreeSet<String> {
    let mut narrowed = BTreeSet::new();
    let Some(structured) = declared.as_structured().filter(|structured| structured.base.is_some()) else {
        return narrowed;
    };
    let own: BTreeMap<&str, &Property> =
        structured.properties.iter().map(|property| (property.name.as_str(), property)).collect();
    let mut current = structured;
    // Bounded: a later step reports a cycle.
    for _ in 0..MAX_BASES {
        let Some(base) = current.base.as_ref().and_then(|base| by_name.get(&base.name)) else { break };
        for property in &base.properties {
            let Some(own) = own.get(property.name.as_str()) else { continue };
            if are_compatible(&property.value, &own.value, kinds) {
                narrowed.insert(property.name.clone());
                if own.is_secret {
                    secrets.entry(base.name.clone()).or_default().insert(property.name.clone());
                }
            }
        }
        current = base;
    }
    narrowed
}

/// Returns whether a value can be of both types.
fn are_compatible(left: &ValueType, right: &ValueType, kinds: &BTreeMap<QualifiedName, Json>) -> bool {
    let [left_json, right_json] = [left, right].map(|value| json(value, kinds));
    let is_any = |value: &ValueType, json: Json| json == Json::Any && !value.is_collection;
    is_any(left, left_json)
        || is_any(right, right_json)
        || (left.is_collection == right.is_collection
            && (left_json == right_json || left_json == Json::Any || right_json == Json::Any))
}

/// Returns whether the right one of two compatible types says more.
fn is_less_specific(left: &ValueType, right: &ValueType, kinds: &BTreeMap<QualifiedName, Json>) -> bool {
    let is_string = |value: &ValueType| value.item == ItemType::Primitive(Primitive::String);
    let is_any = |value| json(value, kinds) == Json::Any;
    (is_any(left) && !is_any(right))
        || (!left.is_collection && right.is_collection)
        || (is_string(left) && !is_string(right) && !is_any(right))
}

fn json(value: &ValueType, kinds: &BTreeMap<QualifiedName, Json>) -> Json {
    match &value.item {
        ItemType::Named(reference) => kinds.get(&reference.name).copied().unwrap_or(Json::Any),
        ItemType::Primitive(primitive) => match primitive {
            Primitive::Untyped => Json::Any,
            Primitive::Boolean => Json::Boolean,
            Primitive::Byte
            | Primitive::Decimal
            | Primitive::Double
            | Primitive::Int16
            | Primitive::Int32
            | Primitive::Int64
            | Primitive::SByte
            | Primitive::Single => Json::Number,
            Primitive::Binary
            | Primitive::Date
            | Primitive::DateTimeOffset
            | Primitive::Duration
            | Primitive::Guid
            | Primitive::Stream
            | Primitive::String
            | Primitive::TimeOfDay => Json::Text,
        },
    }
}
