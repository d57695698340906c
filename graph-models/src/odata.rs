//! Objects, enumerations and unknown properties: the foundation of every generated type.
//!
//! A generated type declares only its properties ([`Object`]) or its members ([`Enumeration`]). A few generic functions
//! in this module read, write, print, clone and compare all types. They keep unknown properties without buffering the document, and
//! never print a secret.

mod additional_properties;
mod debug;
mod enumeration;
mod exact;
mod flags;
#[doc(hidden)]
pub mod generated;
mod kept;
mod list;
mod object;
mod property;
mod read;
mod receiver;
mod scalar;
mod unrecognized;
mod values;
mod write;

pub use additional_properties::{AdditionalProperties, AdditionalPropertiesIntoIter, AdditionalPropertiesIter};
pub use enumeration::{Enumeration, Evolvable, UnrecognizedMember};
pub use exact::{from_slice, from_str};
pub use flags::{Flag, Flags};
pub use object::{DerivedFrom, DowncastError, Object};
pub use property::{Property, PropertyVisitor, PropertyVisitorMut};
pub use unrecognized::Unrecognized;

#[doc(hidden)]
pub use crate::{__enumeration as enumeration, __flags as flags, __object as object, __setters as setters};
