//! The differences that can touch what a snapshot selects.

use super::compare::Difference;
use super::elements::{Elements, bound_to};
use super::rule::Rule;
use super::rule::models::NOT_MODELLED;
use crate::csdl::{Attr, Role};
use crate::load::Loaded;
use crate::schema::{QualifiedName, Type};
use crate::select::{Reason, Step, derived_types};
use std::collections::BTreeSet;

/// The parts of a document that can touch what is selected: the selected types, the types whose values they may contain, the
/// operations on these, and the paths of calls.
pub(super) struct Relevance {
    types: BTreeSet<String>,
    operations: BTreeSet<String>,
    /// The paths of the navigation properties that calls lead through, and the entry points where they start.
    steps: BTreeSet<String>,
}

impl Relevance {
    pub(super) fn new(loaded: &Loaded) -> Self {
        let selection = loaded.selection();
        let steps = selection.steps.iter().map(|step| match step {
            Step::EntryPoint(name) => name.clone(),
            Step::Navigation(owner, name) => format!("{owner}/{name}"),
        });
        // Values may be of a type derived from that of a root, a property, a parameter or a result. A type that is selected as a
        // base type alone is not the type of a value.
        let structured = selection.schema.types.values().filter_map(Type::as_structured);
        let named = structured.flat_map(|of| &of.properties).filter_map(|property| property.value.named());
        let others = selection.reasons.iter().filter(|(_, reason)| !matches!(reason, Reason::BaseOf(_)));
        let values = named.chain(others.map(|(name, _)| name)).cloned().collect();
        let derived = derived_types(loaded.declared(), values);
        let types = selection.reasons.keys().chain(derived.values().flatten()).map(ToString::to_string).collect();
        let operations = selection.operations.keys().map(ToString::to_string).collect();
        Self { types, operations, steps: steps.collect() }
    }

    pub(super) fn has_type(&self, name: &QualifiedName) -> bool {
        self.types.contains(&name.to_string())
    }

    /// Returns whether a difference can touch what is selected. `rule` is that for the models, `elements` are those of the snapshot.
    pub(super) fn has(&self, difference: &Difference<'_>, rule: &Rule, elements: &Elements<'_>) -> bool {
        let declaration = difference.declaration();
        // The target of annotations.
        let name = declaration.split([' ', '/']).next().unwrap_or(declaration);
        let part = difference.path.strip_prefix(declaration).and_then(|rest| rest.strip_prefix('/'));
        let operation = elements.get(declaration).and_then(|found| bound_to(found.element));
        let is_step = self.steps.contains(&difference.path);
        rule != &NOT_MODELLED
            || is_step
            || self.operations.contains(declaration)
            || [Some(name), operation].iter().flatten().any(|name| self.types.contains(*name))
            || difference.tag().role() == Role::EntryPoint
                && (part.is_some_and(|part| self.steps.contains(part)) || self.leads_to_one(difference, elements))
    }

    /// Returns whether an entry point leads to a selected type.
    fn leads_to_one(&self, difference: &Difference<'_>, elements: &Elements<'_>) -> bool {
        let element = elements.get(&difference.path).map(|found| found.element);
        let target = element.and_then(|element| element.value(Attr::EntityType).or(element.value(Attr::Type)));
        target.is_some_and(|target| self.types.contains(target))
    }
}
