//! The [revisions] of a declaration. The last deprecation applies. Additions and changes have no effect.
//!
//! [revisions]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md#Revisions

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::vocabulary::{Attr, RevisionKind, RevisionProperty, Scalar, Tag};
use crate::schema::{Deprecation, Documentation};

/// The types in which documents write dates.
const DATES: [Scalar; 3] = [Scalar::Date, Scalar::String, Scalar::DateTimeOffset];

impl Reader<'_> {
    /// Reads a collection of revisions, each a record.
    pub(super) fn revisions(&mut self, element: &Element, documentation: &mut Documentation) {
        for collection in &element.children {
            if collection.tag != Tag::Collection {
                self.unsupported_element(collection, element, &[Tag::Collection]);
                continue;
            }
            self.finish(Attributes::of(collection));
            for record in &collection.children {
                if record.tag == Tag::Record {
                    self.revision(record, documentation);
                } else {
                    self.unsupported_element(record, collection, &[Tag::Record]);
                }
            }
        }
    }

    fn revision(&mut self, record: &Element, documentation: &mut Documentation) {
        let mut attributes = Attributes::of(record);
        attributes.take(Attr::Type);
        self.finish(attributes);
        let mut kind = None;
        let mut deprecation = Deprecation::default();
        for child in &record.children {
            if child.tag != Tag::PropertyValue {
                self.unsupported_element(child, record, &[Tag::PropertyValue]);
                continue;
            }
            let mut attributes = Attributes::of(child);
            let Some(property) = self.required(&mut attributes, Attr::Property) else { continue };
            let Some(property) = RevisionProperty::of(&property.value) else {
                self.skip(format!("property {} of a revision", property.value));
                continue;
            };
            let (target, types): (&mut Option<String>, &[Scalar]) = match property {
                RevisionProperty::Kind => (&mut kind, &[Scalar::EnumMember]),
                RevisionProperty::Description => (&mut deprecation.description, &[Scalar::String]),
                RevisionProperty::Version => (&mut deprecation.version, &[Scalar::String]),
                RevisionProperty::Date => (&mut deprecation.date, &DATES),
                RevisionProperty::RemovalDate => (&mut deprecation.removal_date, &DATES),
            };
            *target = self.constant(child, attributes, types).map(|constant| constant.text.to_owned());
        }
        let kind = kind.as_deref().and_then(|kind| kind.rsplit('/').next()).and_then(RevisionKind::of);
        if kind == Some(RevisionKind::Deprecated) {
            documentation.deprecation = Some(deprecation);
        }
    }
}
