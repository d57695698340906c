//! Actions and functions.

use super::annotation::ANNOTATION;
use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::Element;
use crate::schema::{Documentation, Operation, OperationKind, Parameter, ReturnType};

impl Document<'_> {
    pub(super) fn operation(&mut self, element: &Element, kind: OperationKind, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let is_bound = self.boolean(&mut attributes, "IsBound", false);
        let is_composable = kind == OperationKind::Function && self.boolean(&mut attributes, "IsComposable", false);
        let entity_set_path = attributes.take("EntitySetPath").map(|path| path.value.clone());
        self.finish(attributes);
        let mut operation = Operation {
            name: scope.qualify(name.unwrap_or_default()),
            kind,
            is_bound,
            is_composable,
            entity_set_path,
            parameters: Vec::new(),
            return_type: None,
            documentation: Documentation::default(),
            span: element.span,
        };
        for child in &element.children {
            match child.name.as_str() {
                "Parameter" => operation.parameters.extend(self.parameter(child, scope)),
                "ReturnType" => operation.return_type = self.return_type(child, scope),
                ANNOTATION => self.annotation(child, &mut operation.documentation),
                _ => self.not_understood(child, element, "<Parameter>, <ReturnType> and <Annotation>"),
            }
        }
        self.declarations.operations.extend(name.is_some().then_some(operation));
    }

    fn parameter(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Parameter> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let value = self.required(&mut attributes, "Type").map(|attribute| self.value_type(attribute, scope));
        let is_nullable = self.boolean(&mut attributes, "Nullable", true);
        self.facets(&mut attributes);
        self.finish(attributes);
        let documentation = self.documentation(element);
        let (name, value, span) = (name?, value?, element.span);
        Some(Parameter { name, value, is_nullable, documentation, span })
    }

    fn return_type(&mut self, element: &Element, scope: &Scope<'_>) -> Option<ReturnType> {
        let mut attributes = Attributes::of(element);
        let value = self.required(&mut attributes, "Type").map(|attribute| self.value_type(attribute, scope));
        let is_nullable = self.boolean(&mut attributes, "Nullable", true);
        self.facets(&mut attributes);
        self.finish(attributes);
        let documentation = self.documentation(element);
        Some(ReturnType { value: value?, is_nullable, documentation })
    }
}
