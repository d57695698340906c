//! Actions and functions.

use super::{Documentation, QualifiedName, ValueType};
use crate::Span;

/// Whether calling an operation may change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// It may: an action, called with POST.
    Action,
    /// It does not: a function, called with GET.
    Function,
}

/// An action or function. Several may share a name: overloads, told apart by their parameters.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The qualified name.
    pub name: QualifiedName,
    /// Action or function.
    pub kind: OperationKind,
    /// Whether it is called on something: on what its first parameter, the binding parameter, has as its type.
    pub is_bound: bool,
    /// Whether a path may go on behind the call of a function.
    pub is_composable: bool,
    /// Where the entities that it returns live, as a path that begins with the binding parameter.
    pub entity_set_path: Option<String>,
    /// In the order of their declaration, the binding parameter first.
    pub parameters: Vec<Parameter>,
    /// What it returns, if anything.
    pub return_type: Option<ReturnType>,
    /// What it does.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

impl Operation {
    /// The types of its parameters and of what it returns.
    pub(super) fn values(&self) -> impl Iterator<Item = &ValueType> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.value);
        parameters.chain(self.return_type.iter().map(|returned| &returned.value))
    }

    /// The same, to be changed.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut ValueType> {
        let parameters = self.parameters.iter_mut().map(|parameter| &mut parameter.value);
        parameters.chain(self.return_type.iter_mut().map(|returned| &mut returned.value))
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name on the wire; for the binding parameter it means nothing.
    pub name: String,
    /// The type of its value.
    pub value: ValueType,
    /// Whether the value may be null, of a collection: an item.
    pub is_nullable: bool,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

/// What an operation returns.
#[derive(Clone, Debug)]
pub struct ReturnType {
    /// The type of the value.
    pub value: ValueType,
    /// Whether the value may be null, of a collection: an item.
    pub is_nullable: bool,
    /// What it stands for.
    pub documentation: Documentation,
}
