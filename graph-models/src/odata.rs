//! Objects, enumerations and unknown properties: what every generated type is built on.
//!
//! A generated type declares only the names of its properties ([`Object`]) or of its members ([`Enumeration`]). A few generic
//! functions here read, write and print all of them. Generated files stay short and cheap to compile, unknown properties are
//! kept without buffering the document, and one place decides that a secret is never printed.

mod additional_properties;
mod debug;
mod enumeration;
mod flags;
#[doc(hidden)]
pub mod generated;
mod list;
mod object;
mod property;
mod read;
mod unrecognized;
mod write;

pub use additional_properties::{AdditionalProperties, AdditionalPropertiesIter};
pub use enumeration::{Enumeration, UnrecognizedMember};
pub use flags::{Flag, Flags};
pub use object::{DerivedFrom, DowncastError, Object};
pub use property::{Property, PropertyVisitor, PropertyVisitorMut};
pub use unrecognized::Unrecognized;

#[doc(hidden)]
pub use crate::{__enumeration as enumeration, __object as object};
