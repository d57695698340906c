//! The attributes of an element: the reader takes, skips or reports each of them.

use super::element::{Attribute, Element};
use super::reader::Reader;
use super::scope::is_identifier;
use super::vocabulary::Attr;

/// The attributes of an element, taken one by one. [`Reader::finish`] reports the rest.
pub(super) struct Attributes<'a> {
    element: &'a Element,
    taken: Vec<Attr>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        Self { element, taken: Vec::new() }
    }

    pub(super) fn take(&mut self, attr: Attr) -> Option<&'a Attribute> {
        self.taken.push(attr);
        self.element.attributes.iter().find(|attribute| attribute.attr == attr)
    }
}

impl Reader<'_> {
    /// Takes an attribute that the element must have.
    pub(super) fn required<'a>(&mut self, attributes: &mut Attributes<'a>, attr: Attr) -> Option<&'a Attribute> {
        let attribute = attributes.take(attr);
        if attribute.is_none() {
            let element = attributes.element;
            let message = format!("missing attribute `{attr}` on <{}>", element.name());
            self.diagnostic(element.span, message, format!("add {attr}=\"…\""));
        }
        attribute
    }

    /// Takes the attribute `Name`, an identifier, and returns its value. A declaration without a name is omitted.
    pub(super) fn name<'a>(&mut self, attributes: &mut Attributes<'a>) -> Option<&'a str> {
        let name = self.required(attributes, Attr::Name)?;
        self.identifier(name);
        Some(name.value.as_str()).filter(|name| !name.is_empty())
    }

    pub(super) fn identifier(&mut self, attribute: &Attribute) {
        if !is_identifier(&attribute.value) {
            let message = format!("invalid identifier {:?}", attribute.value);
            let help = "expected a letter or `_`, followed by at most 127 letters, digits, `_` or `-`";
            self.diagnostic(attribute.span, message, help);
        }
    }

    /// Takes a boolean attribute and returns its value, or its default.
    pub(super) fn boolean(&mut self, attributes: &mut Attributes<'_>, attr: Attr) -> bool {
        self.boolean_or(attributes, attr, attr.default() == Some("true"))
    }

    pub(super) fn boolean_or(&mut self, attributes: &mut Attributes<'_>, attr: Attr, default: bool) -> bool {
        let Some(attribute) = attributes.take(attr) else { return default };
        match attribute.value.as_str() {
            "true" => true,
            "false" => false,
            other => {
                let message = format!("invalid boolean {other:?} for `{attr}`");
                self.diagnostic(attribute.span, message, "expected `true` or `false`, in lower case");
                default
            }
        }
    }

    pub(super) fn skip_attribute(&mut self, attributes: &mut Attributes<'_>, attr: Attr) {
        if attributes.take(attr).is_some() {
            self.skip(format!("attribute {attr} of <{}>", attributes.element.name()));
        }
    }

    pub(super) fn skip_facets(&mut self, attributes: &mut Attributes<'_>) {
        for facet in [Attr::MaxLength, Attr::Precision, Attr::Scale, Attr::SRID, Attr::Unicode] {
            self.skip_attribute(attributes, facet);
        }
    }

    /// Reports the attributes that were not taken. Skips those of other XML namespaces: they are tool-specific.
    pub(super) fn finish(&mut self, Attributes { element, taken }: Attributes<'_>) {
        for attribute in element.attributes.iter().filter(|attribute| !taken.contains(&attribute.attr)) {
            let (name, element) = (attribute.name(), element.name());
            if attribute.attr == Attr::Foreign {
                self.skip(format!("attribute {name} of <{element}>"));
                continue;
            }
            let message = format!("unsupported attribute `{name}` on <{element}>");
            let help = match self.diagnostics.nearest(name, &taken) {
                _ if taken.is_empty() => format!("remove it; <{element}> has no attributes"),
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let taken: Vec<_> = taken.iter().map(|attr| format!("`{attr}`")).collect();
                    format!("expected one of {}", taken.join(", "))
                }
            };
            self.diagnostic(attribute.name_span, message, help);
        }
    }
}
