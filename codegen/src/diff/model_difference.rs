//! Differences between the models that no difference at the same path of the schema explains. They follow from other
//! differences, or from the `models.toml` of each snapshot.

use super::elements::Elements;
use super::models::{Impact, Lines};
use super::rule::models::RENAMED;
use super::rule::{Class, wire};
use super::snapshot::Snapshot;
use super::{Change, Entry, Kind};
use crate::schema::{QualifiedName, Type};
use std::collections::{BTreeMap, BTreeSet};

/// The aspect that is `true` if the element has a model.
const GENERATED: &str = "generated";

/// The aspect that is `true` if `Debug` redacts the value.
const SECRET: &str = "secret";

impl Impact<'_> {
    /// Returns the entries for setters, types with and without models, omitted and secret properties, and Rust names.
    pub(super) fn model_differences(&self, elements: [&Elements<'_>; 2]) -> Vec<Entry> {
        let mut entries = Vec::new();
        let [old, new] = self.snapshots.map(|snapshot| &snapshot.schema.types);
        let values = self.snapshots.map(|snapshot| snapshot.options.setters.to_string());
        // All structured types have setters, or none.
        let functions = || self.snapshots.map(Snapshot::functions);
        entries.extend(self.entry(Kind::Type, "models.toml", Some("setters"), values, functions));
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let path = name.to_string();
            let (kind, aspect, values) = match (old.get(name), new.get(name)) {
                (Some(before), Some(after)) => {
                    entries.extend(self.parts(name, [before, after], elements));
                    let values = self.snapshots.map(|models| models.path(name).unwrap_or_default());
                    (Kind::RustName, None, values)
                }
                // A type in one document alone already has an entry.
                _ if elements.iter().any(|elements| !elements.contains_key(&path)) => continue,
                (before, _) => {
                    let values = [before.is_some(), before.is_none()].map(|is| is.to_string());
                    (Kind::Type, Some(GENERATED), values)
                }
            };
            let lines = || self.snapshots.map(|models| models.lines_of_type(&path, true));
            entries.extend(self.entry(kind, &path, aspect, values, lines));
        }
        entries
    }

    /// Returns the entries for the parts of a type with a model in both snapshots.
    fn parts(&self, name: &QualifiedName, [old, new]: [&Type; 2], elements: [&Elements<'_>; 2]) -> Vec<Entry> {
        let mut entries = Vec::new();
        if old.as_structured().is_some() != new.as_structured().is_some() {
            return entries;
        }
        let (old, new) = (parts(old), parts(new));
        for part in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let path = format!("{name}/{part}");
            let differences = match (old.get(part), new.get(part)) {
                (Some(was_secret), Some(is_secret)) => {
                    let names = self.snapshots.map(|models| models.part(name, part).unwrap_or_default());
                    let secret = [was_secret, is_secret].map(ToString::to_string);
                    vec![(Kind::RustName, None, names), (Kind::Property, Some(SECRET), secret)]
                }
                _ if elements.iter().any(|elements| !elements.contains_key(&path)) => Vec::new(),
                (before, _) => {
                    let values = [before.is_some(), before.is_none()].map(|is| is.to_string());
                    vec![(Kind::Property, Some(GENERATED), values)]
                }
            };
            for (kind, aspect, values) in differences {
                let lines = || self.lines_of_part(&name.to_string(), part);
                entries.extend(self.entry(kind, &path, aspect, values, lines));
            }
        }
        entries
    }

    /// Returns the entry for the values of an aspect in both snapshots, if they differ. `lines` are those that depend on it.
    fn entry<'m>(
        &self,
        kind: Kind,
        path: &str,
        aspect: Option<&str>,
        [old, new]: [String; 2],
        lines: impl FnOnce() -> [Lines<'m>; 2],
    ) -> Option<Entry> {
        if old == new {
            return None;
        }
        let [before, after] = lines();
        let rust = match self.rule(&before, &after) {
            rule if kind == Kind::RustName && rule.class == Class::Breaking => &RENAMED,
            rule => rule,
        };
        let (path, aspect) = (path.to_owned(), aspect.map(str::to_owned));
        let (change, wire) = (Change::Changed, &wire::RUST_ONLY);
        Some(Entry { kind, change, path, aspect, old: Some(old), new: Some(new), rust, wire, hint: None })
    }
}

/// Returns the names of a type's own parts, and whether each is secret.
fn parts(declared: &Type) -> BTreeMap<&str, bool> {
    match declared {
        Type::Structured(structured) => {
            structured.properties.iter().map(|property| (property.name.as_str(), property.is_secret)).collect()
        }
        Type::Enumeration(enumeration) => {
            enumeration.members.iter().map(|member| (member.name.as_str(), false)).collect()
        }
    }
}
