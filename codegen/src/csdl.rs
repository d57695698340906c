//! Reads [OData 4 CSDL XML], the format that Microsoft publishes Graph's metadata in.
//!
//! Nothing is passed over in silence. What OData knows but the models have no use for is counted in
//! [`Schema::skipped`](crate::schema::Schema::skipped); an element or an attribute that OData does not know is a diagnostic.
//!
//! [OData 4 CSDL XML]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html

mod annotation;
mod attributes;
mod canonical;
mod container;
mod document;
mod enumeration;
mod operation;
mod revision;
mod scope;
mod structured;
mod target;
mod type_definition;
mod write;
mod xml;

use crate::schema::Declarations;
use crate::{Diagnostics, Source};
pub(crate) use annotation::{ANNOTATION, CORE, DESCRIPTIONS};
pub(crate) use canonical::{Canonical, Contents, DEFAULTS, PATHS, element, identity, is_collection};
pub(crate) use scope::item;
pub(crate) use write::compact;
pub(crate) use xml::Element;

/// Reads a document: its root element, with annotations moved into their targets, and what it declares. `None` if the text
/// is not well-formed XML. Every other error is added to the diagnostics, and what it affects is left out.
pub(crate) fn read(source: &Source, diagnostics: &mut Diagnostics) -> Option<(Element, Declarations)> {
    match xml::parse(source) {
        Ok(mut root) => {
            let declarations = document::read(&mut root, source, diagnostics);
            Some((root, declarations))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}
