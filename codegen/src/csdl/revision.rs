//! The [revisions] of a declaration. The last deprecation counts; that something was added or changed is history.
//!
//! [revisions]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md#Revisions

use super::attributes::Attributes;
use super::document::Document;
use super::xml::Element;
use crate::schema::{Deprecation, Documentation};

const DEPRECATED: &str = "Deprecated";

impl Document<'_> {
    /// A collection of records.
    pub(super) fn revisions(&mut self, element: &Element, documentation: &mut Documentation) {
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
                    self.skip(format!("property {other} of a revision"));
                    continue;
                }
            };
            *target = self.constant(child, attributes, value).map(|constant| constant.text);
        }
        if kind.is_some_and(|kind| kind.rsplit('/').next() == Some(DEPRECATED)) {
            documentation.deprecation = Some(deprecation);
        }
    }
}
