//! What of a document stays in its slice.

use crate::csdl::{ANNOTATION, Canonical, Element, item};
use crate::models::Models;
use crate::select::{Selection, Step};
use std::collections::{BTreeMap, BTreeSet};

/// What stays, by qualified names.
pub(super) struct Keep<'a> {
    /// Types and terms of the document.
    declared: BTreeMap<String, &'a Element>,
    /// What stays whole.
    whole: BTreeSet<String>,
    /// What stays in outline, with the parts that stay; and the navigation properties that stay in whole types.
    parts: BTreeMap<String, BTreeSet<String>>,
    /// Entity sets and singletons, by their name.
    entry_points: BTreeSet<String>,
}

impl<'a> Keep<'a> {
    /// What is selected, and what that, the paths and the entries of `models.toml` cannot do without.
    pub(super) fn new(document: &'a Canonical, selection: &Selection, models: &Models) -> Self {
        let is_type = |element: &Element| {
            ["EnumType", "TypeDefinition", "ComplexType", "EntityType", "Term"].contains(&element.name.as_str())
        };
        let types = document.declarations().filter(|(_, element)| is_type(element));
        let declared = types.map(|(name, element)| (name.to_string(), element)).collect();
        let (whole, parts, entry_points) = Default::default();
        let mut keep = Self { declared, whole, parts, entry_points };
        for name in selection.reasons.keys() {
            keep.whole(&name.to_string());
        }
        for step in &selection.steps {
            match step {
                Step::EntryPoint(name) => {
                    keep.entry_points.insert(name.clone());
                    if let Some(entry_point) = entry_point(document, name) {
                        keep.needs(entry_point);
                    }
                }
                Step::Navigation(owner, name) => keep.part(&owner.to_string(), name),
            }
        }
        // Entries that match nothing would be diagnostics when models are made of the slice.
        for path in models.named() {
            match path.split_once('/') {
                Some((name, part)) => keep.part(name, part),
                None => keep.outline(path),
            }
        }
        keep
    }

    pub(super) fn is_whole(&self, name: &str) -> bool {
        self.whole.contains(name)
    }

    pub(super) fn is_outlined(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    pub(super) fn has_part(&self, name: &str, part: &str) -> bool {
        self.parts.get(name).is_some_and(|parts| parts.contains(part))
    }

    /// Whether any of a type stays.
    pub(super) fn has(&self, name: &str) -> bool {
        self.is_whole(name) || self.is_outlined(name)
    }

    pub(super) fn has_entry_point(&self, name: &str) -> bool {
        self.entry_points.contains(name)
    }

    /// Whether a type, or a base type of it, has a part of that name that stays.
    pub(super) fn finds_part(&self, name: &str, part: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut current = Some(name);
        while let Some(name) = current.filter(|name| seen.insert(*name)) {
            let Some(element) = self.declared.get(name) else { return false };
            let is_property = |child: &Element| child.name == "Property" && child.value("Name") == Some(part);
            if self.has_part(name, part) || (self.is_whole(name) && element.children.iter().any(is_property)) {
                return true;
            }
            current = element.value("BaseType");
        }
        false
    }

    fn whole(&mut self, name: &str) {
        let Some(element) = self.declared.get(name).copied() else { return };
        if !self.whole.insert(name.to_owned()) {
            return;
        }
        self.needs(element);
        for property in element.children.iter().filter(|child| child.name == "Property") {
            self.needs(property);
        }
    }

    /// A type that only has to be there, or that a base type or a path needs.
    fn outline(&mut self, name: &str) {
        let Some(element) = self.declared.get(name).copied() else { return };
        if !["ComplexType", "EntityType"].contains(&element.name.as_str()) {
            return self.whole(name);
        }
        if self.whole.contains(name) || self.parts.contains_key(name) {
            return;
        }
        self.parts.insert(name.to_owned(), BTreeSet::new());
        self.needs(element);
        let keys = element.children.iter().filter(|child| child.name == "Key").flat_map(|key| &key.children);
        for key in keys.filter_map(|key| key.value("Name")) {
            self.part(name, key.split('/').next().unwrap_or(key));
        }
    }

    fn part(&mut self, name: &str, part: &str) {
        self.outline(name);
        let Some(element) = self.declared.get(name).copied() else { return };
        let is_part = |child: &&Element| child.name.ends_with("Property") && child.value("Name") == Some(part);
        if let Some(child) = element.children.iter().find(is_part)
            && self.parts.entry(name.to_owned()).or_default().insert(part.to_owned())
        {
            self.needs(child);
        }
    }

    /// The types that an element names in its attributes.
    fn needs(&mut self, element: &Element) {
        for name in
            ["BaseTerm", "BaseType", "EntityType", "Type"].iter().filter_map(|attribute| element.value(attribute))
        {
            self.outline(item(name));
        }
    }

    /// Keeps what annotations name that stay: terms, and the types of what they say. Whether anything was added.
    pub(super) fn add_named(&mut self, slice: &Canonical) -> bool {
        let mut names = BTreeSet::new();
        for (_, element) in slice.declarations() {
            named(element, false, &mut names);
        }
        names.retain(|name| self.declared.contains_key(name) && !self.whole.contains(name));
        for name in &names {
            self.whole(name);
        }
        !names.is_empty()
    }
}

/// What is named inside of annotations.
fn named(element: &Element, is_inside: bool, names: &mut BTreeSet<String>) {
    let is_inside = is_inside || element.name == ANNOTATION;
    if is_inside {
        names.extend(["Term", "Type"].iter().filter_map(|name| element.value(name)).map(|name| item(name).to_owned()));
        let text = (element.name == "EnumMember").then_some(element.text.as_str());
        let members = element.value("EnumMember").into_iter().chain(text).flat_map(str::split_whitespace);
        names.extend(members.filter_map(|member| member.split_once('/')).map(|(of, _)| of.to_owned()));
    }
    for child in &element.children {
        named(child, is_inside, names);
    }
}

fn entry_point<'a>(document: &'a Canonical, name: &str) -> Option<&'a Element> {
    let containers = document.declarations().filter(|(_, element)| element.name == "EntityContainer");
    containers.flat_map(|(_, element)| &element.children).find(|child| child.value("Name") == Some(name))
}
