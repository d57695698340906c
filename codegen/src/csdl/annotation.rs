//! Annotations: what the schema says about its declarations.
//!
//! Understood are the terms [`Description`] and [`Revisions`] of OData's core vocabulary.
//!
//! [`Description`]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md#Description
//! [`Revisions`]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md#Revisions

use super::attributes::Attributes;
use super::document::Document;
use super::xml::{Attribute, Element};
use crate::schema::{Deprecation, Documentation};
use crate::text::is_blank;

/// The element that annotates the one it stands in.
pub(super) const ANNOTATION: &str = "Annotation";

const DESCRIPTION: &str = "Org.OData.Core.V1.Description";
const REVISIONS: &str = "Org.OData.Core.V1.Revisions";
const DEPRECATED: &str = "Org.OData.Core.V1.RevisionKind/Deprecated";

impl Document<'_> {
    /// The annotations of an element that has no other children.
    pub(super) fn documentation(&mut self, element: &Element) -> Documentation {
        let mut documentation = Documentation::default();
        for child in &element.children {
            match child.name.as_str() {
                ANNOTATION => self.annotation(child, &mut documentation),
                _ => self.not_understood(child, element, "<Annotation>"),
            }
        }
        documentation
    }

    pub(super) fn annotation(&mut self, element: &Element, documentation: &mut Documentation) {
        let mut attributes = Attributes::of(element);
        let Some(term) = self.required(&mut attributes, "Term") else { return };
        match term.value.as_str() {
            DESCRIPTION => {
                let text = self.required(&mut attributes, "String");
                self.finish(attributes);
                self.no_children(element);
                if let Some(text) = text {
                    self.description(element, text, documentation);
                }
            }
            REVISIONS => {
                self.finish(attributes);
                self.revisions(element, documentation);
            }
            other => {
                let message = format!("the annotation `{other}` is not understood");
                self.problem(term.span, message, format!("remove it; understood are {DESCRIPTION} and {REVISIONS}"));
            }
        }
    }

    fn description(&mut self, element: &Element, text: &Attribute, documentation: &mut Documentation) {
        if is_blank(&text.value) {
            self.problem(text.span, "the description is blank", "describe it, or remove the annotation");
        }
        if documentation.description.is_some() {
            self.problem(element.span, "there is a description already", "remove one of the two annotations");
        }
        documentation.description = Some(text.value.clone());
    }

    /// A collection of records. The last deprecation counts; that something was added or changed is history.
    fn revisions(&mut self, element: &Element, documentation: &mut Documentation) {
        for collection in &element.children {
            if collection.name != "Collection" {
                self.not_understood(collection, element, "<Collection>");
                continue;
            }
            self.finish(Attributes::of(collection));
            for record in &collection.children {
                if record.name == "Record" {
                    self.revision(record, documentation);
                } else {
                    self.not_understood(record, collection, "<Record>");
                }
            }
        }
    }

    fn revision(&mut self, record: &Element, documentation: &mut Documentation) {
        let mut attributes = Attributes::of(record);
        attributes.take("Type");
        self.finish(attributes);
        let mut kind = None;
        let mut deprecation = Deprecation::default();
        for child in &record.children {
            if child.name != "PropertyValue" {
                self.not_understood(child, record, "<PropertyValue>");
                continue;
            }
            let mut attributes = Attributes::of(child);
            let Some(property) = self.required(&mut attributes, "Property") else { continue };
            let (target, value) = match property.value.as_str() {
                "Kind" => (&mut kind, "EnumMember"),
                "Description" => (&mut deprecation.description, "String"),
                "Version" => (&mut deprecation.version, "String"),
                "Date" => (&mut deprecation.date, "Date"),
                "RemovalDate" => (&mut deprecation.removal_date, "Date"),
                other => {
                    let message = format!("the property `{other}` of a revision is not understood");
                    let help = "remove it; understood are Kind, Description, Version, Date and RemovalDate";
                    self.problem(property.span, message, help);
                    continue;
                }
            };
            let inside = child.children.iter().find(|inner| inner.name == value);
            *target = match inside {
                Some(inner) => Some(inner.text.clone()),
                None => self.required(&mut attributes, value).map(|value| value.value.clone()),
            };
            self.finish(attributes);
            for inner in child.children.iter().filter(|inner| inner.name != value) {
                self.not_understood(inner, child, &format!("<{value}>"));
            }
        }
        if kind.as_deref() == Some(DEPRECATED) {
            documentation.deprecation = Some(deprecation);
        }
    }
}
