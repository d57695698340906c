//! Reads [OData 4 CSDL XML], the format that Microsoft publishes Graph's metadata in.
//!
//! Nothing is passed over in silence: an element or an attribute that the reader does not understand is a problem of its
//! own.
//!
//! [OData 4 CSDL XML]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html

mod attributes;
mod reader;
mod xml;

use crate::schema::Schema;
use crate::{Problems, Source};

/// Reads a schema.
///
/// # Errors
///
/// Text that is not well-formed XML, that is not CSDL, that uses a part of CSDL which is not understood, or whose
/// declarations do not make a [`Schema`].
pub fn read(source: Source<'_>) -> Result<Schema, Problems> {
    let root = xml::parse(source)?;
    let (types, singletons) = reader::read(&root, source)?;
    Schema::new(types, singletons, source)
}
