//! The macros and functions that generated files call.
//!
//! # Compile time
//!
//! The number of functions and trait implementations determines the time that the compiler takes, more than their
//! content. All of Graph is 3,822 types. They are checked several times faster in this shape than with serde's derives,
//! in a fraction of the memory; `BENCHMARKS.md` has the figures. Keep to the following when you change the generated
//! code:
//!
//! - **Two lists of properties instead of code per property.** A type passes its properties to a visitor, once by
//!   reference and once by mutable reference: one call per property, without a result, a `?` or a branch. Matching on
//!   names and returning errors in generated code took more time than both lists together. The reader handles
//!   properties in any order.
//! - **No generic code in generated files.** Serialization, deserialization and `Debug` are written once, in this
//!   crate. A type forwards to them in one line.
//! - **One implementation for all types** where Rust allows it. `Property` is implemented for every `Object` at once,
//!   which saves each type a trait implementation and two functions.
//! - **`#[inline]` on every function that is not generic.** Building the models then generates no machine code; a
//!   program generates the code that it uses. This halved the time of `cargo build`.
//!
//! Writing `Clone`, `Default` and `PartialEq` by hand instead of deriving them saves less than a tenth. Documentation
//! costs nothing. The setters take about a sixth of the time.

pub use super::debug::debug_object;
pub use super::enumeration::{member, read_member};
pub use super::read::read_object;
pub use super::unrecognized::UnrecognizedVisitor;
pub use super::write::write_object;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Implements the traits that every structured type has.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident) => {
        impl $crate::odata::generated::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::odata::generated::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::odata::generated::write_object(self, serializer)
            }
        }
        impl<'de> $crate::odata::generated::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::odata::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::odata::generated::read_object(deserializer)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::odata::generated::debug_object(::core::stringify!($name), self, f)
            }
        }
    };
}

/// Implements the methods and traits that every enumeration has.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($name:ident) => {
        impl $name {
            /// The members that the schema names, in its order.
            pub const MEMBERS: &'static [Self] = <Self as $crate::odata::Enumeration>::MEMBERS;

            /// Returns the name of the member in JSON.
            #[must_use]
            #[inline]
            pub fn as_str(&self) -> &str {
                $crate::odata::Enumeration::as_str(self)
            }
        }
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::odata::generated::member(text)
            }
        }
        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }
        impl $crate::odata::generated::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::odata::generated::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> $crate::odata::generated::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::odata::generated::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::odata::generated::read_member(deserializer)
            }
        }
        impl $crate::odata::Property for $name {
            #[inline]
            fn find_unrecognized(&self, visitor: &mut $crate::odata::generated::UnrecognizedVisitor) {
                visitor.member(self);
            }
        }
    };
}
