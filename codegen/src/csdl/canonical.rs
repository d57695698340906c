//! A document in the one form that all documents have which say the same.
//!
//! Names are written with their namespace in full, annotations stand inside what they annotate, in the order of their terms,
//! and what is the default anyway is not written. Types are in alphabetical order. Properties, members and parameters keep
//! theirs: it is the order that models have, and clients see.

use super::annotation::ANNOTATION;
use super::scope::{Aliases, Scope, item};
use super::target::ANNOTATIONS;
use super::xml::{Attribute, Element, TEXT_ELEMENTS};
use crate::Span;
use crate::schema::QualifiedName;
use std::collections::BTreeMap;

/// What a document declares, in its canonical form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Canonical {
    /// The documents that vocabularies are described in.
    pub(crate) references: Vec<Element>,
    /// The schemas by their namespace.
    pub(crate) schemas: BTreeMap<String, Contents>,
}

/// What a schema contains.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    /// Declarations, sorted by kind and name.
    pub(crate) declarations: Vec<Element>,
    /// `<Annotations>` of what is not declared, one for each target and qualifier, and of the namespace itself, whose target is
    /// empty.
    pub(crate) unattached: BTreeMap<[String; 2], Element>,
}

/// Attributes that name a type, in any element.
const TYPES: [&str; 5] = ["BaseType", "EntityType", "Extends", "Type", "UnderlyingType"];

/// Attributes that name something else by its namespace.
const NAMES: [&str; 4] = ["Action", "BaseTerm", "Function", "Term"];

/// Attributes and elements whose value is a path, in which casts and terms go by their namespace.
pub(crate) const PATHS: [&str; 7] = [
    "AnnotationPath",
    "EntitySetPath",
    "ModelElementPath",
    "NavigationPropertyPath",
    "Partner",
    "Path",
    "PropertyPath",
];

/// What attributes say that need not be there. `Nullable` has no default for collections.
pub(crate) const DEFAULTS: [(&str, &str); 9] = [
    ("Abstract", "false"),
    ("ContainsTarget", "false"),
    ("HasStream", "false"),
    ("IsBound", "false"),
    ("IsComposable", "false"),
    ("IsFlags", "false"),
    ("Nullable", "true"),
    ("OpenType", "false"),
    ("Unicode", "true"),
];

/// The order of attributes; others come behind, in alphabetical order.
const ATTRIBUTES: [&str; 14] = [
    "Namespace",
    "Alias",
    "Name",
    "Term",
    "Property",
    "Path",
    "Target",
    "Type",
    "EntityType",
    "BaseType",
    "UnderlyingType",
    "Abstract",
    "Nullable",
    "Qualifier",
];

/// The order of what stands in a declaration. Annotations come first, as documentation does in code.
const CHILDREN: [&str; 7] = [ANNOTATION, "Key", "Member", "Property", "NavigationProperty", "Parameter", "ReturnType"];

/// The order of declarations in a schema.
const DECLARATIONS: [&str; 7] =
    ["EnumType", "TypeDefinition", "ComplexType", "EntityType", "Action", "Function", "EntityContainer"];

impl Canonical {
    /// The canonical form of a document whose annotations are attached.
    pub(crate) fn of(root: Element) -> Self {
        let aliases = Aliases::of(&root);
        let mut canonical = Self::default();
        for mut child in root.children {
            if child.name == "Reference" {
                child.children.retain(|include| include.name == "Include");
                canonical.references.push(child);
                continue;
            }
            for schema in child.children {
                canonical.add(schema, &aliases);
            }
        }
        for Contents { declarations, unattached } in canonical.schemas.values_mut() {
            declarations
                .sort_by_cached_key(|declaration| (rank(&DECLARATIONS, &declaration.name), identity(declaration)));
            for annotations in unattached.values_mut() {
                annotations.children.sort_by_cached_key(annotation_key);
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
            let (key, annotations) = match child.name.as_str() {
                ANNOTATION => (<[String; 2]>::default(), vec![child]),
                ANNOTATIONS => {
                    let key = ["Target", "Qualifier"].map(|name| child.value(name).unwrap_or_default().to_owned());
                    (key, child.children)
                }
                _ => {
                    contents.declarations.push(child);
                    continue;
                }
            };
            if !annotations.is_empty() {
                let [target, qualifier] = key.clone();
                let attributes = [("Target", target.as_str()), ("Qualifier", qualifier.as_str())];
                let given: Vec<_> = attributes.into_iter().filter(|(_, value)| !value.is_empty()).collect();
                let whole = contents.unattached.entry(key).or_insert_with(|| element(ANNOTATIONS, &given, Vec::new()));
                whole.children.extend(annotations);
            }
        }
    }

    /// Every declaration with its qualified name.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = (QualifiedName, &Element)> {
        self.schemas.iter().flat_map(|(namespace, contents)| {
            contents.declarations.iter().map(move |element| {
                let name = element.value("Name").unwrap_or_default().to_owned();
                (QualifiedName { namespace: namespace.clone(), name }, element)
            })
        })
    }
}

