//! Constant expressions, in an attribute or in a child element of the same name.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::vocabulary::{Attr, Scalar, Tag};
use crate::Span;

/// A constant and its location.
pub(super) struct Constant<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl Reader<'_> {
    /// Returns the constant of an annotation or a property value, which has one of the given types. Reports any other content
    /// of the element.
    pub(super) fn constant<'a>(
        &mut self,
        element: &'a Element,
        mut attributes: Attributes<'a>,
        scalars: &[Scalar],
    ) -> Option<Constant<'a>> {
        let tags: Vec<_> = scalars.iter().copied().map(Tag::Scalar).collect();
        let first = element.children.iter().find(|child| tags.contains(&child.tag));
        let given = scalars.iter().copied().map(Attr::Scalar).find(|attr| element.value(*attr).is_some());
        let attr = given.or(scalars.first().copied().map(Attr::Scalar)).unwrap_or(Attr::Unknown);
        let constant = match first {
            Some(Element { text, span, .. }) => Some(Constant { text, span: *span }),
            None => self
                .required(&mut attributes, attr)
                .map(|attribute| Constant { text: &attribute.value, span: attribute.span }),
        };
        self.finish(attributes);
        for child in &element.children {
            if !first.is_some_and(|first| std::ptr::eq(first, child)) {
                self.unsupported_element(child, element, &tags);
            }
        }
        constant
    }
}
