//! Reduces a document to the parts that a slice keeps.

use super::keep::Keep;
use crate::csdl::{Attr, Canonical, Content, Contents, Element, Tag, item};
use std::collections::BTreeSet;

/// The location of the vocabularies that OASIS publishes.
const VOCABULARIES: &str = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/";

/// The vocabularies of OASIS, by the distinctive part of their namespace.
const OASIS: [&str; 9] = [
    "Aggregation",
    "Authorization",
    "Capabilities",
    "Core",
    "JSON",
    "Measures",
    "Repeatability",
    "Temporal",
    "Validation",
];

pub(super) fn reduce(document: &Canonical, keep: &Keep<'_>) -> Canonical {
    let mut slice = Canonical::default();
    for (namespace, contents) in &document.schemas {
        let declarations: Vec<_> =
            contents.declarations.iter().filter_map(|declared| declaration(declared, namespace, keep)).collect();
        if !declarations.is_empty() {
            slice.schemas.insert(namespace.clone(), Contents { declarations, ..Contents::default() });
        }
    }
    slice
}

fn declaration(declared: &Element, namespace: &str, keep: &Keep<'_>) -> Option<Element> {
    let name = format!("{namespace}.{}", declared.value(Attr::Name)?);
    match declared.tag {
        Tag::EntityContainer => container(declared, keep),
        Tag::EntityType | Tag::ComplexType if keep.is_whole(&name) || keep.is_outlined(&name) => {
            let stays = |child: &&Element| match child.tag {
                Tag::NavigationProperty => child.value(Attr::Name).is_some_and(|part| keep.has_part(&name, part)),
                Tag::Property => {
                    keep.is_whole(&name) || child.value(Attr::Name).is_some_and(|part| keep.has_part(&name, part))
                }
                _ => true,
            };
            let mut declared = declared.with_children(declared.children.iter().filter(stays));
            for child in &mut declared.children {
                link(child, &name, keep);
                annotations(child, &name, keep);
            }
            annotations(&mut declared, &name, keep);
            Some(declared)
        }
        Tag::Action | Tag::Function if keep.has_operation(&format!("{namespace}.{}", declared.identity())) => {
            let mut declared = declared.clone();
            annotations(&mut declared, "", keep);
            declared.children.iter_mut().for_each(|child| annotations(child, "", keep));
            Some(declared)
        }
        Tag::EnumType | Tag::TypeDefinition | Tag::Term if keep.is_whole(&name) => Some(declared.clone()),
        _ => None,
    }
}

/// Reduces the container to its entry points. The container of a slice extends no other one.
fn container(declared: &Element, keep: &Keep<'_>) -> Option<Element> {
    let is_kept = |child: &&Element| child.value(Attr::Name).is_some_and(|name| keep.has_entry_point(name));
    let mut entry_points: Vec<_> = declared.children.iter().filter(is_kept).cloned().collect();
    if entry_points.is_empty() {
        return None;
    }
    for entry_point in &mut entry_points {
        let owner = entry_point.value(Attr::EntityType).or(entry_point.value(Attr::Type));
        let owner = owner.unwrap_or_default().to_owned();
        entry_point
            .children
            .retain(|child| child.tag != Tag::NavigationPropertyBinding || is_bound(child, &owner, keep));
        annotations(entry_point, &owner, keep);
    }
    let mut container = declared.with_children(declared.children(Tag::Annotation).chain(&entry_points));
    container.attributes.retain(|attribute| attribute.attr != Attr::Extends);
    Some(container)
}

/// Returns whether both ends of a binding are kept. A binding with several steps, or to a part of an entry point, is not.
fn is_bound(binding: &Element, owner: &str, keep: &Keep<'_>) -> bool {
    let path = binding.value(Attr::PATH).unwrap_or_default();
    // A cast precedes a property of a derived type.
    let (owner, part) = path.rsplit_once('/').unwrap_or((owner, path));
    let target = binding.value(Attr::Target).unwrap_or_default();
    let target = target.rsplit('.').next().unwrap_or(target);
    let target = target
        .split_once('/')
        .filter(|(container, _)| !keep.has_entry_point(container))
        .map_or(target, |(_, name)| name);
    keep.has_entry_point(target) && keep.has(owner) && keep.finds_part(owner, part)
}