fn canonicalize(element: &mut Element, aliases: &Aliases, scope: &Scope<'_>) {
    inline_constant(element);
    // Attributes of another XML namespace are the notes of some tool.
    element.attributes.retain(|attribute| !attribute.name.contains(':'));
    for Attribute { name, value, .. } in &mut element.attributes {
        let kind = if element.name == ANNOTATIONS && name == "Target" { "Term" } else { name.as_str() };
        resolve(kind, value, aliases, scope);
    }
    resolve(&element.name, &mut element.text, aliases, scope);
    let is_collection = is_collection(element);
    let is_enumeration = element.name == "EnumType";
    element.attributes.retain(|Attribute { name, value, .. }| {
        let is_usual = is_enumeration && name == "UnderlyingType" && value == "Edm.Int32";
        let is_default = DEFAULTS.contains(&(name.as_str(), value.as_str())) && !(is_collection && name == "Nullable");
        !is_usual && !is_default
    });
    element.attributes.sort_by_cached_key(|attribute| (rank(&ATTRIBUTES, &attribute.name), attribute.name.clone()));
    for child in &mut element.children {
        canonicalize(child, aliases, scope);
    }
    // What an annotation says keeps its order: a collection is a list.
    if !is_expression(&element.name) {
        let is_container = element.name == "EntityContainer";
        element.children.sort_by_cached_key(|child| {
            let key = match child.name.as_str() {
                ANNOTATION | "NavigationPropertyBinding" => annotation_key(child),
                name if is_container => [name, child.value("Name").unwrap_or_default()].map(str::to_owned),
                _ => Default::default(),
            };
            (rank(&CHILDREN, &child.name), key)
        });
    }
}

/// Writes names with their namespace in full, where the value of an attribute or an element has any.
fn resolve(kind: &str, value: &mut String, aliases: &Aliases, scope: &Scope<'_>) {
    let name = |text: &str| match QualifiedName::parse(text) {
        Some(name) => aliases.resolve(name, scope).to_string(),
        None => text.to_owned(),
    };
    *value = match kind {
        _ if TYPES.contains(&kind) => aliases.resolve_type(value, scope),
        _ if NAMES.contains(&kind) => name(value),
        _ if PATHS.contains(&kind) => {
            let segments = value.split('/').map(|segment| match segment.strip_prefix('@') {
                Some(term) => format!("@{}", name(term)),
                None => name(segment),
            });
            segments.collect::<Vec<_>>().join("/")
        }
        // Flags: several members with blanks in between, each behind the name of its type.
        "EnumMember" => {
            let members = value.split_whitespace().map(|member| match member.split_once('/') {
                Some((of, member)) => format!("{}/{member}", name(of)),
                None => member.to_owned(),
            });
            members.collect::<Vec<_>>().join(" ")
        }
        _ => return,
    };
}

/// Writes a constant as an attribute: `<Annotation …><String>x</String></Annotation>` is `<Annotation … String="x"/>`.
fn inline_constant(element: &mut Element) {
    let [child] = element.children.as_slice() else { return };
    let is_constant = TEXT_ELEMENTS.contains(&child.name.as_str())
        && child.attributes.is_empty()
        && child.children.is_empty()
        && [ANNOTATION, "PropertyValue"].contains(&element.name.as_str())
        && element.value(&child.name).is_none();
    if is_constant && let Some(Element { name, text, span, .. }) = element.children.pop() {
        element.attributes.push(Attribute { name, value: text, span, name_span: span });
    }
}

/// Whether an element belongs to what an annotation says.
fn is_expression(name: &str) -> bool {
    !CHILDREN[1..].contains(&name) && !DECLARATIONS.contains(&name) && !["EntitySet", "Singleton"].contains(&name)
}

/// What tells annotations, and bindings, of one element apart.
fn annotation_key(element: &Element) -> [String; 2] {
    let first = element.value("Term").or_else(|| element.value("Path"));
    [first, element.value("Qualifier")].map(|value| value.unwrap_or_default().to_owned())
}

/// The place of a name in a list; names that are not in it come last.
fn rank(order: &[&str], name: &str) -> usize {
    order.iter().position(|known| *known == name).unwrap_or(order.len())
}

/// What tells an element from others beside it.
///
/// Most have a name. An action is told from others of its name by its binding parameter, a function by that and by the names
/// of its other parameters ([CSDL, section 12](https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_ActionandFunction)).
pub(crate) fn identity(element: &Element) -> String {
    let name = element.value("Name").unwrap_or_default();
    match element.name.as_str() {
        "ReturnType" => "$ReturnType".to_owned(),
        ANNOTATION => annotation_key(element).join("#").trim_end_matches('#').to_owned(),
        "Action" | "Function" => {
            let mut parameters = element.children.iter().filter(|child| child.name == "Parameter");
            let binding = if element.value("IsBound") == Some("true") { parameters.next() } else { None };
            let mut parts: Vec<&str> = binding.and_then(|binding| binding.value("Type")).into_iter().collect();
            if element.name == "Function" {
                let mut names: Vec<_> = parameters.filter_map(|parameter| parameter.value("Name")).collect();
                names.sort_unstable();
                parts.extend(names);
            }
            format!("{name}({})", parts.join(","))
        }
        _ => name.to_owned(),
    }
}

/// Whether values of an element's type are lists.
pub(crate) fn is_collection(element: &Element) -> bool {
    element.value("Type").is_some_and(|value| item(value) != value)
}

/// An element as the generator writes it itself.
pub(crate) fn element(name: &str, attributes: &[(&str, &str)], children: Vec<Element>) -> Element {
    let span = Span::default();
    let attributes = attributes
        .iter()
        .map(|(name, value)| Attribute { name: (*name).to_owned(), value: (*value).to_owned(), span, name_span: span })
        .collect();
    Element { name: name.to_owned(), attributes, children, text: String::new(), span }
}
