//! Actions and functions.

use super::{
    BindingType, Documentation, OperationKind, Property, QualifiedName, Signature, StructuredKind, StructuredType,
    ValueType,
};
use crate::Span;

/// An action or function. Overloads share a name and differ in their parameters.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The qualified name.
    pub name: QualifiedName,
    /// Action or function.
    pub kind: OperationKind,
    /// Whether the operation is bound to the type of its first parameter, the binding parameter.
    pub is_bound: bool,
    /// Whether a path may continue after the call of a function.
    pub is_composable: bool,
    /// The entity set of the returned entities, as a path that starts with the binding parameter.
    pub entity_set_path: Option<String>,
    /// The parameters, in declaration order; the binding parameter comes first.
    pub parameters: Vec<Parameter>,
    /// The return type, if any.
    pub return_type: Option<ReturnType>,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

impl Operation {
    /// Returns the signature, which tells overloads apart.
    #[must_use]
    pub fn signature(&self) -> Signature {
        let binding = self.binding().and_then(|binding| BindingType::parse(&binding.value.to_string()));
        let parameters = match self.kind {
            OperationKind::Action => Vec::new(),
            OperationKind::Function => self.own_parameters().iter().map(|parameter| parameter.name.clone()).collect(),
        };
        Signature::new(self.name.clone(), binding, parameters)
    }

    /// Returns the binding parameter.
    #[must_use]
    pub fn binding(&self) -> Option<&Parameter> {
        self.parameters.first().filter(|_| self.is_bound)
    }

    /// Returns the type that the operation is bound to, or that of the items of the collection.
    pub(crate) fn bound_to(&self) -> Option<&QualifiedName> {
        self.binding()?.value.named()
    }

    /// Returns the parameters without the binding parameter.
    #[must_use]
    pub fn own_parameters(&self) -> &[Parameter] {
        self.parameters.get(usize::from(self.is_bound)..).unwrap_or_default()
    }

    /// Returns a type whose properties are the parameters. `None` if the operation has no parameters.
    pub(crate) fn parameters_type(&self) -> Option<StructuredType> {
        (!self.own_parameters().is_empty()).then(|| self.to_structured())
    }

    /// Returns a type, named after the signature, whose properties are the parameters.
    pub(crate) fn to_structured(&self) -> StructuredType {
        StructuredType {
            properties: self.own_parameters().iter().cloned().map(Property::from).collect(),
            documentation: self.documentation.clone(),
            ..StructuredType::new(self.signature().to_name(), StructuredKind::Parameters(self.kind), self.span)
        }
    }

    /// Returns the types of the parameters and of the result.
    pub(super) fn values(&self) -> impl Iterator<Item = &ValueType> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.value);
        parameters.chain(self.return_type.iter().map(|returned| &returned.value))
    }

    /// Returns the types of the parameters and of the result, mutably.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut ValueType> {
        let parameters = self.parameters.iter_mut().map(|parameter| &mut parameter.value);
        parameters.chain(self.return_type.iter_mut().map(|returned| &mut returned.value))
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire. That of the binding parameter is never sent.
    pub name: String,
    /// The type of the value.
    pub value: ValueType,
    /// Whether the value, or an item of a collection, may be null.
    pub is_nullable: bool,
    /// Whether OpenAPI declares the value a password.
    pub is_secret: bool,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

impl From<Parameter> for Property {
    fn from(Parameter { name, value, is_nullable, is_secret, documentation, span }: Parameter) -> Self {
        Self { name, value, is_nullable, is_secret, is_navigation: false, documentation, span }
    }
}

impl From<Property> for Parameter {
    fn from(property: Property) -> Self {
        let Property { name, value, is_nullable, is_secret, is_navigation: _, documentation, span } = property;
        Self { name, value, is_nullable, is_secret, documentation, span }
    }
}

/// The return type of an operation.
#[derive(Clone, Debug)]
pub struct ReturnType {
    /// The type of the value.
    pub value: ValueType,
    /// Whether the value, or an item of a collection, may be null.
    pub is_nullable: bool,
    /// The documentation.
    pub documentation: Documentation,
}
