//! What every generated type stands on, written once and by hand.
//!
//! A generated type says only what is its own: the names of its properties ([`Object`]) or of its members
//! ([`Enumeration`]). Reading, writing and printing are a few generic functions here, driven by those names. That keeps
//! the generated files short to read and cheap to compile, keeps what the schema does not know without buffering the
//! whole document, and puts the rule that a secret is never printed in one place.

mod additional_properties;
mod date_time_offset;
mod debug;
mod enumeration;
mod flags;
mod list;
mod object;
mod primitive;
mod property;
mod raw_json;
mod read;
mod secret;
mod unrecognized;
mod write;

pub use additional_properties::AdditionalProperties;
pub use date_time_offset::{DateTimeOffset, ParseDateTimeOffsetError};
pub use enumeration::{Enumeration, UnrecognizedMember};
pub use flags::{Flag, Flags};
pub use object::{DerivedFrom, DowncastError, Object};
pub use primitive::{Binary, Date, Decimal, Double, Duration, Guid, ParsePrimitiveError, TimeOfDay, Untyped};
pub use property::{Property, PropertyVisitor, PropertyVisitorMut};
pub use secret::Secret;
pub use unrecognized::Unrecognized;

// What generated code calls; not for use by hand.
#[doc(hidden)]
pub use crate::{__enumeration as enumeration, __object as object};

/// What the macros for generated types expand to; not for use by hand.
#[doc(hidden)]
pub mod generated {
    pub use super::debug::debug_object;
    pub use super::enumeration::{member, read_member};
    pub use super::read::read_object;
    pub use super::unrecognized::Finder;
    pub use super::write::write_object;
    pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
}
