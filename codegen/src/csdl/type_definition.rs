//! Type definitions, which give primitive types other names.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::Attr;
use crate::schema::{ItemType, TypeDefinition, ValueType};

impl Reader<'_> {
    pub(super) fn type_definition(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(|name| scope.qualify(name));
        let underlying = self.required(&mut attributes, Attr::UnderlyingType);
        let underlying = underlying.and_then(|attribute| match self.value_type(attribute, scope) {
            ValueType { item: ItemType::Primitive(primitive), is_collection: false } => Some(primitive),
            value => {
                let message = format!("expected a primitive type as underlying type, found {value}");
                self.diagnostic(attribute.span, message, "write a primitive type, such as `Edm.String`");
                None
            }
        });
        self.skip_facets(&mut attributes);
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
