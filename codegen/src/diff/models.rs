//! The impact of a difference on code that uses the models, by the lines of the public surface that it changes.

use super::compare::{Difference, Subject};
use super::elements::Aspect;
use super::rule::Rule;
use super::rule::models::{ADDED, CHANGED, DEPRECATED, INHERITED, NOT_MODELLED, REMOVED, SAME, TAKEN_OVER};
use super::snapshot::Snapshot;
use crate::api::Line;
use crate::csdl::{Attr, Element, Tag, Term, item};
use crate::schema::{QualifiedName, Type};
use std::collections::{BTreeMap, BTreeSet};

/// Applies the rules to differences between the models of two snapshots.
pub(super) struct Impact<'a> {
    pub(super) snapshots: [&'a Snapshot<'a>; 2],
    /// The types of the models of either snapshot, each with the types that are derived from it in both. A type that is
    /// derived from it in one snapshot alone has an entry of its own.
    families: BTreeMap<String, Vec<&'a QualifiedName>>,
}

/// The lines of some items in the public surface.
pub(super) type Lines<'a> = Vec<&'a Line>;

impl<'a> Impact<'a> {
    pub(super) fn new(snapshots: [&'a Snapshot<'a>; 2]) -> Self {
        let mut families: BTreeMap<String, Vec<&QualifiedName>> = BTreeMap::new();
        for name in snapshots.iter().flat_map(|snapshot| snapshot.schema.types.keys()).collect::<BTreeSet<_>>() {
            let [old, new] = snapshots.map(|snapshot| snapshot.lineage(name));
            let bases = old.into_iter().filter(|base| *base != name && new.contains(base));
            for ancestor in bases.chain([name]) {
                families.entry(ancestor.to_string()).or_default().push(name);
            }
        }
        Self { snapshots, families }
    }

