//! The impact of a difference on code that uses the models, by the lines of the public surface that it changes.

use super::compare::{Difference, Subject};
use super::elements::Aspect;
use super::rule::Rule;
use super::rule::models::{ADDED, CHANGED, DEPRECATED, INHERITED, NOT_MODELLED, REMOVED, SAME, TAKEN_OVER};
use super::snapshot::Snapshot;
use crate::api;
use crate::csdl::{Attr, Element, Tag, item};
use crate::name::Names;
use crate::schema::{QualifiedName, Type};
use std::collections::BTreeMap;

/// Applies the rules to differences between the models of two snapshots.
pub(super) struct Impact<'a> {
    pub(super) old: Models<'a>,
    pub(super) new: Models<'a>,
}

/// The models of a snapshot.
pub(super) struct Models<'a> {
    pub(super) snapshot: &'a Snapshot<'a>,
    /// The types of the models, each with the types derived from it.
    families: BTreeMap<String, Vec<&'a Type>>,
}

/// Items by path, each with its descriptions.
pub(super) type Items<'a> = BTreeMap<&'a str, &'a [String]>;

impl<'a> Impact<'a> {
    pub(super) fn new(old: &'a Snapshot<'a>, new: &'a Snapshot<'a>) -> Self {
        let [old, new] = [old, new].map(|snapshot| Models { families: snapshot.families(), snapshot });
        Self { old, new }
    }

