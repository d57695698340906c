//! The attributes of an element, each read once and none passed over.

use super::reader::Document;
use super::xml::Element;

/// Attributes are taken one by one; what is left in the end was not understood.
pub(super) struct Attributes<'a> {
    element: &'a Element,
    left: Vec<&'a (String, String)>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        Self { element, left: element.attributes.iter().collect() }
    }

    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let place = self.left.iter().position(|(listed, _)| listed == name)?;
        Some(&self.left.remove(place).1)
    }
}

impl Document<'_> {
    /// The value of an attribute; that it is missing is a problem.
    pub(super) fn required<'a>(&mut self, attributes: &mut Attributes<'a>, name: &str) -> Option<&'a str> {
        let value = attributes.take(name);
        if value.is_none() {
            let element = attributes.element;
            self.problem(element.span, format!("<{}> needs the attribute `{name}`", element.name));
        }
        value
    }

    /// The value of the attribute `Name`. Where it is missing, nothing comes of the declaration anyway.
    pub(super) fn name<'a>(&mut self, attributes: &mut Attributes<'a>) -> &'a str {
        self.required(attributes, "Name").unwrap_or_default()
    }

    pub(super) fn boolean(&mut self, attributes: &mut Attributes<'_>, name: &str, default: bool) -> bool {
        match attributes.take(name) {
            None => default,
            Some("true") => true,
            Some("false") => false,
            Some(other) => {
                let span = attributes.element.span;
                self.problem(span, format!("`{name}` is \"true\" or \"false\", not {other:?}"));
                default
            }
        }
    }

    pub(super) fn finish(&mut self, attributes: Attributes<'_>) {
        for (name, _) in attributes.left {
            let element = attributes.element;
            self.problem(element.span, format!("the attribute `{name}` of <{}> is not understood", element.name));
        }
    }
}
