//! The canonical form of a document: documents with the same meaning have the same form.
//!
//! Names have their full namespace. Annotations are inside the declarations that they target, sorted by term. Attributes
//! with default values are removed. Types are sorted by name. Properties, members and parameters keep their order, which
//! models and clients see.

use super::content::Content;
use super::element::{Attribute, Element};
use super::role::Role;
use super::scope::{Aliases, Scope};
use super::vocabulary::{Attr, Scalar, Tag};
use crate::schema::{Primitive, QualifiedName};
use crate::text::is_blank;
use std::collections::{BTreeMap, BTreeSet};

/// The canonical form of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canonical {
    /// References to the documents of vocabularies.
    pub(crate) references: Vec<Element>,
    /// The schemas, by namespace.
    pub(crate) schemas: BTreeMap<String, Contents>,
}

/// The contents of a schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    /// Declarations, sorted by kind and name.
    pub(crate) declarations: Vec<Element>,
    /// `<Annotations>` of undeclared targets, by target and qualifier. The target of annotations of the namespace itself is
    /// empty.
    pub(crate) unattached: BTreeMap<[String; 2], Element>,
}

/// The order of attributes. Others follow in alphabetical order.
const ATTRIBUTES: [Attr; 14] = [
    Attr::Namespace,
    Attr::Alias,
    Attr::Name,
    Attr::Term,
    Attr::Property,
    Attr::PATH,
    Attr::Target,
    Attr::Type,
    Attr::EntityType,
    Attr::BaseType,
    Attr::UnderlyingType,
    Attr::Abstract,
    Attr::Nullable,
    Attr::Qualifier,
];

/// The order of the children of a declaration. Annotations come first, as documentation does in code.
const CHILDREN: [Tag; 7] =
    [Tag::Annotation, Tag::Key, Tag::Member, Tag::Property, Tag::NavigationProperty, Tag::Parameter, Tag::ReturnType];

/// The order of declarations in a schema.
const DECLARATIONS: [Tag; 7] = [
    Tag::EnumType,
    Tag::TypeDefinition,
    Tag::ComplexType,
    Tag::EntityType,
    Tag::Action,
    Tag::Function,
    Tag::EntityContainer,
];

impl Canonical {
    /// Creates the canonical form of a document whose annotations are inside their targets.
    pub(crate) fn of(root: Element) -> Self {
        let aliases = Aliases::of(&root);
        let mut canonical = Self::default();
        for mut child in root.children {
            if child.tag == Tag::Reference {
                child.children.retain(|include| include.tag == Tag::Include);
                child.children.iter_mut().for_each(|include| include.children.clear());
                canonical.references.push(child);
                continue;
            }
            for schema in child.children {
                canonical.add(schema, &aliases);
            }
        }
        for Contents { declarations, unattached } in canonical.schemas.values_mut() {
            declarations
                .sort_by_cached_key(|declaration| (rank(&DECLARATIONS, declaration.tag), declaration.identity()));
            for annotations in unattached.values_mut() {
                annotations.children.sort_by_cached_key(Element::annotation_key);
            }
        }
        canonical
    }

    fn add(&mut self, mut schema: Element, aliases: &Aliases) {
        let children = std::mem::take(&mut schema.children);
        let scope = Scope::of(&schema);
        let contents = self.schemas.entry(scope.namespace.to_owned()).or_default();
        for mut child in children {
            canonicalize(&mut child, aliases, &scope);
            let attributes = [Attr::Target, Attr::Qualifier];
            let (key, annotations) = match child.tag {
                Tag::Annotation => (<[String; 2]>::default(), vec![child]),
                Tag::Annotations => {
                    (attributes.map(|attr| child.value(attr).unwrap_or_default().to_owned()), child.children)
                }
                _ => {
                    contents.declarations.push(child);
                    continue;
                }
            };
            if !annotations.is_empty() {
                let group = contents.unattached.entry(key).or_insert_with_key(|key| {
                    let given = attributes.into_iter().zip(key).filter(|(_, value)| !value.is_empty());
                    let given: Vec<_> = given.map(|(attr, value)| (attr, value.as_str())).collect();
                    Element::new(Tag::Annotations, &given, Vec::new())
                });
                group.children.extend(annotations);
                remove_repeated(&mut group.children);
            }
        }
    }

    /// Returns every declaration with its qualified name.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = (QualifiedName, &Element)> {
        self.schemas.iter().flat_map(|(namespace, contents)| {
            contents.declarations.iter().map(move |element| {
                let name = element.value(Attr::Name).unwrap_or_default().to_owned();
                (QualifiedName { namespace: namespace.clone(), name }, element)
            })
        })
    }
}