    pub(super) fn of(&self, difference: &Difference<'_>) -> &'static Rule {
        if difference.tag() == Tag::TypeDefinition {
            return self.of_definition(difference);
        }
        let declaration = difference.declaration();
        if !self.old.families.contains_key(declaration) && !self.new.families.contains_key(declaration) {
            return &NOT_MODELLED;
        }
        let part = difference.path.strip_prefix(declaration).and_then(|rest| rest.strip_prefix('/'));
        let [old, new] = [&self.old, &self.new].map(|models| match (&difference.subject, part) {
            (_, Some(part)) => models.items_of_part(declaration, part),
            // A type that other items mention.
            (Subject::Kind | Subject::Aspect(Aspect::Attribute(Attr::IsFlags)), None) => {
                models.items_that_mention(declaration)
            }
            (Subject::Aspect(Aspect::Attribute(Attr::BaseType)), None) => self.inherited(models, difference),
            (Subject::Whole, None) => models.items_of_type(declaration, true),
            (_, None) => models.items_of_type(declaration, false),
        });
        let rule = self.rule(&old, &new);
        // Neither snapshot has code for the part.
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

    /// Returns the rule for a type definition. Models have its primitive type instead.
    fn of_definition(&self, difference: &Difference<'_>) -> &'static Rule {
        let [old, new] = [&self.old, &self.new].map(|models| {
            let mut items = Items::new();
            for (owner, element) in models.snapshot.document.declarations() {
                let is_of_type = |child: &&Element| child.value(Attr::Type).map(item) == Some(&difference.path);
                let properties = element.children(Tag::Property).filter(is_of_type);
                for name in properties.filter_map(|property| property.value(Attr::Name)) {
                    items.extend(models.items_of_part(&owner.to_string(), name));
                }
            }
            items
        });
        if old.is_empty() && new.is_empty() { &NOT_MODELLED } else { self.rule(&old, &new) }
    }

    /// Returns the items of a type that its old or new base types affect.
    fn inherited<'m>(&self, models: &'m Models<'_>, difference: &Difference<'_>) -> Items<'m> {
        let bases = [(&self.old, &difference.old), (&self.new, &difference.new)].map(|(models, side)| {
            let base = side.value.as_deref().map(QualifiedName::split);
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
    /// Returns the rule for old and new items. Another difference may add an item that this one removes.
    pub(super) fn rule(&self, old: &Items<'_>, new: &Items<'_>) -> &'static Rule {
        let is_deprecation = |(_, description): &(&str, &str)| *description == api::DEPRECATED;
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
        &self.snapshot.names
    }

    /// Returns a type and the types derived from it.
    fn family(&self, name: &str) -> &[&'a Type] {
        self.families.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the Rust path of a type.
    pub(super) fn path(&self, name: &QualifiedName) -> String {
        let names = self.names().of(name);
        format!("{}::{}", self.names().module_path(&names.modules), names.rust)
    }

    /// Returns the Rust name of a part.
    pub(super) fn part(&self, name: &QualifiedName, part: &str) -> Option<String> {
        self.names().get(name)?.get(part).map(|part| part.to_ident().to_string())
    }

    /// Returns whether a type, or one derived from it, has a part with a name.
    fn have(&self, name: &str, part: &str) -> bool {
        self.family(name).iter().any(|declared| self.part(declared.name(), part).is_some())
    }

    /// Returns the names of all properties of a type, including inherited ones.
    fn properties(&self, name: &QualifiedName) -> Vec<String> {
        let structured = self.snapshot.schema.types.get(name).and_then(Type::as_structured);
        let lineage = structured.map(|structured| self.snapshot.schema.lineage(structured)).unwrap_or_default();
        lineage.iter().flat_map(|declaring| &declaring.properties).map(|property| property.name.clone()).collect()
    }

    fn item(&self, path: &str) -> Option<(&str, &[String])> {
        self.snapshot.surface.get_key_value(path).map(|(path, descriptions)| (path.as_str(), descriptions.as_slice()))
    }

    /// Returns the lines of items that this surface lacks.
    fn missing<'i>(&self, items: &Items<'i>) -> Vec<(&'i str, &'i str)> {
        let lines = items
            .iter()
            .flat_map(|(path, descriptions)| descriptions.iter().map(|description| (*path, description.as_str())));
        let is_here = |(path, description): &(&str, &str)| {
            self.item(path).is_some_and(|(_, descriptions)| descriptions.iter().any(|own| own == description))
        };
        lines.filter(|line| !is_here(line)).collect()
    }

    /// Returns the item of a type and, if `with_parts`, the items of its parts.
    pub(super) fn items_of_type(&self, name: &str, with_parts: bool) -> Items<'_> {
        let name = QualifiedName::split(name);
        if !self.snapshot.schema.types.contains_key(&name) {
            return Items::new();
        }
        let path = self.path(&name);
        let mut items: Items<'_> = self.item(&path).into_iter().collect();
        if with_parts {
            let below = format!("{path}::");
            let parts = self.snapshot.surface.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
            items.extend(parts.map(|(path, descriptions)| (path.as_str(), descriptions.as_slice())));
        }
        items
    }

    /// Returns the field and the setter of a property, in its type and the types derived from it, or the variant of a
    /// member.
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

    /// Returns the functions of all types: their constructors and setters.
    pub(super) fn functions(&self) -> Items<'_> {
        let is_function = |descriptions: &[String]| descriptions.iter().any(|text| text.starts_with("fn("));
        let functions = self.snapshot.surface.iter().filter(|(_, descriptions)| is_function(descriptions));
        functions.map(|(path, descriptions)| (path.as_str(), descriptions.as_slice())).collect()
    }

    /// Returns the items of a type and its parts, and all items whose descriptions mention it.
    fn items_that_mention(&self, name: &str) -> Items<'_> {
        let mut items = self.items_of_type(name, true);
        let name = QualifiedName::split(name);
        if self.snapshot.schema.types.contains_key(&name) {
            let path = self.path(&name);
            let mentions = |description: &String| {
                // Preparing a search costs more than to see that a description is too short.
                let mut found = if description.len() < path.len() { "" } else { description }.match_indices(&path);
                found.any(|(at, _)| {
                    description[at + path.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric())
                })
            };
            let others = self.snapshot.surface.iter().filter(|(_, descriptions)| descriptions.iter().any(mentions));
            items.extend(others.map(|(path, descriptions)| (path.as_str(), descriptions.as_slice())));
        }
        items
    }
}
