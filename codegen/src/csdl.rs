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
mod document;
mod element;
mod enumeration;
mod identity;
mod operation;
mod reader;
mod reference;
mod revision;
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
pub(crate) use element::{Element, item};
pub(crate) use vocabulary::{Attr, Content, Role, Scalar, Tag, Term};
pub(crate) use write::compact;

/// Reads the declarations of a document. Adds each mistake to the diagnostics, and leaves out the declaration.
///
/// Returns `None` if the document is not well-formed XML.
pub fn read(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    parse(source, diagnostics).map(|(declarations, _)| declarations)
}

/// Reads the declarations of a document, and its canonical form.
pub(crate) fn read_canonical(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<(Declarations, Canonical)> {
    parse(source, diagnostics).map(|(declarations, root)| (declarations, Canonical::of(root)))
}

fn parse(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<(Declarations, Element)> {
    match xml::parse(source) {
        Ok(mut root) => Some((document::read(&mut root, source, diagnostics), root)),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}