    pub(super) fn of(&self, difference: &Difference<'_>) -> &'static Rule {
        if difference.tag() == Tag::TypeDefinition {
            return self.of_definition(difference);
        }
        let declaration = difference.declaration();
        if !self.families.contains_key(declaration) {
            return &NOT_MODELLED;
        }
        let part = difference.path.strip_prefix(declaration).and_then(|rest| rest.strip_prefix('/'));
        let [old, new] = match (&difference.subject, part) {
            (Subject::Whole | Subject::Kind | Subject::Aspect(Aspect::Attribute(Attr::Type)), Some(part)) => {
                self.lines_of_part(declaration, part)
            }
            (Subject::Whole, None) => self.snapshots.map(|models| models.lines_of_type(declaration, true)),
            // Other items mention the type.
            (Subject::Kind | Subject::Aspect(Aspect::Attribute(Attr::IsFlags)), None) => {
                self.snapshots.map(|models| models.lines_that_mention(declaration))
            }
            (Subject::Aspect(Aspect::Attribute(Attr::BaseType)), None) => self.inherited(difference),
            (Subject::Annotation(term), part) if Term::parse(term) == Some(Term::Revisions) => {
                let [_, mut new] = match part {
                    Some(part) => self.lines_of_part(declaration, part),
                    None => self.snapshots.map(|models| models.lines_of_type(declaration, false)),
                };
                new.retain(|line| line.is_deprecation());
                [Lines::new(), new]
            }
            // Everything else affects the documentation of the models at most.
            _ => [Lines::new(), Lines::new()],
        };
        let rule = self.rule(&old, &new);
        // Neither snapshot has code for the part.
        let family = self.family(declaration);
        let has = |models: &Snapshot, part| family.iter().any(|name| models.part(name, part).is_some());
        let [was, is] = self.snapshots.map(|models| part.is_none_or(|part| has(models, part)));
        match rule {
            &SAME if !was && !is => &NOT_MODELLED,
            &SAME if difference.is_whole() && part.is_some() && was && is => &INHERITED,
            &SAME if difference.is_whole() => &TAKEN_OVER,
            rule => rule,
        }
    }

    /// Returns the rule for a type definition. Models have its primitive type instead.
    fn of_definition(&self, difference: &Difference<'_>) -> &'static Rule {
        let [old, new] = self.snapshots.map(|models| {
            let mut lines = Lines::new();
            for (owner, element) in models.document.declarations() {
                let is_of_type = |child: &&Element| child.value(Attr::Type).map(item) == Some(&difference.path);
                let properties = element.children(Tag::Property).filter(is_of_type);
                for name in properties.filter_map(|property| property.value(Attr::Name)) {
                    lines.extend(models.lines_of_part(self.family(&owner.to_string()), name));
                }
            }
            lines
        });
        if old.is_empty() && new.is_empty() { &NOT_MODELLED } else { self.rule(&old, &new) }
    }

    /// Returns the lines of a type that its old or new base types affect.
    fn inherited(&self, difference: &Difference<'_>) -> [Lines<'a>; 2] {
        let [old, new] = self.snapshots;
        let bases = [(old, &difference.old), (new, &difference.new)].map(|(models, side)| {
            let base = side.value.as_deref().map(QualifiedName::split);
            base.into_iter().flat_map(|base| models.properties(&base)).collect::<Vec<_>>()
        });
        let family = self.family(&difference.path);
        self.snapshots.map(|models| {
            let types = family.iter().filter_map(|name| models.path(name)).flat_map(|path| models.item(&path));
            let parts = bases.iter().flatten().flat_map(|property| models.lines_of_part(family, property));
            types.chain(parts).collect()
        })
    }

    /// Returns the types of the models that have the parts of a type: the type itself and the types derived from it.
    fn family(&self, name: &str) -> &[&'a QualifiedName] {
        self.families.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the lines of a property or a member in both snapshots.
    pub(super) fn lines_of_part(&self, name: &str, part: &str) -> [Lines<'a>; 2] {
        self.snapshots.map(|models| models.lines_of_part(self.family(name), part))
    }

    /// Returns the rule for old and new lines. Another difference may add a line that this one removes.
    pub(super) fn rule(&self, old: &[&Line], new: &[&Line]) -> &'static Rule {
        let [before, after] = self.snapshots;
        let removed: Vec<_> = after.missing(old).filter(|line| !line.is_deprecation()).collect();
        let added: Vec<_> = before.missing(new).collect();
        let paths: BTreeSet<_> = new.iter().map(|line| &line.path).collect();
        if removed.iter().any(|line| after.item(&line.path).is_empty()) {
            &REMOVED
        } else if !removed.is_empty() {
            &CHANGED
        } else if !added.iter().all(|line| line.is_deprecation()) {
            &ADDED
        } else if !added.is_empty() {
            &DEPRECATED
        } else if old.iter().any(|line| !paths.contains(&line.path)) {
            &TAKEN_OVER
        } else {
            &SAME
        }
    }
}

impl Snapshot<'_> {
    /// Returns the Rust path of a type.
    pub(super) fn path(&self, name: &QualifiedName) -> Option<String> {
        let names = self.names.get(name)?;
        Some(format!("{}::{}", self.names.module_path(&names.modules), names.rust))
    }

    /// Returns the Rust name of a part.
    pub(super) fn part(&self, name: &QualifiedName, part: &str) -> Option<String> {
        self.names.get(name)?.get(part).map(|part| part.to_ident().to_string())
    }

    /// Returns the names of all properties of a type, including inherited ones.
    fn properties(&self, name: &QualifiedName) -> Vec<String> {
        let structured = self.schema.types.get(name).and_then(Type::as_structured);
        let lineage = structured.map(|structured| self.schema.lineage(structured)).unwrap_or_default();
        lineage.iter().flat_map(|declaring| &declaring.properties).map(|property| property.name.clone()).collect()
    }

    /// Returns the lines of an item.
    fn item(&self, path: &str) -> &[Line] {
        let from = &self.surface[self.surface.partition_point(|line| line.path.as_str() < path)..];
        &from[..from.partition_point(|line| line.path == path)]
    }

    /// Returns the lines that this surface lacks.
    fn missing<'l>(&self, lines: &[&'l Line]) -> impl Iterator<Item = &'l Line> {
        lines.iter().copied().filter(|line| self.surface.binary_search(line).is_err())
    }

    /// Returns the lines of a type and, if `with_parts`, those of its parts.
    pub(super) fn lines_of_type(&self, name: &str, with_parts: bool) -> Lines<'_> {
        let Some(path) = self.path(&QualifiedName::split(name)) else { return Lines::new() };
        let mut lines: Lines<'_> = self.item(&path).iter().collect();
        if with_parts {
            let below = format!("{path}::");
            let from = self.surface.partition_point(|line| line.path < below);
            lines.extend(self.surface[from..].iter().take_while(|line| line.path.starts_with(&below)));
        }
        lines
    }

    /// Returns the lines of the fields and the setters of a property of types, or of the variant of a member.
    fn lines_of_part(&self, types: &[&QualifiedName], part: &str) -> Lines<'_> {
        let mut lines = Lines::new();
        for name in types {
            let Some(rust) = self.names.get(name).and_then(|names| names.get(part)) else { continue };
            let Some(path) = self.path(name) else { continue };
            for item in [rust.to_ident(), rust.to_setter()] {
                lines.extend(self.item(&format!("{path}::{item}")));
            }
        }
        lines
    }

    /// Returns the lines of the functions of all types: their constructors and setters.
    pub(super) fn functions(&self) -> Lines<'_> {
        self.surface.iter().filter(|line| line.description.starts_with("fn(")).collect()
    }

    /// Returns the lines of a type and its parts, and all lines whose descriptions mention it.
    fn lines_that_mention(&self, name: &str) -> Lines<'_> {
        let mut lines = self.lines_of_type(name, true);
        if let Some(path) = self.path(&QualifiedName::split(name)) {
            lines.extend(self.surface.iter().filter(|Line { description, .. }| {
                // Preparing a search costs more than to see that a description is too short.
                let mut found = if description.len() < path.len() { "" } else { description }.match_indices(&path);
                found.any(|(at, _)| {
                    description[at + path.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric())
                })
            }));
        }
        lines
    }
}
