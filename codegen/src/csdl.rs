//! Reads [OData 4 CSDL XML], the format that Microsoft publishes Graph's metadata in.
//!
//! The reader ignores nothing silently. It counts elements, attributes and annotations that do not affect the models in
//! [`Schema::skipped`](crate::schema::Schema::skipped), and reports an unknown element or attribute as a diagnostic.
//!
//! [OData 4 CSDL XML]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html

mod annotation;
mod attributes;
mod canonical;
mod constant;
mod container;
mod content;
mod document;
mod element;
mod enumeration;
mod identity;
mod operation;
mod reader;
mod reference;
mod revision;
mod role;
mod scope;
mod structured;
mod target;
mod type_definition;
mod vocabulary;
mod write;
mod xml;

use crate::schema::Declarations;
use crate::{Diagnostics, Source};
pub(crate) use canonical::{Canonical, Contents};
pub(crate) use content::Content;
pub(crate) use element::{Element, item};
pub(crate) use identity::BINDING_PARAMETER;
pub(crate) use role::Role;
pub(crate) use vocabulary::{Attr, Scalar, Tag, Term};
pub(crate) use write::compact;

/// Parses a document into its root element and declarations, and moves annotations into their targets. Returns `None` if
/// the document is not well-formed XML. Adds other errors to the diagnostics and omits the declarations that have them.
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