/// Removes references of a navigation property to properties that are not kept.
fn link(child: &mut Element, owner: &str, keep: &Keep<'_>) {
    if child.tag != Tag::NavigationProperty {
        return;
    }
    let target = item(child.value(Attr::Type).unwrap_or_default()).to_owned();
    child.attributes.retain(|attribute| attribute.attr != Attr::Partner || keep.finds_part(&target, &attribute.value));
    child.children.retain(|child| {
        let finds = |owner: &str, attr| child.value(attr).is_some_and(|part| keep.finds_part(owner, part));
        child.tag != Tag::ReferentialConstraint
            || (finds(owner, Attr::Property) && finds(&target, Attr::ReferencedProperty))
    });
}

/// Removes annotations with a path to a property that is not kept. A path starts at the type that declares the annotated
/// property, or at the type of that property: documents use both.
fn annotations(element: &mut Element, owner: &str, keep: &Keep<'_>) {
    let value = item(element.value(Attr::Type).unwrap_or_default()).to_owned();
    element.children.retain(|child| child.tag != Tag::Annotation || !leads_away(child, [owner, &value], keep));
}

fn leads_away(expression: &Element, owners: [&str; 2], keep: &Keep<'_>) -> bool {
    let text = match expression.tag {
        Tag::Scalar(scalar) if scalar.content() == Content::Path => Some(expression.text.as_str()),
        _ => None,
    };
    let paths = expression.attributes.iter().filter(|attribute| attribute.attr.content() == Content::Path);
    let values = paths.map(|path| path.value.as_str());
    let is_lost = |path: &str| {
        let first = path.split('/').next().unwrap_or_default();
        // Casts and annotations are not properties.
        let is_part = !first.is_empty() && !first.contains(['.', '@', '$']);
        is_part && owners.iter().all(|owner| !keep.finds_part(owner, first))
    };
    values.chain(text).any(is_lost) || expression.children.iter().any(|child| leads_away(child, owners, keep))
}

/// Collects the namespaces of all names in annotations.
fn vocabularies(element: &Element, is_inside: bool, namespaces: &mut BTreeSet<String>) {
    let is_inside = is_inside || matches!(element.tag, Tag::Annotation | Tag::Term);
    if is_inside {
        let texts = element.attributes.iter().map(|attribute| &attribute.value).chain([&element.text]);
        for name in texts.flat_map(|text| text.split([' ', '/', '(', ')', ',', '@'])) {
            namespaces.extend(name.rsplit_once('.').map(|(namespace, _)| namespace.to_owned()));
        }
    }
    for child in &element.children {
        vocabularies(child, is_inside, namespaces);
    }
}

/// Returns references to the vocabularies of all terms in the slice: those of the document, or of OASIS.
pub(super) fn references(document: &Canonical, slice: &Canonical) -> Vec<Element> {
    let mut used = BTreeSet::new();
    for (_, declared) in slice.declarations() {
        vocabularies(declared, false, &mut used);
    }
    let mut references = document.references.clone();
    let mut included = BTreeSet::new();
    for reference in &mut references {
        reference.children.retain_mut(|include| {
            // Canonical names have no alias.
            include.attributes.retain(|attribute| attribute.attr != Attr::Alias);
            let namespace = include.value(Attr::Namespace).unwrap_or_default().to_owned();
            used.contains(&namespace) && included.insert(namespace)
        });
    }
    references.retain(|reference| !reference.children.is_empty());
    for vocabulary in OASIS {
        let namespace = format!("Org.OData.{vocabulary}.V1");
        if used.contains(&namespace) && !included.contains(&namespace) {
            let include = Element::new(Tag::Include, &[(Attr::Namespace, &namespace)], Vec::new());
            let uri = format!("{VOCABULARIES}{namespace}.xml");
            references.push(Element::new(Tag::Reference, &[(Attr::Uri, &uri)], vec![include]));
        }
    }
    let namespace = |reference: &Element| reference.children.first()?.value(Attr::Namespace).map(str::to_owned);
    references.sort_by_cached_key(namespace);
    references
}
