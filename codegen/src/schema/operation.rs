//! Actions and functions.

use super::{Documentation, QualifiedName, ValueType};
use crate::Span;

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// An action: may have side effects and is called with POST.
    Action,
    /// A function: has no side effects and is called with GET.
    Function,
}

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
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
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
