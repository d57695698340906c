//! Actions and functions.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::schema::{Documentation, Operation, OperationKind, Parameter, ReturnType};

impl Reader<'_> {
    pub(super) fn operation(&mut self, element: &Element, kind: OperationKind, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let is_bound = self.boolean(&mut attributes, Attr::IsBound);
        let is_composable = kind == OperationKind::Function && self.boolean(&mut attributes, Attr::IsComposable);
        let entity_set_path = attributes.take(Attr::EntitySetPath).map(|path| path.value.clone());
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
            match child.tag {
                Tag::Parameter => operation.parameters.extend(self.parameter(child, scope)),
                Tag::ReturnType => operation.return_type = self.return_type(child, scope),
                Tag::Annotation => self.annotation(child, &mut operation.documentation),
                _ => self.unsupported_element(child, element, &[Tag::Parameter, Tag::ReturnType, Tag::Annotation]),
            }
        }
        self.declarations.operations.extend(name.is_some().then_some(operation));
    }

    fn parameter(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Parameter> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let (value, is_nullable) = self.value(&mut attributes, scope);
        self.finish(attributes);
        let documentation = self.documentation(element);
        let (name, value, span) = (name?, value?, element.span);
        Some(Parameter { name, value, is_nullable, documentation, span })
    }

    fn return_type(&mut self, element: &Element, scope: &Scope<'_>) -> Option<ReturnType> {
        let mut attributes = Attributes::of(element);
        let (value, is_nullable) = self.value(&mut attributes, scope);
        self.finish(attributes);
        let documentation = self.documentation(element);
        Some(ReturnType { value: value?, is_nullable, documentation })
    }
}
