//! A document as a list of what it says, each with a path by which the same can be found in another document.

use crate::csdl::{ANNOTATION, Canonical, DEFAULTS, Element, compact, identity, is_collection};
use std::collections::BTreeMap;

/// An element that is compared with the one of the same path.
#[derive(Clone, Debug)]
pub(super) struct Fact<'a> {
    pub(super) element: &'a Element,
    /// The path of what it is a part of.
    pub(super) parent: Option<String>,
}

/// Elements by their path.
pub(super) type Facts<'a> = BTreeMap<String, Fact<'a>>;

/// Parts that can be there or not; everything else about an element is an aspect of it.
const PARTS: [&str; 9] = [
    "ActionImport",
    "EntitySet",
    "FunctionImport",
    "Member",
    "NavigationProperty",
    "Parameter",
    "Property",
    "ReturnType",
    "Singleton",
];

pub(super) fn facts(document: &Canonical) -> Facts<'_> {
    let mut facts = Facts::new();
    for (namespace, contents) in &document.schemas {
        for declared in &contents.declarations {
            let path = format!("{namespace}.{}", identity(declared));
            let mut is_binding = declared.value("IsBound").is_some();
            for part in parts(declared) {
                let parent = Some(path.clone());
                // The name of the binding parameter is never sent.
                let name = if is_binding { "$Binding".to_owned() } else { identity(part) };
                is_binding = false;
                facts.insert(format!("{path}/{name}"), Fact { element: part, parent });
            }
            facts.insert(path, Fact { element: declared, parent: None });
        }
        for ([target, qualifier], element) in &contents.unattached {
            // Without a target, they are of the namespace. What they are of may be declared in the other edition.
            let of = if target.is_empty() { namespace } else { target };
            let qualifier = if qualifier.is_empty() { String::new() } else { format!("#{qualifier}") };
            let path = format!("{of} (annotations{qualifier})");
            facts.insert(path, Fact { element, parent: None });
        }
    }
    facts
}

/// The parts of an element, in its order.
pub(super) fn parts(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter(|child| PARTS.contains(&child.name.as_str()))
}

/// What an element says of itself: its attributes, and what stands inside that is no part and no annotation.
pub(super) fn aspects(element: &Element) -> BTreeMap<String, String> {
    let attributes =
        element.attributes.iter().filter(|attribute| !["Name", "Target"].contains(&attribute.name.as_str()));
    let mut aspects: BTreeMap<_, _> =
        attributes.map(|attribute| (attribute.name.clone(), attribute.value.clone())).collect();
    for child in &element.children {
        match child.name.as_str() {
            "Key" => {
                let names = child.children.iter().filter_map(|key| match (key.value("Name"), key.value("Alias")) {
                    (Some(name), Some(alias)) => Some(format!("{name} as {alias}")),
                    (name, _) => name.map(str::to_owned),
                });
                aspects.insert("Key".to_owned(), names.collect::<Vec<_>>().join(", "));
            }
            "NavigationPropertyBinding" => {
                let path = child.value("Path").unwrap_or_default();
                aspects.insert(
                    format!("NavigationPropertyBinding {path}"),
                    child.value("Target").unwrap_or_default().to_owned(),
                );
            }
            "ReferentialConstraint" => {
                let property = child.value("Property").unwrap_or_default();
                let referenced = child.value("ReferencedProperty").unwrap_or_default();
                aspects.insert(format!("ReferentialConstraint {property}"), referenced.to_owned());
            }
            "OnDelete" => {
                aspects.insert("OnDelete".to_owned(), child.value("Action").unwrap_or_default().to_owned());
            }
            _ => {}
        }
    }
    aspects
}

/// What an attribute says that is not there.
pub(super) fn default(element: &Element, attribute: &str) -> Option<String> {
    let is_collection = is_collection(element);
    let default = DEFAULTS.iter().find(|(name, _)| *name == attribute && !(is_collection && attribute == "Nullable"));
    default.map(|(_, value)| (*value).to_owned())
}

/// What an element is annotated with, by term and qualifier.
pub(super) fn annotations(element: &Element) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    for annotation in element.children.iter().filter(|child| child.name == ANNOTATION) {
        // OData allows one of each; whatever there is in spite of that counts, too.
        let mut key = identity(annotation);
        while annotations.contains_key(&key) {
            key.push('+');
        }
        annotations.insert(key, compact(annotation));
    }
    annotations
}

/// An element in a few words.
pub(super) fn describe(element: &Element) -> String {
    let kind = match element.name.as_str() {
        "EntityType" => "entity type",
        "ComplexType" => "complex type",
        "EnumType" if element.value("IsFlags").is_some() => "flags enumeration",
        "EnumType" => "enumeration",
        "TypeDefinition" => "type definition",
        "Term" => "term",
        "Action" => "action",
        "Function" => "function",
        "EntityContainer" => "entity container",
        "EntitySet" => "entity set of",
        "Singleton" => "singleton of",
        "ActionImport" | "FunctionImport" => "import of",
        "Annotations" if element.value("Target").is_none() => "annotations of the namespace",
        "Annotations" => "annotations of what is not declared",
        "Member" => {
            return element
                .value("Value")
                .map_or_else(|| "member".to_owned(), |value| format!("member of value {value}"));
        }
        _ => "",
    };
    let of = ["Type", "EntityType", "UnderlyingType", "Action", "Function"];
    let mut words: Vec<&str> = [kind].into_iter().filter(|kind| !kind.is_empty()).collect();
    words.extend(of.iter().find_map(|attribute| element.value(attribute)));
    let nullable = element.value("Nullable") == Some("false");
    words.extend(nullable.then_some("not null"));
    words.join(" ")
}
