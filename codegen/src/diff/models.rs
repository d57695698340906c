//! What a difference means for code that uses the models: what it does to the lines of the public surface.

use super::compare::{Difference, What};
use super::rule::Rule;
use super::rule::models::{ADDED, CHANGED, DEPRECATED, INHERITED, NOT_MODELLED, REMOVED, SAME, TAKEN_OVER};
use super::snapshot::Snapshot;
use crate::api;
use crate::csdl::item;
use crate::name::Names;
use crate::schema::{QualifiedName, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Applies the rules, with the models of both editions.
pub(super) struct Impact<'a> {
    pub(super) old: Models<'a>,
    pub(super) new: Models<'a>,
}

/// The models of an edition.
pub(super) struct Models<'a> {
    pub(super) edition: &'a Snapshot<'a>,
    /// The types of the models, each with those that are derived from it.
    families: BTreeMap<String, Vec<&'a Type>>,
}

/// Items by their path, each with what it is.
pub(super) type Items<'a> = BTreeMap<&'a str, &'a BTreeSet<String>>;

impl<'a> Impact<'a> {
    pub(super) fn new(old: &'a Snapshot<'a>, new: &'a Snapshot<'a>) -> Self {
        let [old, new] = [old, new].map(|edition| Models { families: edition.families(), edition });
        Self { old, new }
    }

    pub(super) fn of(&self, difference: &Difference<'_>) -> &'static Rule {
        if difference.element() == "TypeDefinition" {
            return self.of_definition(difference);
        }
        let declaration = difference.declaration();
        if !self.old.families.contains_key(declaration) && !self.new.families.contains_key(declaration) {
            return &NOT_MODELLED;
        }
        let part = difference.path.strip_prefix(declaration).and_then(|rest| rest.strip_prefix('/'));
        let [old, new] = [&self.old, &self.new].map(|models| match (&difference.what, part) {
            (_, Some(part)) => models.items_of_part(declaration, part),
            // What is no part, but of which fields and their types are made.
            (What::Element, None) => models.items_that_mention(declaration),
            (What::Aspect(aspect), None) if aspect == "IsFlags" => models.items_that_mention(declaration),
            (What::Aspect(aspect), None) if aspect == "BaseType" => self.inherited(models, difference),
            (What::Whole, None) => models.items_of_type(declaration, true),
            (_, None) => models.items_of_type(declaration, false),
        });
        let rule = self.rule(&old, &new);
        // No code was made of what is the same in both.
        let [was, is] = [&self.old, &self.new].map(|models| part.is_none_or(|part| models.have(declaration, part)));
        match rule {
            rule if rule == &SAME && !was && !is => &NOT_MODELLED,
            rule if rule == &SAME && difference.is_whole() => {
                if part.is_some() && was && is {
                    &INHERITED
                } else {
                    &TAKEN_OVER
                }
            }
            rule => rule,
        }
    }

    /// Models have the primitive type in the place of a definition.
    fn of_definition(&self, difference: &Difference<'_>) -> &'static Rule {
        let [old, new] = [&self.old, &self.new].map(|models| {
            let mut items = Items::new();
            for (owner, element) in models.edition.document.declarations() {
                let properties = element.children.iter().filter(|child| {
                    child.name == "Property" && child.value("Type").is_some_and(|value| item(value) == difference.path)
                });
                for name in properties.filter_map(|property| property.value("Name")) {
                    items.extend(models.items_of_part(&owner.to_string(), name));
                }
            }
            items
        });
        if old.is_empty() && new.is_empty() { &NOT_MODELLED } else { self.rule(&old, &new) }
    }

    /// What a type has from its base types, the old or the new ones.
    fn inherited<'m>(&self, models: &'m Models<'a>, difference: &Difference<'_>) -> Items<'m> {
        let bases = [(&self.old, &difference.old), (&self.new, &difference.new)].map(|(models, side)| {
            let base = side.said.as_deref().map(QualifiedName::split);
            base.into_iter().flat_map(|base| models.properties(&base)).collect::<Vec<_>>()
        });
        let mut items = models.items_of_type(&difference.path, false);
        for derived in models.family(&difference.path) {
            items.extend(models.item(&models.path(derived.name())));
        }
        for property in bases.into_iter().flatten() {
            items.extend(models.items_of_part(&difference.path, &property));
        }
        items
    }
}