fn canonicalize(element: &mut Element, aliases: &Aliases, scope: &Scope<'_>) {
    inline_constant(element);
    let (tag, is_collection) = (element.tag, element.is_collection());
    element.attributes.retain_mut(|Attribute { attr, value, .. }| {
        let content = if tag == Tag::Annotations && *attr == Attr::Target { Content::Name } else { attr.content() };
        resolve(content, value, aliases, scope);
        let default = match (tag, *attr) {
            (Tag::EnumType, Attr::UnderlyingType) => Some(Primitive::Int32.as_str()),
            (_, Attr::Nullable) if is_collection => None,
            (_, attr) => attr.default(),
        };
        // Attributes of other XML namespaces are tool-specific.
        *attr != Attr::Foreign && default != Some(value.as_str())
    });
    element.attributes.sort_by(|left, right| {
        let key = |attribute: &Attribute| rank(&ATTRIBUTES, attribute.attr);
        (key(left), left.name()).cmp(&(key(right), right.name()))
    });
    if let Tag::Scalar(scalar) = tag {
        resolve(scalar.content(), &mut element.text, aliases, scope);
    }
    for child in &mut element.children {
        canonicalize(child, aliases, scope);
    }
    remove_repeated(&mut element.children);
    if has_unordered_children(tag) {
        element.children.sort_by_cached_key(|child| {
            let key = match child.tag {
                Tag::Annotation | Tag::NavigationPropertyBinding => child.annotation_key(),
                _ if tag == Tag::EntityContainer => {
                    [child.name(), child.value(Attr::Name).unwrap_or_default()].map(str::to_owned)
                }
                _ => Default::default(),
            };
            (rank(&CHILDREN, child.tag), key)
        });
    }
}

/// Removes annotations that repeat a term: the reader takes the first that is not blank.
fn remove_repeated(children: &mut Vec<Element>) {
    let is_annotation = |child: &Element| child.tag == Tag::Annotation;
    if children.iter().filter(|child| is_annotation(child)).nth(1).is_none() {
        return;
    }
    let mut seen = BTreeSet::new();
    children.retain(|child| {
        let is_blank = child.value(Attr::Scalar(Scalar::String)).is_some_and(is_blank);
        let key = || [Attr::Term, Attr::Qualifier].map(|attr| child.value(attr).unwrap_or_default().to_owned());
        !is_annotation(child) || is_blank || seen.insert(key())
    });
}

/// Replaces aliases in a value by the namespaces.
fn resolve(content: Content, value: &mut String, aliases: &Aliases, scope: &Scope<'_>) {
    let name = |text: &str| match QualifiedName::parse(text) {
        Some(name) => aliases.resolve(name, scope).to_string(),
        None => text.to_owned(),
    };
    *value = match content {
        Content::Plain => return,
        Content::Type => aliases.resolve_type(value, scope),
        Content::Name => name(value),
        Content::Path => {
            let segments = value.split('/').map(|segment| match segment.strip_prefix('@') {
                Some(term) => format!("@{}", name(term)),
                None => name(segment),
            });
            segments.collect::<Vec<_>>().join("/")
        }
        Content::Members => {
            let members = value.split_whitespace().map(|member| match member.split_once('/') {
                Some((of, member)) => format!("{}/{member}", name(of)),
                None => member.to_owned(),
            });
            members.collect::<Vec<_>>().join(" ")
        }
    };
}

/// Moves a constant into an attribute: `<Annotation><String>x</String></Annotation>` becomes `<Annotation String="x"/>`.
fn inline_constant(element: &mut Element) {
    let [child] = element.children.as_mut_slice() else { return };
    if let Tag::Scalar(scalar) = child.tag
        && child.attributes.is_empty()
        && child.children.is_empty()
        && matches!(element.tag, Tag::Annotation | Tag::PropertyValue)
        && !element.attributes.iter().any(|attribute| attribute.attr == Attr::Scalar(scalar))
    {
        element.attributes.push(Attribute::new(Attr::Scalar(scalar), std::mem::take(&mut child.text)));
        element.children.clear();
    }
}

/// Returns whether the order of an element's children has no meaning. Order matters inside an annotation: a collection is
/// a list.
fn has_unordered_children(tag: Tag) -> bool {
    tag.role().is_part() || matches!(tag.role(), Role::Type | Role::Operation | Role::Container)
}

/// Returns the position of an item in a list, or the length of the list if it does not contain the item.
fn rank<T: Copy + PartialEq>(order: &[T], searched: T) -> usize {
    order.iter().position(|known| *known == searched).unwrap_or(order.len())
}
