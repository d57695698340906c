//! Primitive types that JSON writes as a string: each keeps its validated text.

use super::ParsePrimitiveError;
use serde::de::{Deserializer, Error, Visitor};
use std::fmt::{self, Formatter};

/// The syntax of a primitive type.
#[derive(Clone, Copy)]
pub(super) struct Syntax {
    /// A description with an example, for errors.
    pub(super) expected: &'static str,
    pub(super) accepts: fn(&str) -> bool,
    /// Whether errors and `Debug` may show the text.
    pub(super) is_shown: bool,
}

impl Syntax {
    pub(super) fn check(self, text: &str) -> Result<(), ParsePrimitiveError> {
        match (self.accepts)(text) {
            true => Ok(()),
            false if self.is_shown => Err(ParsePrimitiveError::of_text(text, self.expected)),
            false => Err(ParsePrimitiveError::of_hidden_text(text, self.expected)),
        }
    }

    pub(super) fn parse(self, text: &str) -> Result<Box<str>, ParsePrimitiveError> {
        self.check(text)?;
        Ok(text.into())
    }

    pub(super) fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<Box<str>, D::Error> {
        deserializer.deserialize_str(self)
    }

    pub(super) fn debug(self, text: &str, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_shown { f.write_str(text) } else { write!(f, "[text of {} bytes]", text.len()) }
    }
}

impl Visitor<'_> for Syntax {
    type Value = Box<str>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Box<str>, E> {
        self.parse(text).map_err(E::custom)
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Box<str>, E> {
        self.check(&text).map_err(E::custom)?;
        Ok(text.into_boxed_str())
    }
}

/// Implements the methods and traits of a primitive type, a tuple struct around its text.
macro_rules! text_primitive {
    ($name:ident, $syntax:expr) => {
        impl $name {
            const SYNTAX: $crate::edm::text::Syntax = $syntax;

            /// Returns the text as it was received.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl ::std::str::FromStr for $name {
            type Err = $crate::edm::ParsePrimitiveError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::SYNTAX.parse(text).map(Self)
            }
        }
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                Self::SYNTAX.debug(&self.0, f)
            }
        }
        impl ::serde::ser::Serialize for $name {
            fn serialize<S: ::serde::ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl<'de> ::serde::de::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::SYNTAX.read(deserializer).map(Self)
            }
        }
    };
}

pub(super) use text_primitive;
