//! The attributes of an element, each read once and none passed over.

use super::document::Document;
use super::xml::{Attribute, Element};

/// Attributes are taken one by one; what is left in the end was not understood.
pub(super) struct Attributes<'a> {
    element: &'a Element,
    left: Vec<&'a Attribute>,
    taken: Vec<&'static str>,
}

impl<'a> Attributes<'a> {
    pub(super) fn of(element: &'a Element) -> Self {
        Self { element, left: element.attributes.iter().collect(), taken: Vec::new() }
    }

    pub(super) fn take(&mut self, name: &'static str) -> Option<&'a Attribute> {
        self.taken.push(name);
        let place = self.left.iter().position(|attribute| attribute.name == name)?;
        Some(self.left.remove(place))
    }
}

impl Document<'_> {
    /// An attribute that must be there.
    pub(super) fn required<'a>(
        &mut self,
        attributes: &mut Attributes<'a>,
        name: &'static str,
    ) -> Option<&'a Attribute> {
        let attribute = attributes.take(name);
        if attribute.is_none() {
            let Element { name: element, span, .. } = attributes.element;
            self.diagnostic(*span, format!("<{element}> needs the attribute `{name}`"), format!("add {name}=\"…\""));
        }
        attribute
    }

    /// The value of the attribute `Name`, which is an identifier. Without it, nothing comes of the declaration.
    pub(super) fn name<'a>(&mut self, attributes: &mut Attributes<'a>) -> Option<&'a str> {
        let name = self.required(attributes, "Name")?;
        self.identifier(name);
        Some(name.value.as_str()).filter(|name| !name.is_empty())
    }

    pub(super) fn identifier(&mut self, attribute: &Attribute) {
        if !is_identifier(&attribute.value) {
            let message = format!("{:?} is not an OData identifier", attribute.value);
            self.diagnostic(attribute.span, message, "write a letter or `_`, then up to 127 letters, digits or `_`");
        }
    }

    pub(super) fn boolean(&mut self, attributes: &mut Attributes<'_>, name: &'static str, default: bool) -> bool {
        let Some(attribute) = attributes.take(name) else { return default };
        match attribute.value.as_str() {
            "true" => true,
            "false" => false,
            other => {
                let message = format!("`{name}` is neither \"true\" nor \"false\", but {other:?}");
                self.diagnostic(attribute.span, message, "write \"true\" or \"false\", in small letters");
                default
            }
        }
    }

    /// Counts something that says nothing about the models.
    pub(super) fn skip(&mut self, what: impl Into<String>) {
        *self.declarations.skipped.entry(what.into()).or_default() += 1;
    }

    pub(super) fn skip_element(&mut self, element: &Element) {
        self.skip(format!("<{}>", element.name));
    }

    pub(super) fn skip_attribute(&mut self, attributes: &mut Attributes<'_>, name: &'static str) {
        if attributes.take(name).is_some() {
            self.skip(format!("attribute {name} of <{}>", attributes.element.name));
        }
    }

    /// What narrows a type. The service checks it, and the models keep whatever it sends.
    pub(super) fn facets(&mut self, attributes: &mut Attributes<'_>) {
        for facet in ["MaxLength", "Precision", "Scale", "SRID", "Unicode"] {
            self.skip_attribute(attributes, facet);
        }
    }

    pub(super) fn finish(&mut self, attributes: Attributes<'_>) {
        let element = &attributes.element.name;
        for attribute in attributes.left {
            // Of another XML namespace: tools write their own notes into a document.
            if attribute.name.contains(':') {
                self.skip(format!("attribute {} of <{element}>", attribute.name));
                continue;
            }
            let message = format!("the attribute `{}` of <{element}> is not understood", attribute.name);
            let help = match self.diagnostics.nearest(&attribute.name, &attributes.taken) {
                Some(near) => format!("write `{near}`, or remove the attribute"),
                None => format!("remove it; understood are {}", attributes.taken.join(", ")),
            };
            let help = if attributes.taken.is_empty() { "remove it; there is none here".to_owned() } else { help };
            self.diagnostic(attribute.name_span, message, help);
        }
    }
}

/// The rule for a `SimpleIdentifier`: OData CSDL XML 4.01, section 17.2.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|first| first == '_' || first.is_alphabetic());
    let goes_on_well = characters.all(|character| character == '_' || character.is_alphanumeric());
    starts_well && goes_on_well && name.chars().count() <= 128
}
