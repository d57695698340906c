//! What generated files expand to and call.

pub use super::debug::debug_object;
pub use super::enumeration::{member, read_member};
pub use super::read::read_object;
pub use super::unrecognized::Finder;
pub use super::write::write_object;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Implements what every structured type has alike.
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

/// Implements what every enumeration has alike.
#[doc(hidden)]
#[macro_export]
macro_rules! __enumeration {
    ($name:ident) => {
        impl $name {
            /// The members that the schema knows, in its order.
            pub const MEMBERS: &'static [Self] = <Self as $crate::odata::Enumeration>::MEMBERS;

            /// The member as it stands on the wire.
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
            fn find_unrecognized(&self, finder: &mut $crate::odata::generated::Finder) {
                finder.member(self);
            }
        }
    };
}
