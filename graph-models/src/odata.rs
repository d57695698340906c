//! Objects, enumerations and unknown properties: what every generated type is built on.
//!
//! A generated type declares only the names of its properties ([`Object`]) or of its members ([`Enumeration`]). A few generic
//! functions here read, write and print all of them. Generated files stay short and cheap to compile, unknown properties are
//! kept without buffering the document, and one place decides that a secret is never printed.

mod additional_properties;
mod debug;
mod enumeration;
mod flags;
mod list;
mod object;
mod property;
mod read;
mod unrecognized;
mod write;

pub use additional_properties::AdditionalProperties;
pub use enumeration::{Enumeration, UnrecognizedMember};
pub use flags::{Flag, Flags};
pub use object::{DerivedFrom, DowncastError, Object};
pub use property::{Property, PropertyVisitor, PropertyVisitorMut};
pub use unrecognized::Unrecognized;

// Called by generated code only.
#[doc(hidden)]
pub use crate::{__enumeration as enumeration, __object as object};

/// The names that the macros for generated types expand to.
#[doc(hidden)]
pub mod generated {
    pub use super::debug::debug_object;
    pub use super::enumeration::{member, read_member};
    pub use super::read::read_object;
    pub use super::unrecognized::Finder;
    pub use super::write::write_object;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
