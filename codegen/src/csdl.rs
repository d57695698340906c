//! Reads [OData 4 CSDL XML], the format that Microsoft publishes Graph's metadata in.
//!
//! Nothing is passed over in silence. What OData knows but the models have no use for is counted in
//! [`Schema::skipped`](crate::schema::Schema::skipped); an element or an attribute that OData does not know is a diagnostic.
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

/// Reads what a document declares. `None` if it is not well-formed XML; everything else that is wrong is added to the
/// diagnostics and left out.
pub fn read(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<Declarations> {
    parse(source, diagnostics).map(|(declarations, _)| declarations)
}

/// The same, and the document itself in its canonical form.
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
