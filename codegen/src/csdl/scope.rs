//! How names inside a schema element are to be read.

use super::attributes::is_identifier;
use super::document::Document;
use super::xml::{Attribute, Element};
use crate::schema::{ItemType, Primitive, QualifiedName, Reference, ValueType};
use std::collections::BTreeMap;

/// Types of OData that Graph has no use for, or that stand for several others.
const ANY_JSON: [&str; 5] = ["Edm.ComplexType", "Edm.EntityType", "Edm.Geography", "Edm.Geometry", "Edm.PrimitiveType"];

/// The namespace that declarations stand in, and the other name it goes by there.
pub(super) struct Scope<'a> {
    pub(super) namespace: &'a str,
    pub(super) alias: Option<&'a str>,
}

impl<'a> Scope<'a> {
    /// The scope of what stands in a <Schema>.
    pub(super) fn of(schema: &'a Element) -> Self {
        Self { namespace: schema.value("Namespace").unwrap_or_default(), alias: schema.value("Alias") }
    }

    pub(super) fn qualify(&self, name: &str) -> QualifiedName {
        QualifiedName { namespace: self.namespace.to_owned(), name: name.to_owned() }
    }
}

impl Document<'_> {
    pub(super) fn value_type(&mut self, attribute: &Attribute, scope: &Scope<'_>) -> ValueType {
        let (text, is_collection) = strip_collection(&attribute.value);
        let item = match Primitive::ALL.into_iter().find(|primitive| primitive.as_str() == text) {
            Some(primitive) => ItemType::Primitive(primitive),
            None if ANY_JSON.iter().any(|start| text.starts_with(start)) => {
                self.skip(format!("what the type {text} says: it is read as any JSON"));
                ItemType::Primitive(Primitive::Untyped)
            }
            None if text.starts_with("Edm.") => {
                let help = match self.diagnostics.nearest(text, Primitive::ALL.map(Primitive::as_str)) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("understood are {}", Primitive::ALL.map(Primitive::as_str).join(", ")),
                };
                self.diagnostic(attribute.span, format!("the primitive type `{text}` is not understood"), help);
                ItemType::Primitive(Primitive::Untyped)
            }
            None => match self.qualified(attribute, text, scope) {
                Some(reference) => ItemType::Named(reference),
                None => ItemType::Primitive(Primitive::Untyped),
            },
        };
        ValueType { item, is_collection }
    }

    /// A reference to a single type.
    pub(super) fn reference(&mut self, attribute: &Attribute, scope: &Scope<'_>) -> Option<Reference> {
        self.qualified(attribute, &attribute.value, scope)
    }

    /// A reference to a type or to a collection of it.
    pub(super) fn reference_or_collection(
        &mut self,
        attribute: &Attribute,
        scope: &Scope<'_>,
    ) -> Option<(Reference, bool)> {
        let (text, is_collection) = strip_collection(&attribute.value);
        Some((self.qualified(attribute, text, scope)?, is_collection))
    }

    fn qualified(&mut self, attribute: &Attribute, text: &str, scope: &Scope<'_>) -> Option<Reference> {
        let name = QualifiedName::parse(text).filter(|name| is_identifier(&name.name));
        let Some(name) = name else {
            let message = format!("{text:?} is not the qualified name of a type");
            let help =
                match Primitive::ALL.iter().find(|primitive| primitive.as_str().strip_prefix("Edm.") == Some(text)) {
                    Some(primitive) => format!("write `{}`", primitive.as_str()),
                    None => "write namespace and name, such as `microsoft.graph.entity`".to_owned(),
                };
            self.diagnostic(attribute.span, message, help);
            return None;
        };
        Some(Reference { name: self.aliases.resolve(name, scope), span: attribute.span })
    }
}

/// The namespaces of a document by the other names they go by, those of vocabularies included.
#[derive(Debug, Default)]
pub(super) struct Aliases(BTreeMap<String, String>);

impl Aliases {
    pub(super) fn of(root: &Element) -> Self {
        let is_named = |child: &&Element| ["Include", "Schema"].contains(&child.name.as_str());
        let schemas = root.children.iter().flat_map(|parent| &parent.children).filter(is_named);
        let aliases = schemas.filter_map(|schema| Some((schema.value("Alias")?, schema.value("Namespace")?)));
        // The first of several: the others mean what they stand in.
        let mut first = BTreeMap::new();
        for (alias, namespace) in aliases {
            first.entry(alias.to_owned()).or_insert_with(|| namespace.to_owned());
        }
        Self(first)
    }

    /// The name with its namespace in full.
    pub(super) fn resolve(&self, mut name: QualifiedName, scope: &Scope<'_>) -> QualifiedName {
        // Graph uses one alias for several namespaces, so that of the own <Schema> comes first.
        if Some(name.namespace.as_str()) == scope.alias {
            scope.namespace.clone_into(&mut name.namespace);
            return name;
        }
        self.resolve_anywhere(name)
    }

    /// The same for a name that belongs to no <Schema> in particular.
    pub(super) fn resolve_anywhere(&self, mut name: QualifiedName) -> QualifiedName {
        if let Some(namespace) = self.0.get(&name.namespace) {
            namespace.clone_into(&mut name.namespace);
        }
        name
    }

    /// A type or a collection of one, as text, with its namespace in full.
    pub(super) fn resolve_type(&self, text: &str, scope: &Scope<'_>) -> String {
        let (item, is_collection) = strip_collection(text);
        let item = match QualifiedName::parse(item) {
            Some(name) => self.resolve(name, scope).to_string(),
            None => item.to_owned(),
        };
        if is_collection { format!("Collection({item})") } else { item }
    }
}

/// The type of a value, or of the items of a collection.
pub(crate) fn item(type_name: &str) -> &str {
    strip_collection(type_name).0
}

pub(super) fn strip_collection(text: &str) -> (&str, bool) {
    match text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
        Some(item) => (item, true),
        None => (text, false),
    }
}
