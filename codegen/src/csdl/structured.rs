//! Entity and complex types.

use super::annotation::ANNOTATION;
use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::Element;
use crate::schema::{
    Documentation, ItemType, NavigationProperty, Primitive, Property, StructuredKind, StructuredType, Type, ValueType,
};

/// Stands for the type of a property whose own cannot be read, which is a diagnostic already.
const UNTYPED: ValueType = ValueType { item: ItemType::Primitive(Primitive::Untyped), is_collection: false };

impl Document<'_> {
    pub(super) fn structured(&mut self, element: &Element, kind: StructuredKind, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let base = attributes.take("BaseType").and_then(|base| self.reference(base, scope));
        let is_abstract = self.boolean(&mut attributes, "Abstract", false);
        let is_open = self.boolean(&mut attributes, "OpenType", false);
        let has_stream = kind == StructuredKind::Entity && self.boolean(&mut attributes, "HasStream", false);
        self.finish(attributes);
        let mut structured = StructuredType {
            name: scope.qualify(name.unwrap_or_default()),
            kind,
            base,
            is_abstract,
            is_open,
            has_stream,
            key: Vec::new(),
            properties: Vec::new(),
            navigation_properties: Vec::new(),
            documentation: Documentation::default(),
            span: element.span,
        };
        for child in &element.children {
            match child.name.as_str() {
                "Property" => structured.properties.extend(self.property(child, scope)),
                "NavigationProperty" => {
                    structured.navigation_properties.extend(self.navigation_property(child, scope));
                }
                "Key" if kind == StructuredKind::Entity => structured.key.extend(self.key(child)),
                ANNOTATION => self.annotation(child, &mut structured.documentation),
                _ if kind == StructuredKind::Entity => {
                    self.not_understood(child, element, "<Key>, <Property>, <NavigationProperty> and <Annotation>");
                }
                _ => self.not_understood(child, element, "<Property>, <NavigationProperty> and <Annotation>"),
            }
        }
        self.declarations.types.extend(name.is_some().then_some(Type::Structured(structured)));
    }

    fn key(&mut self, element: &Element) -> Vec<String> {
        self.finish(Attributes::of(element));
        let mut names = Vec::new();
        for child in &element.children {
            if child.name == "PropertyRef" {
                let mut attributes = Attributes::of(child);
                let name = self.required(&mut attributes, "Name");
                self.skip_attribute(&mut attributes, "Alias");
                names.extend(name.map(|name| name.value.clone()));
                self.finish(attributes);
                self.no_children(child);
            } else {
                self.not_understood(child, element, "<PropertyRef>");
            }
        }
        names
    }

    fn property(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Property> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let value = match self.required(&mut attributes, "Type") {
            Some(attribute) => self.value_type(attribute, scope),
            None => UNTYPED,
        };
        let is_nullable = self.boolean(&mut attributes, "Nullable", true);
        self.facets(&mut attributes);
        // What the service takes where nothing is sent.
        self.skip_attribute(&mut attributes, "DefaultValue");
        self.finish(attributes);
        let documentation = self.documentation(element);
        let (name, span) = (name?, element.span);
        Some(Property { name, value, is_nullable, is_secret: false, is_navigation: false, documentation, span })
    }

    fn navigation_property(&mut self, element: &Element, scope: &Scope<'_>) -> Option<NavigationProperty> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let target = self.required(&mut attributes, "Type");
        let target = target.and_then(|target| self.reference_or_collection(target, scope));
        // Whether there is always an entity at the other end: of no consequence for the models.
        self.boolean(&mut attributes, "Nullable", true);
        let contains_target = self.boolean(&mut attributes, "ContainsTarget", false);
        // Which navigation property of the target leads back.
        self.skip_attribute(&mut attributes, "Partner");
        self.finish(attributes);
        let mut documentation = Documentation::default();
        for child in &element.children {
            match child.name.as_str() {
                ANNOTATION => self.annotation(child, &mut documentation),
                "OnDelete" | "ReferentialConstraint" => self.skip_element(child),
                _ => self.not_understood(child, element, "<Annotation>, <OnDelete> and <ReferentialConstraint>"),
            }
        }
        let (name, (target, is_collection), span) = (name?, target?, element.span);
        Some(NavigationProperty { name, target, is_collection, contains_target, documentation, span })
    }
}
