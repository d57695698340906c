//! Type definitions: other names for primitive types.

use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::Element;
use crate::schema::{ItemType, TypeDefinition, ValueType};

impl Document<'_> {
    pub(super) fn type_definition(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(|name| scope.qualify(name));
        let underlying = self.required(&mut attributes, "UnderlyingType");
        let underlying = underlying.and_then(|attribute| match self.value_type(attribute, scope) {
            ValueType { item: ItemType::Primitive(primitive), is_collection: false } => Some(primitive),
            value => {
                let message = format!("a type definition is of a primitive type, not of {value}");
                self.diagnostic(attribute.span, message, "write one such as `Edm.String`");
                None
            }
        });
        self.facets(&mut attributes);
        self.finish(attributes);
        self.documentation(element);
        match (name, underlying) {
            (Some(name), Some(underlying)) => {
                self.declarations.type_definitions.push(TypeDefinition { name, underlying, span: element.span });
            }
            (name, _) => self.declarations.unread.extend(name),
        }
    }
}
