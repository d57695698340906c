//! The macros that generated files call, and what the macros need.
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
//! - **No generic code in generated files.** Serialization, deserialization, `Debug`, `Clone` and `PartialEq` are
//!   written once, in this crate. A type forwards to them in one line. Derives of `Clone` and `PartialEq` took twice the
//!   time.
//! - **One implementation for all types** where Rust allows it. `Property` is implemented for every `Object` at once,
//!   which saves each type a trait implementation and two functions. [`Evolvable`](super::Evolvable) has the
//!   conversions and traits of all enumerations.
//! - **`#[inline]` on every function that is not generic.** Building the models then generates no machine code; a
//!   program generates the code that it uses. This halved the time of `cargo build`.
//! - **Setters only where they are used.** They add a quarter to the time, so they are optional.
//!
//! Documentation and constants cost nothing.

pub use super::debug::debug_object;
pub use super::enumeration::debug_member;
pub use super::read::read_object;
pub use super::values::{clone_object, eq_objects};
pub use super::write::write_object;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Implements the traits of a structured type: `NAME = "#its.@odata.type" { "nameInJson" => field, … }`.
///
/// `untyped` before the `@odata.type` means that it is not written unless it was received.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (@untyped) => { const WRITES_ODATA_TYPE: bool = false; };
    ($name:ident = $($untyped:ident)? $odata_type:literal { $($wire:literal => $field:ident,)* }) => {
        impl $crate::odata::Object for $name {
            const ODATA_TYPE: &'static str = $odata_type;
            $($crate::__object! { @$untyped })?
            fn visit<'a, V: $crate::odata::PropertyVisitor<'a>>(&'a self, visitor: &mut V) {
                $(visitor.property($wire, &self.$field);)*
                visitor.additional_properties(&self.additional_properties);
            }
            fn visit_mut<V: $crate::odata::PropertyVisitorMut>(&mut self, visitor: &mut V) {
                $(visitor.property($wire, &mut self.$field);)*
                visitor.additional_properties(&mut self.additional_properties);
            }
        }
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self {
                    $($field: ::core::option::Option::None,)*
                    additional_properties: $crate::odata::AdditionalProperties::new(),
                }
            }
        }
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::odata::generated::clone_object(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::odata::generated::eq_objects(self, other)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::odata::generated::debug_object(::core::stringify!($name), self, f)
            }
        }
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
    };
}

/// Implements a constructor and a setter for each property: `NAME { with_field(field: Type), … }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    ($name:ident { $($(#[$attribute:meta])* $setter:ident($field:ident: $value:ty),)* }) => {
        impl $name {
            /// Creates an object with no property set.
            #[must_use]
            #[inline]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }
            $(
                #[doc = ::core::concat!("Sets `", ::core::stringify!($field), "`.")]
                $(#[$attribute])*
                #[must_use]
                pub fn $setter(mut self, value: impl ::core::convert::Into<$value>) -> Self {
                    self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
                    self
                }
            )*
        }
    };
}

/// Implements the trait of an enumeration: `NAME { "nameInJson" => Member, … }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($name:ident { $($wire:literal => $member:ident,)* }) => {
        impl $crate::odata::Enumeration for $name {
            const MEMBERS: &'static [Self] = &[$(Self::$member),*];
            const NAMES: &'static [&'static str] = &[$($wire),*];
        }
        impl ::core::cmp::Eq for $name {}
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::odata::generated::debug_member(*self, f)
            }
        }
        impl ::core::hash::Hash for $name {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&::core::mem::discriminant(self), state);
            }
        }
    };
}

/// Implements the traits of an enumeration of flags: `NAME { "nameInJson" => Member = 1, … }`. A member may lack a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __flags {
    ($name:ident { $($wire:literal => $member:ident $(= $value:literal)?,)* }) => {
        $crate::__enumeration! { $name { $($wire => $member,)* } }
        impl $crate::odata::Flag for $name {
            const VALUES: &'static [i64] = &[$(0 $(| $value)?),*];
        }
    };
}
