//! The differences that can touch what a snapshot selects.

use super::compare::Difference;
use super::elements::{Elements, bound_to};
use super::rule::Rule;
use super::rule::models::NOT_MODELLED;
use crate::csdl::{Attr, Role};
use crate::load::Loaded;
use crate::schema::{QualifiedName, Type};
use crate::select::{Reason, Step};
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a document that can touch what is selected: the selected types, the types whose values they may contain, the
/// operations on these, and the paths of calls.
pub(super) struct Relevance<'a> {
    types: BTreeSet<String>,
    operations: BTreeSet<String>,
    /// The paths of the navigation properties that calls lead through, and the entry points where they start.
    steps: BTreeSet<String>,
    elements: &'a Elements<'a>,
}

impl<'a> Relevance<'a> {
    pub(super) fn new(loaded: &Loaded, elements: &'a Elements<'a>) -> Self {
        let selection = loaded.selection();
        let steps = selection.steps.iter().map(|step| match step {
            Step::EntryPoint(name) => name.clone(),
            Step::Navigation(owner, name) => format!("{owner}/{name}"),
        });
        let mut types: BTreeSet<_> = selection.reasons.keys().map(ToString::to_string).collect();
        types.extend(derived(loaded).iter().map(ToString::to_string));
        let operations = selection.operations.keys().map(ToString::to_string).collect();
        Self { types, operations, steps: steps.collect(), elements }
    }

    /// Returns whether a difference can touch what is selected. `rule` is that for the models.
    pub(super) fn has(&self, difference: &Difference<'_>, rule: &Rule) -> bool {
        let declaration = difference.declaration();
        let name = declaration.split([' ', '/']).next().unwrap_or(declaration);
        let part = difference.path.strip_prefix(declaration).and_then(|rest| rest.strip_prefix('/'));
        rule != &NOT_MODELLED
            || [declaration, name].iter().any(|name| self.types.contains(*name) || self.operations.contains(*name))
            || self.steps.contains(&difference.path)
            || self
                .elements
                .get(declaration)
                .and_then(|found| bound_to(found.element))
                .is_some_and(|of| self.types.contains(of))
            || difference.tag().role() == Role::EntryPoint
                && (part.is_some_and(|part| self.steps.contains(part)) || self.leads_to_one(difference))
    }

    /// Returns whether an entry point leads to a selected type.
    fn leads_to_one(&self, difference: &Difference<'_>) -> bool {
        let element = self.elements.get(&difference.path).map(|found| found.element);
        let target = element.and_then(|element| element.value(Attr::EntityType).or(element.value(Attr::Type)));
        target.is_some_and(|target| self.types.contains(target))
    }
}

/// Returns the types derived from those that values in requests and responses have: roots, and the types of properties,
/// parameters and results. A type that is selected as a base type alone is not the type of a value.
fn derived(loaded: &Loaded) -> BTreeSet<&QualifiedName> {
    let mut derived: BTreeMap<&QualifiedName, Vec<&QualifiedName>> = BTreeMap::new();
    for structured in loaded.declared().types.values().filter_map(Type::as_structured) {
        if let Some(base) = &structured.base {
            derived.entry(&base.name).or_default().push(&structured.name);
        }
    }
    let selection = loaded.selection();
    let structured = selection.schema.types.values().filter_map(Type::as_structured);
    let mut pending: Vec<_> =
        structured.flat_map(|of| &of.properties).filter_map(|property| property.value.named()).collect();
    let others = selection.reasons.iter().filter(|(_, reason)| !matches!(reason, Reason::BaseOf(_)));
    pending.extend(others.map(|(name, _)| name));
    let mut found = BTreeSet::new();
    while let Some(name) = pending.pop() {
        let new = derived.remove(name).unwrap_or_default();
        found.extend(new.iter().copied());
        pending.extend(new);
    }
    found
}
