//! The attributes of an element: each is read, counted as skipped, or reported.

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
    /// An attribute that the element must have.
    pub(super) fn required<'a>(&mut self, attributes: &mut Attributes<'a>, attr: Attr) -> Option<&'a Attribute> {
        let attribute = attributes.take(attr);
        if attribute.is_none() {
            let element = attributes.element;
            let message = format!("<{}> needs the attribute `{attr}`", element.name());
            self.diagnostic(element.span, message, format!("add {attr}=\"…\""));
        }
        attribute
    }

    /// The value of the attribute `Name`, an identifier. A declaration without one is left out.
    pub(super) fn name<'a>(&mut self, attributes: &mut Attributes<'a>) -> Option<&'a str> {
        let name = self.required(attributes, Attr::Name)?;
        self.identifier(name);
        Some(name.value.as_str()).filter(|name| !name.is_empty())
    }

    pub(super) fn identifier(&mut self, attribute: &Attribute) {
        if !is_identifier(&attribute.value) {
            let message = format!("{:?} is not an OData identifier", attribute.value);
            self.diagnostic(attribute.span, message, "write a letter or `_`, then up to 127 letters, digits or `_`");
        }
    }

    /// The value of a boolean attribute, or its default.
    pub(super) fn boolean(&mut self, attributes: &mut Attributes<'_>, attr: Attr) -> bool {
        self.boolean_or(attributes, attr, attr.default() == Some("true"))
    }

    pub(super) fn boolean_or(&mut self, attributes: &mut Attributes<'_>, attr: Attr, default: bool) -> bool {
        let Some(attribute) = attributes.take(attr) else { return default };
        match attribute.value.as_str() {
            "true" => true,
            "false" => false,
            other => {
                let message = format!("`{attr}` is neither \"true\" nor \"false\", but {other:?}");
                self.diagnostic(attribute.span, message, "write \"true\" or \"false\", in small letters");
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

    /// Reports the attributes that nobody took, and counts those of other XML namespaces: tools leave their notes there.
    pub(super) fn finish(&mut self, Attributes { element, taken }: Attributes<'_>) {
        for attribute in element.attributes.iter().filter(|attribute| !taken.contains(&attribute.attr)) {
            let (name, element) = (attribute.name(), element.name());
            if attribute.attr == Attr::Foreign {
                self.skip(format!("attribute {name} of <{element}>"));
                continue;
            }
            let message = format!("the attribute `{name}` of <{element}> is not understood");
            let help = match self.diagnostics.nearest(name, &taken) {
                _ if taken.is_empty() => "remove it; there is none here".to_owned(),
                Some(near) => format!("write `{near}`, or remove the attribute"),
                None => {
                    let taken: Vec<_> = taken.iter().map(|attr| attr.as_str()).collect();
                    format!("remove it; understood are {}", taken.join(", "))
                }
            };
            self.diagnostic(attribute.name_span, message, help);
        }
    }
}
