//! Entity and complex types.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::schema::{
    Documentation, ItemType, NavigationProperty, Primitive, Property, StructuredKind, StructuredType, Type, ValueType,
};

/// The type of a property without a type, which is a diagnostic.
const UNTYPED: ValueType = ValueType { item: ItemType::Primitive(Primitive::Untyped), is_collection: false };

impl Reader<'_> {
    pub(super) fn structured(&mut self, element: &Element, kind: StructuredKind, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let base = attributes.take(Attr::BaseType).and_then(|base| self.reference(base, scope));
        let is_abstract = self.boolean(&mut attributes, Attr::Abstract);
        let is_open = self.boolean(&mut attributes, Attr::OpenType);
        let has_stream = kind == StructuredKind::Entity && self.boolean(&mut attributes, Attr::HasStream);
        self.finish(attributes);
        let qualified = scope.qualify(name.unwrap_or_default());
        let mut structured = StructuredType {
            base,
            is_abstract,
            is_open,
            has_stream,
            ..StructuredType::new(qualified, kind, element.span)
        };
        for child in &element.children {
            match child.tag {
                Tag::Property => structured.properties.extend(self.property(child, scope)),
                Tag::NavigationProperty => {
                    structured.navigation_properties.extend(self.navigation_property(child, scope));
                }
                Tag::Key if kind == StructuredKind::Entity => structured.key.extend(self.key(child)),
                Tag::Annotation => self.annotation(child, &mut structured.documentation),
                _ => {
                    let expected = [Tag::Key, Tag::Property, Tag::NavigationProperty, Tag::Annotation];
                    let first = usize::from(kind == StructuredKind::Complex);
                    self.unsupported_element(child, element, &expected[first..]);
                }
            }
        }
        self.declarations.types.extend(name.is_some().then_some(Type::Structured(structured)));
    }

    fn key(&mut self, element: &Element) -> Vec<String> {
        self.finish(Attributes::of(element));
        let mut names = Vec::new();
        for child in &element.children {
            if child.tag == Tag::PropertyRef {
                let mut attributes = Attributes::of(child);
                let name = self.required(&mut attributes, Attr::Name);
                self.skip_attribute(&mut attributes, Attr::Alias);
                names.extend(name.map(|name| name.value.clone()));
                self.finish(attributes);
                self.no_children(child);
            } else {
                self.unsupported_element(child, element, &[Tag::PropertyRef]);
            }
        }
        names
    }

    fn property(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Property> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let (value, is_nullable) = self.value(&mut attributes, scope);
        self.skip_attribute(&mut attributes, Attr::DefaultValue);
        self.finish(attributes);
        let documentation = self.documentation(element);
        let (name, value, span) = (name?, value.unwrap_or(UNTYPED), element.span);
        Some(Property { name, value, is_nullable, is_secret: false, is_navigation: false, documentation, span })
    }

    fn navigation_property(&mut self, element: &Element, scope: &Scope<'_>) -> Option<NavigationProperty> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let target = self.required(&mut attributes, Attr::Type);
        let target = target.and_then(|target| self.reference_or_collection(target, scope));
        // Models do not depend on the nullability of a navigation property.
        self.boolean(&mut attributes, Attr::Nullable);
        let contains_target = self.boolean(&mut attributes, Attr::ContainsTarget);
        self.skip_attribute(&mut attributes, Attr::Partner);
        self.finish(attributes);
        let mut documentation = Documentation::default();
        let expected = [Tag::Annotation, Tag::OnDelete, Tag::ReferentialConstraint];
        for child in &element.children {
            match child.tag {
                Tag::Annotation => self.annotation(child, &mut documentation),
                Tag::OnDelete | Tag::ReferentialConstraint => self.skip_element(child),
                _ => self.unsupported_element(child, element, &expected),
            }
        }
        let (name, (target, is_collection), span) = (name?, target?, element.span);
        Some(NavigationProperty { name, target, is_collection, contains_target, documentation, span })
    }
}
