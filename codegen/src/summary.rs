//! Counts of the declared, generated and skipped constructs.

use crate::schema::{OperationKind, Schema, StructuredKind, Type};
use crate::select::{Credentials, Selection};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Counts of the declared, generated and skipped constructs of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The declared constructs.
    pub declared: Counts,
    /// The constructs that became models.
    pub generated: Counts,
    /// The number of skipped constructs of each kind. They do not affect the models.
    pub skipped: BTreeMap<String, usize>,
    /// Properties and parameters that may be credentials, and that `models.toml` does not list.
    pub credentials: Credentials,
}

/// The number of constructs of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entity types.
    pub entity_types: usize,
    /// Complex types.
    pub complex_types: usize,
    /// Enumerations.
    pub enumerations: usize,
    /// Properties, and parameters of selected operations; inherited properties count once.
    pub properties: usize,
    /// Navigation properties that are not fields of models.
    pub navigation_properties: usize,
    /// Type definitions.
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
                        // The operations are counted below.
                        StructuredKind::Parameters(_) => {}
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
        let selected = |kind| selection.operations.values().filter(|operation| operation.kind == kind).count();
        let [actions, functions] = [OperationKind::Action, OperationKind::Function].map(selected);
        let generated = Counts { actions, functions, ..Counts::of(&selection.schema) };
        let (skipped, credentials) = (selection.schema.skipped.clone(), selection.credentials.clone());
        Self { declared, generated, skipped, credentials }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { declared, generated, skipped, credentials } = self;
        let types = [
            (generated.entity_types, declared.entity_types, "entity types"),
            (generated.complex_types, declared.complex_types, "complex types"),
            (generated.enumerations, declared.enumerations, "enumerations"),
        ];
        // Most selections have no operations.
        let operations =
            [(generated.actions, declared.actions, "actions"), (generated.functions, declared.functions, "functions")];
        let operations = operations.into_iter().filter(|(generated, ..)| *generated > 0);
        let models = types.into_iter().chain(operations).map(|(generated, declared, kind)| {
            let of = if generated == declared { String::new() } else { format!(" of {declared}") };
            format!("{generated}{of} {kind}")
        });
        write!(f, "models of {}", models.collect::<Vec<_>>().join(", "))?;
        let read = [
            (generated.navigation_properties, "navigation properties"),
            (declared.type_definitions, "type definitions"),
            (declared.actions - generated.actions, "actions"),
            (declared.functions - generated.functions, "functions"),
            (declared.entity_sets, "entity sets"),
            (declared.singletons, "singletons"),
        ];
        list(f, "read, not generated", read.into_iter().map(|(count, kind)| (kind, count)))?;
        list(f, "skipped", skipped.iter().map(|(kind, count)| (kind.as_str(), *count)))?;
        if credentials.0.is_empty() { Ok(()) } else { write!(f, "\n{credentials}") }
    }
}

/// Writes a line with all counts above zero, if there are any.
fn list<'a>(f: &mut Formatter<'_>, title: &str, counted: impl Iterator<Item = (&'a str, usize)>) -> fmt::Result {
    let listed: Vec<_> =
        counted.filter(|(_, count)| *count > 0).map(|(kind, count)| format!("{count} {kind}")).collect();
    if listed.is_empty() { Ok(()) } else { write!(f, "\n{title}: {}", listed.join(", ")) }
}
