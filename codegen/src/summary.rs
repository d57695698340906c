//! What a schema has, what was generated of it, and what was skipped.

use crate::schema::{OperationKind, Schema, StructuredKind, Type};
use crate::select::Selection;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Counts of what was read and of what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What the schema declares.
    pub declared: Counts,
    /// What became models.
    pub generated: Counts,
    /// Constructs that say nothing about the models, and how often they were skipped.
    pub skipped: BTreeMap<String, usize>,
}

/// How many there are of each construct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entity types.
    pub entity_types: usize,
    /// Complex types.
    pub complex_types: usize,
    /// Enumerations.
    pub enumerations: usize,
    /// Properties, each counted where it is declared.
    pub properties: usize,
    /// Navigation properties that are no fields of models.
    pub navigation_properties: usize,
    /// Other names for primitive types.
    pub type_definitions: usize,
    /// Actions, overloads included.
    pub actions: usize,
    /// Functions, overloads included.
    pub functions: usize,
    /// Entity sets.
    pub entity_sets: usize,
    /// Singletons.
    pub singletons: usize,
}

impl Counts {
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut counts = Self { type_definitions: schema.type_definitions.len(), ..Self::default() };
        for declared in schema.types.values() {
            match declared {
                Type::Enumeration(_) => counts.enumerations += 1,
                Type::Structured(structured) => {
                    match structured.kind {
                        StructuredKind::Entity => counts.entity_types += 1,
                        StructuredKind::Complex => counts.complex_types += 1,
                    }
                    counts.properties += structured.properties.len();
                    counts.navigation_properties += structured.navigation_properties.len();
                }
            }
        }
        for operation in schema.operations.values().flatten() {
            match operation.kind {
                OperationKind::Action => counts.actions += 1,
                OperationKind::Function => counts.functions += 1,
            }
        }
        counts.entity_sets = schema.entry_points.values().filter(|entry| entry.is_collection).count();
        counts.singletons = schema.entry_points.len() - counts.entity_sets;
        counts
    }
}

impl Summary {
    pub(crate) fn new(declared: &Schema, selection: &Selection) -> Self {
        let declared = Counts::of(declared);
        let generated = Counts::of(&selection.schema);
        Self { declared, generated, skipped: selection.schema.skipped.clone() }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { declared, generated, skipped } = self;
        let types = [
            (generated.entity_types, declared.entity_types, "entity types"),
            (generated.complex_types, declared.complex_types, "complex types"),
            (generated.enumerations, declared.enumerations, "enumerations"),
        ];
        let types = types.map(|(generated, declared, what)| {
            let of = if generated == declared { String::new() } else { format!(" of {declared}") };
            format!("{generated}{of} {what}")
        });
        write!(f, "models of {}", types.join(", "))?;
        let read = [
            (generated.navigation_properties, "navigation properties"),
            (declared.type_definitions, "type definitions"),
            (declared.actions, "actions"),
            (declared.functions, "functions"),
            (declared.entity_sets, "entity sets"),
            (declared.singletons, "singletons"),
        ];
        list(f, "read, without models of their own", read.into_iter().map(|(count, what)| (what, count)))?;
        list(f, "skipped", skipped.iter().map(|(what, count)| (what.as_str(), *count)))
    }
}

/// Writes what there is any of, in a line of its own.
fn list<'a>(f: &mut Formatter<'_>, title: &str, counted: impl Iterator<Item = (&'a str, usize)>) -> fmt::Result {
    let listed: Vec<_> =
        counted.filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")).collect();
    if listed.is_empty() { Ok(()) } else { write!(f, "\n{title}: {}", listed.join(", ")) }
}
