//! References to types.

use super::attributes::Attributes;
use super::element::{Attribute, split_collection};
use super::reader::Reader;
use super::scope::{Scope, is_identifier};
use super::vocabulary::{Attr, EDM_PREFIX, UNTYPED_TYPES};
use crate::schema::{ItemType, Primitive, QualifiedName, Reference, ValueType};

impl Reader<'_> {
    /// Reads the type and the nullability of a value. Skips the facets: the service checks them, and the models keep any
    /// value that it sends.
    pub(super) fn value(&mut self, attributes: &mut Attributes<'_>, scope: &Scope<'_>) -> (Option<ValueType>, bool) {
        let value = self.required(attributes, Attr::Type).map(|attribute| self.value_type(attribute, scope));
        let is_nullable = self.boolean(attributes, Attr::Nullable);
        self.skip_facets(attributes);
        (value, is_nullable)
    }

    pub(super) fn value_type(&mut self, attribute: &Attribute, scope: &Scope<'_>) -> ValueType {
        let (text, is_collection) = split_collection(&attribute.value);
        let item = match Primitive::parse(text) {
            Some(primitive) => ItemType::Primitive(primitive),
            None if UNTYPED_TYPES.iter().any(|start| text.starts_with(start)) => {
                self.skip(format!("type {text}, read as Edm.Untyped"));
                ItemType::Primitive(Primitive::Untyped)
            }
            None if text.starts_with(EDM_PREFIX) => {
                let help = match self.diagnostics.nearest(text, Primitive::ALL.map(Primitive::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("expected one of {}", Primitive::ALL.map(Primitive::as_str).join(", ")),
                };
                self.diagnostic(attribute.span, format!("unsupported primitive type `{text}`"), help);
                ItemType::Primitive(Primitive::Untyped)
            }
            None => match self.qualified(attribute, text, scope) {
                Some(reference) => ItemType::Named(reference),
                None => ItemType::Primitive(Primitive::Untyped),
            },
        };
        ValueType { item, is_collection }
    }

    /// Reads a reference to a single type.
    pub(super) fn reference(&mut self, attribute: &Attribute, scope: &Scope<'_>) -> Option<Reference> {
        self.qualified(attribute, &attribute.value, scope)
    }

    /// Reads a reference to a type, and returns whether it is a collection.
    pub(super) fn reference_or_collection(
        &mut self,
        attribute: &Attribute,
        scope: &Scope<'_>,
    ) -> Option<(Reference, bool)> {
        let (text, is_collection) = split_collection(&attribute.value);
        Some((self.qualified(attribute, text, scope)?, is_collection))
    }

    fn qualified(&mut self, attribute: &Attribute, text: &str, scope: &Scope<'_>) -> Option<Reference> {
        let name = QualifiedName::parse(text).filter(|name| is_identifier(&name.name));
        let Some(name) = name else {
            let message = format!("expected a qualified type name, found {text:?}");
            let primitives = Primitive::ALL.map(Primitive::as_str);
            let help = match primitives.iter().find(|name| name.strip_prefix(EDM_PREFIX) == Some(text)) {
                Some(primitive) => format!("did you mean `{primitive}`?"),
                None => "write the namespace and the name, such as `microsoft.graph.entity`".to_owned(),
            };
            self.diagnostic(attribute.span, message, help);
            return None;
        };
        Some(Reference { name: self.aliases.resolve(name, scope), span: attribute.span })
    }
}
