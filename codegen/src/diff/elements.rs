//! The comparable elements of a document, by path. The same path finds the counterpart in another document.

use crate::csdl::{Attr, BINDING_PARAMETER, Canonical, Element, Tag, compact, item};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// An element that is compared with the element of the same path.
#[derive(Clone, Debug)]
pub(super) struct PathElement<'a> {
    pub(super) element: &'a Element,
    /// The path of the declaration that the element is a part of.
    pub(super) parent: Option<String>,
}

/// Elements by path.
pub(super) type Elements<'a> = BTreeMap<String, PathElement<'a>>;

pub(super) fn elements(document: &Canonical) -> Elements<'_> {
    let mut elements = Elements::new();
    for (namespace, contents) in &document.schemas {
        for declared in &contents.declarations {
            let path = format!("{namespace}.{}", declared.identity());
            let mut is_binding = declared.is(Attr::IsBound);
            for part in parts(declared) {
                let parent = Some(path.clone());
                // Requests never contain the name of the binding parameter.
                let name = if is_binding { BINDING_PARAMETER.to_owned() } else { part.identity() };
                is_binding = false;
                elements.insert(format!("{path}/{name}"), PathElement { element: part, parent });
            }
            elements.insert(path, PathElement { element: declared, parent: None });
        }
        for ([target, qualifier], element) in &contents.unattached {
            // Annotations without a target belong to the namespace. The other snapshot may declare the target.
            let of = if target.is_empty() { namespace } else { target };
            let qualifier = if qualifier.is_empty() { String::new() } else { format!("#{qualifier}") };
            let path = format!("{of} (annotations{qualifier})");
            elements.insert(path, PathElement { element, parent: None });
        }
    }
    elements
}

/// Returns the parts of an element, in document order.
pub(super) fn parts(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter(|child| child.tag.role().is_part())
}

/// Returns the type that an operation is bound to, or the type of the items of a collection.
pub(super) fn bound_to(operation: &Element) -> Option<&str> {
    let binding = operation.children(Tag::Parameter).next().filter(|_| operation.is(Attr::IsBound));
    binding?.value(Attr::Type).map(item)
}

/// A comparable aspect of an element itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect<'a> {
    /// An attribute.
    Attribute(Attr),
    /// An unknown attribute.
    Unknown(&'a str),
    /// The key properties.
    Key,
    /// The action when the related entity is deleted.
    OnDelete,
    /// The binding target of a navigation property, by path.
    Binding(&'a str),
    /// The referenced property of a referential constraint, by dependent property.
    Constraint(&'a str),
}

impl Display for Aspect<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(attr) => attr.fmt(f),
            Self::Unknown(name) => f.write_str(name),
            Self::Key => Tag::Key.fmt(f),
            Self::OnDelete => Tag::OnDelete.fmt(f),
            Self::Binding(path) => write!(f, "{} {path}", Tag::NavigationPropertyBinding),
            Self::Constraint(property) => write!(f, "{} {property}", Tag::ReferentialConstraint),
        }
    }
}

/// Returns the attributes of an element and the children that are compared like attributes.
pub(super) fn aspects(element: &Element) -> BTreeMap<Aspect<'_>, String> {
    let mut aspects = BTreeMap::new();
    for attribute in &element.attributes {
        let aspect = match attribute.attr {
            // These are in the path.
            Attr::Name | Attr::Target => continue,
            Attr::Foreign | Attr::Unknown => Aspect::Unknown(attribute.name()),
            attr => Aspect::Attribute(attr),
        };
        aspects.insert(aspect, attribute.value.clone());
    }
    for child in &element.children {
        let value = |attr| child.value(attr).unwrap_or_default();
        let (aspect, value) = match child.tag {
            Tag::Key => {
                let names =
                    child.children.iter().filter_map(|key| match (key.value(Attr::Name), key.value(Attr::Alias)) {
                        (Some(name), Some(alias)) => Some(format!("{name} as {alias}")),
                        (name, _) => name.map(str::to_owned),
                    });
                (Aspect::Key, names.collect::<Vec<_>>().join(", "))
            }
            Tag::NavigationPropertyBinding => (Aspect::Binding(value(Attr::PATH)), value(Attr::Target).to_owned()),
            Tag::ReferentialConstraint => {
                (Aspect::Constraint(value(Attr::Property)), value(Attr::ReferencedProperty).to_owned())
            }
            Tag::OnDelete => (Aspect::OnDelete, value(Attr::Action).to_owned()),
            _ => continue,
        };
        aspects.insert(aspect, value);
    }
    aspects
}

/// Returns the value of an absent attribute.
pub(super) fn default(element: &Element, aspect: Aspect<'_>) -> Option<String> {
    match aspect {
        Aspect::Attribute(Attr::Nullable) if element.is_collection() => None,
        Aspect::Attribute(attr) => attr.default().map(str::to_owned),
        _ => None,
    }
}

/// Returns the values of annotations, by term and qualifier.
pub(super) fn annotations(element: &Element) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::new();
    for annotation in element.children(Tag::Annotation) {
        // OData forbids duplicates, but compare them too.
        let mut key = annotation.identity();
        while annotations.contains_key(&key) {
            key.push('+');
        }
        annotations.insert(key, compact(annotation));
    }
    annotations
}

/// Describes an element in a few words.
pub(super) fn describe(element: &Element) -> String {
    let kind = match element.tag {
        Tag::EntityType => "entity type",
        Tag::ComplexType => "complex type",
        Tag::EnumType if element.is(Attr::IsFlags) => "flags enumeration",
        Tag::EnumType => "enumeration",
        Tag::TypeDefinition => "type definition",
        Tag::Term => "term",
        Tag::Action => "action",
        Tag::Function => "function",
        Tag::EntityContainer => "entity container",
        Tag::EntitySet => "entity set of",
        Tag::Singleton => "singleton of",
        Tag::ActionImport | Tag::FunctionImport => "import of",
        Tag::Annotations if element.value(Attr::Target).is_none() => "annotations of the namespace",
        Tag::Annotations => "annotations of an undeclared target",
        Tag::Member => {
            let value = element.value(Attr::Value);
            return value.map_or_else(|| "member".to_owned(), |value| format!("member of value {value}"));
        }
        // The type describes the element.
        _ => "",
    };
    let of = [Attr::Type, Attr::EntityType, Attr::UnderlyingType, Attr::Action, Attr::Function];
    let mut words: Vec<&str> = [kind].into_iter().filter(|kind| !kind.is_empty()).collect();
    words.extend(of.iter().find_map(|attr| element.value(*attr)));
    words.extend((element.value(Attr::Nullable) == Some("false")).then_some("not null"));
    let members: Vec<_> = element.children(Tag::Member).filter_map(|member| member.value(Attr::Name)).collect();
    let members = if members.is_empty() { String::new() } else { format!(": {}", members.join(", ")) };
    words.join(" ") + &members
}
