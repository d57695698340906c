//! Enumeration types.

use super::{Documentation, Primitive, QualifiedName};
use crate::Span;

/// An enumeration type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumerationType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Whether members combine.
    pub is_flags: bool,
    /// The integer type of the members' numbers.
    pub underlying: Primitive,
    /// In the order of their declaration.
    pub members: Vec<Member>,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// The number behind the name, where the schema gives one. Matters for flags only.
    pub value: Option<i64>,
    /// What it stands for.
    pub documentation: Documentation,
    /// Where it was declared.
    pub span: Span,
}

impl EnumerationType {
    pub(super) fn forget_spans(&mut self) {
        self.span = Span::default();
        for member in &mut self.members {
            member.span = Span::default();
        }
    }
}
