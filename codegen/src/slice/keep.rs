//! The parts of a document that a slice keeps.

use crate::csdl::{Attr, Canonical, Element, Role, Scalar, Tag, item};
use crate::models::Models;
use crate::schema::QualifiedName;
use crate::select::{Operations, Selection, Step};
use std::collections::{BTreeMap, BTreeSet};

/// The types, properties and entry points that a slice keeps.
pub(super) struct Keep<'a> {
    /// Types and terms of the document.
    declared: BTreeMap<String, &'a Element>,
    /// Types and terms to keep whole.
    whole: BTreeSet<String>,
    /// Types to keep in outline, each with the properties to keep; for whole types, the navigation properties to keep.
    parts: BTreeMap<String, BTreeSet<String>>,
    /// Names of entity sets and singletons.
    entry_points: BTreeSet<String>,
    /// Operations, by the name of their signature.
    operations: BTreeSet<String>,
}

impl<'a> Keep<'a> {
    /// Keeps the selection, the steps of its paths, everything that `models.toml` names, and their dependencies.
    pub(super) fn new(document: &'a Canonical, selection: &Selection, models: &Models) -> Self {
        let types =
            document.declarations().filter(|(_, element)| matches!(element.tag.role(), Role::Type | Role::Term));
        let declared = types.map(|(name, element)| (name.to_string(), element)).collect();
        let (whole, parts, entry_points, operations) = Default::default();
        let mut keep = Self { declared, whole, parts, entry_points, operations };
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
        // An entry without a match would be a diagnostic when the slice is read.
        let mut named = BTreeSet::new();
        for path in models.named() {
            match path.split_once('/') {
                Some((name, part)) => {
                    named.insert(name);
                    keep.part(name, part);
                }
                None => keep.outline(path),
            }
        }
        keep.operations(document, &selection.operations, &named);
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

    /// Returns whether a type is kept, whole or in outline.
    pub(super) fn has(&self, name: &str) -> bool {
        self.is_whole(name) || self.is_outlined(name)
    }

    pub(super) fn has_operation(&self, signature: &str) -> bool {
        self.operations.contains(signature)
    }

    pub(super) fn has_entry_point(&self, name: &str) -> bool {
        self.entry_points.contains(name)
    }

    /// Returns whether a part of a type, or of one of its base types, is kept.
    pub(super) fn finds_part(&self, name: &str, part: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut current = Some(name);
        while let Some(name) = current.filter(|name| seen.insert(*name)) {
            let Some(element) = self.declared.get(name) else { return false };
            let is_property = |child: &Element| child.value(Attr::Name) == Some(part);
            if self.has_part(name, part) || (self.is_whole(name) && element.children(Tag::Property).any(is_property)) {
                return true;
            }
            current = element.value(Attr::BaseType);
        }
        false
    }

    fn whole(&mut self, name: &str) {
        let Some(element) = self.declared.get(name).copied() else { return };
        if !self.whole.insert(name.to_owned()) {
            return;
        }
        self.needs(element);
        for property in element.children(Tag::Property) {
            self.needs(property);
        }
    }

    /// Keeps name, base type and key of a type, for references to it.
    fn outline(&mut self, name: &str) {
        let Some(element) = self.declared.get(name).copied() else { return };
        if !matches!(element.tag, Tag::ComplexType | Tag::EntityType) {
            return self.whole(name);
        }
        if self.whole.contains(name) || self.parts.contains_key(name) {
            return;
        }
        self.parts.insert(name.to_owned(), BTreeSet::new());
        self.needs(element);
        let keys = element.children(Tag::Key).flat_map(|key| &key.children);
        for key in keys.filter_map(|key| key.value(Attr::Name)) {
            self.part(name, key.split('/').next().unwrap_or(key));
        }
    }

    fn part(&mut self, name: &str, part: &str) {
        self.outline(name);
        let Some(element) = self.declared.get(name).copied() else { return };
        let is_property = |child: &Element| matches!(child.tag, Tag::Property | Tag::NavigationProperty);
        let is_part = |child: &&Element| is_property(child) && child.value(Attr::Name) == Some(part);
        if let Some(child) = element.children.iter().find(is_part)
            && self.parts.entry(name.to_owned()).or_default().insert(part.to_owned())
        {
            self.needs(child);
        }
    }

    /// Keeps the selected operations, and those whose parameters are named, in all overloads.
    fn operations(&mut self, document: &Canonical, selected: &Operations, named: &BTreeSet<&str>) {
        for (name, element) in document.declarations().filter(|(_, element)| element.tag.role() == Role::Operation) {
            let signature = QualifiedName { name: element.identity(), ..name.clone() };
            if selected.contains_key(&signature) || named.contains(name.to_string().as_str()) {
                element.children.iter().for_each(|child| self.needs(child));
                self.operations.insert(signature.to_string());
            }
        }
    }

    /// Keeps the types in the attributes of an element.
    fn needs(&mut self, element: &Element) {
        for attr in [Attr::BaseTerm, Attr::BaseType, Attr::EntityType, Attr::Type] {
            if let Some(name) = element.value(attr) {
                self.outline(item(name));
            }
        }
    }

    /// Keeps the terms and types in the annotations of a slice. Returns whether that added any.
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

/// Collects the names inside annotations.
fn named(element: &Element, is_inside: bool, names: &mut BTreeSet<String>) {
    let is_inside = is_inside || element.tag == Tag::Annotation;
    if is_inside {
        names.extend(
            [Attr::Term, Attr::Type]
                .into_iter()
                .filter_map(|attr| element.value(attr))
                .map(|name| item(name).to_owned()),
        );
        let text = (element.tag == Tag::Scalar(Scalar::EnumMember)).then_some(element.text.as_str());
        let members =
            element.value(Attr::Scalar(Scalar::EnumMember)).into_iter().chain(text).flat_map(str::split_whitespace);
        names.extend(members.filter_map(|member| member.split_once('/')).map(|(of, _)| of.to_owned()));
    }
    for child in &element.children {
        named(child, is_inside, names);
    }
}

fn entry_point<'a>(document: &'a Canonical, name: &str) -> Option<&'a Element> {
    let containers = document.declarations().filter(|(_, element)| element.tag == Tag::EntityContainer);
    containers.flat_map(|(_, element)| &element.children).find(|child| child.value(Attr::Name) == Some(name))
}
