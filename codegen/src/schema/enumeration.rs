//! Enumeration types.

use super::{Documentation, Primitive, QualifiedName};
use crate::Span;

/// An enumeration type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumerationType {
    /// The qualified name.
    pub name: QualifiedName,
    /// Whether members can be combined.
    pub is_flags: bool,
    /// The integer type of the values.
    pub underlying: Primitive,
    /// The members, in declaration order.
    pub members: Vec<Member>,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
    pub span: Span,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// The numeric value, if the schema declares one. Only flags enumerations use it.
    pub value: Option<i64>,
    /// The documentation.
    pub documentation: Documentation,
    /// The span of the declaration.
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