impl Impact<'_> {
    /// The rule for items that were, and for those that are now. What is gone here may have come back elsewhere.
    pub(super) fn rule(&self, old: &Items<'_>, new: &Items<'_>) -> &'static Rule {
        let is_deprecation = |(_, what): &(&str, &str)| *what == api::DEPRECATED;
        let mut removed = self.new.missing(old);
        removed.retain(|line| !is_deprecation(line));
        let added = self.old.missing(new);
        if removed.iter().any(|(path, _)| self.new.item(path).is_none()) {
            &REMOVED
        } else if !removed.is_empty() {
            &CHANGED
        } else if !added.iter().all(is_deprecation) {
            &ADDED
        } else if !added.is_empty() {
            &DEPRECATED
        } else if old.keys().any(|path| !new.contains_key(path)) {
            &TAKEN_OVER
        } else {
            &SAME
        }
    }
}

impl<'a> Models<'a> {
    fn names(&self) -> &'a Names {
        &self.edition.names
    }

    /// A type and those that are derived from it.
    fn family(&self, name: &str) -> &[&'a Type] {
        self.families.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The path of a type.
    pub(super) fn path(&self, name: &QualifiedName) -> String {
        let names = self.names().of(name);
        format!("{}::{}", self.names().module_path(&names.modules), names.rust)
    }

    /// The Rust name of a part.
    pub(super) fn part(&self, name: &QualifiedName, part: &str) -> Option<String> {
        self.names().get(name)?.get(part).map(|part| part.to_ident().to_string())
    }

    /// Whether a type, or one that is derived from it, has a part of that name.
    fn have(&self, name: &str, part: &str) -> bool {
        self.family(name).iter().any(|declared| self.part(declared.name(), part).is_some())
    }

    /// The names of all properties of a type.
    fn properties(&self, name: &QualifiedName) -> Vec<String> {
        let structured = self.edition.schema.types.get(name).and_then(Type::as_structured);
        let lineage = structured.map(|structured| self.edition.schema.lineage(structured)).unwrap_or_default();
        lineage.iter().flat_map(|declaring| &declaring.properties).map(|property| property.name.clone()).collect()
    }

    fn item(&self, path: &str) -> Option<(&str, &BTreeSet<String>)> {
        self.edition.surface.get_key_value(path).map(|(path, whats)| (path.as_str(), whats))
    }

    /// The lines of items that are not those of any item here.
    fn missing<'i>(&self, items: &Items<'i>) -> Vec<(&'i str, &'i str)> {
        let lines = items.iter().flat_map(|(path, whats)| whats.iter().map(|what| (*path, what.as_str())));
        let is_here = |(path, what): &(&str, &str)| self.item(path).is_some_and(|(_, whats)| whats.contains(*what));
        lines.filter(|line| !is_here(line)).collect()
    }

    /// The type itself and, if wanted, its parts.
    pub(super) fn items_of_type(&self, name: &str, with_parts: bool) -> Items<'_> {
        let name = QualifiedName::split(name);
        if !self.edition.schema.types.contains_key(&name) {
            return Items::new();
        }
        let path = self.path(&name);
        let mut items: Items<'_> = self.item(&path).into_iter().collect();
        if with_parts {
            let below = format!("{path}::");
            let parts = self.edition.surface.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
            items.extend(parts.map(|(path, whats)| (path.as_str(), whats)));
        }
        items
    }

    /// Field and setter of a property in a type and those derived from it, or the variant of a member.
    pub(super) fn items_of_part(&self, name: &str, part: &str) -> Items<'_> {
        let mut items = Items::new();
        for declared in self.family(name) {
            let Some(rust) = self.names().of(declared.name()).get(part) else { continue };
            let path = self.path(declared.name());
            for item in [rust.to_ident(), rust.to_setter()] {
                items.extend(self.item(&format!("{path}::{item}")));
            }
        }
        items
    }

    /// The type, its parts, and whatever has it as its type.
    fn items_that_mention(&self, name: &str) -> Items<'_> {
        let mut items = self.items_of_type(name, true);
        let name = QualifiedName::split(name);
        if self.edition.schema.types.contains_key(&name) {
            let path = self.path(&name);
            let mentions = |what: &String| {
                let mut found = what.match_indices(&path);
                found.any(|(at, _)| what[at + path.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric()))
            };
            let others = self.edition.surface.iter().filter(|(_, whats)| whats.iter().any(mentions));
            items.extend(others.map(|(path, whats)| (path.as_str(), whats)));
        }
        items
    }
}
