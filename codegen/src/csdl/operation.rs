//! Actions and functions.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::Subject;
use crate::schema::{
    BindingType, Documentation, Operation, OperationKind, Parameter, QualifiedName, ReturnType, Signature,
};

impl Reader<'_> {
    pub(super) fn operation(&mut self, element: &Element, kind: OperationKind, scope: &Scope<'_>) {
        let signature = self.signature(element, scope);
        self.diagnostics.about(Subject::Operation(Box::new(signature.clone())));
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
        let mut is_read = name.is_some();
        for child in &element.children {
            match child.tag {
                Tag::Parameter => match self.parameter(child, scope) {
                    Some(parameter) => self.add_parameter(&mut operation, parameter),
                    // Without it, the operation would be another one.
                    None => is_read = false,
                },
                Tag::ReturnType => operation.return_type = self.return_type(child, scope),
                Tag::Annotation => self.annotation(child, &mut operation.documentation),
                _ => self.unsupported_element(child, element, &[Tag::Parameter, Tag::ReturnType, Tag::Annotation]),
            }
        }
        if is_read {
            self.declarations.operations.push(operation);
        } else {
            self.declarations.unread.insert(signature);
        }
    }

    /// Returns the name of an operation with its [`Signature`], even if the operation has errors.
    fn signature(&self, element: &Element, scope: &Scope<'_>) -> QualifiedName {
        let mut parameters = element.children(Tag::Parameter);
        let binding = if element.is(Attr::IsBound) { parameters.next() } else { None };
        let binding = binding.and_then(|binding| binding.value(Attr::Type));
        let binding = binding.and_then(|text| BindingType::parse(&self.aliases.resolve_type(text, scope)));
        let names = parameters.filter_map(|parameter| parameter.value(Attr::Name)).map(str::to_owned);
        let names = if element.tag == Tag::Function { names.collect() } else { Vec::new() };
        let operation = scope.qualify(element.value(Attr::Name).unwrap_or_default());
        Signature::new(operation, binding, names).to_name()
    }

    fn add_parameter(&mut self, operation: &mut Operation, parameter: Parameter) {
        if operation.parameters.iter().any(|other| other.name == parameter.name) {
            let message = format!("duplicate parameter `{}`", parameter.name);
            return self.diagnostic(parameter.span, message, "remove one of them, or rename it");
        }
        operation.parameters.push(parameter);
    }

    fn parameter(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Parameter> {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let (value, is_nullable) = self.value(&mut attributes, scope);
        self.finish(attributes);
        let documentation = self.documentation(element);
        let (name, value, span) = (name?, value?, element.span);
        Some(Parameter { name, value, is_nullable, is_secret: false, documentation, span })
    }

    fn return_type(&mut self, element: &Element, scope: &Scope<'_>) -> Option<ReturnType> {
        let mut attributes = Attributes::of(element);
        let (value, is_nullable) = self.value(&mut attributes, scope);
        self.finish(attributes);
        let documentation = self.documentation(element);
        Some(ReturnType { value: value?, is_nullable, documentation })
    }
}
