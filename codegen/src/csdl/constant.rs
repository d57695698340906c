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
    /// Returns the constant of an annotation or a property value. Reports any other content of the element.
    pub(super) fn constant<'a>(
        &mut self,
        element: &'a Element,
        mut attributes: Attributes<'a>,
        scalar: Scalar,
    ) -> Option<Constant<'a>> {
        let tag = Tag::Scalar(scalar);
        let first = element.children(tag).next();
        let constant = match first {
            Some(Element { text, span, .. }) => Some(Constant { text, span: *span }),
            None => self
                .required(&mut attributes, Attr::Scalar(scalar))
                .map(|attribute| Constant { text: &attribute.value, span: attribute.span }),
        };
        self.finish(attributes);
        for child in &element.children {
            if !first.is_some_and(|first| std::ptr::eq(first, child)) {
                self.unsupported_element(child, element, &[tag]);
            }
        }
        constant
    }
}
