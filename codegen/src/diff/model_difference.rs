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

/// The values of an aspect in the models of both snapshots.
struct ModelDifference<'a> {
    kind: Kind,
    path: &'a str,
    aspect: Option<&'a str>,
    values: [String; 2],
}

impl Impact<'_> {
    /// Returns the entries for setters, types with and without models, omitted and secret properties, and Rust names.
    pub(super) fn model_differences(&self, elements: [&Elements<'_>; 2]) -> Vec<Entry> {
        let mut entries = Vec::new();
        let [old, new] = self.snapshots.map(|snapshot| &snapshot.schema.types);
        let values = self.snapshots.map(|snapshot| snapshot.options.setters.to_string());
        // All structured types have setters, or none.
        let setters = ModelDifference { kind: Kind::Type, path: "models.toml", aspect: Some("setters"), values };
        entries.extend(self.entry(setters, || self.snapshots.map(Snapshot::functions)));
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let path = name.to_string();
            let difference = match (old.get(name), new.get(name)) {
                (Some(before), Some(after)) => {
                    entries.extend(self.parts(name, [before, after], elements));
                    let values = self.snapshots.map(|models| models.path(name).unwrap_or_default());
                    ModelDifference { kind: Kind::RustName, path: &path, aspect: None, values }
                }
                // A type in one document alone already has an entry.
                _ if elements.iter().any(|elements| !elements.contains_key(&path)) => continue,
                (before, _) => {
                    let values = [before.is_some(), before.is_none()].map(|is| is.to_string());
                    ModelDifference { kind: Kind::Type, path: &path, aspect: Some(GENERATED), values }
                }
            };
            let lines = || self.snapshots.map(|models| models.lines_of_type(&path, true));
            entries.extend(self.entry(difference, lines));
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
                entries.extend(self.entry(ModelDifference { kind, path: &path, aspect, values }, lines));
            }
        }
        entries
    }

    /// Returns the entry, if the snapshots differ.
    fn entry<'m>(&self, difference: ModelDifference<'_>, lines: impl FnOnce() -> [Lines<'m>; 2]) -> Option<Entry> {
        let ModelDifference { kind, path, aspect, values: [old, new] } = difference;
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
