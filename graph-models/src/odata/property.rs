//! Values of properties, and visitors of an object's properties.

use super::AdditionalProperties;
use super::receiver::receive;
use super::scalar::{Boolean, Integer, Text};
use super::unrecognized::UnrecognizedVisitor;
use crate::edm::raw_json;
use crate::edm::{Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, Secret, TimeOfDay, Untyped};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::Serialize;
use serde_json::value::RawValue;
use std::fmt::Debug;

/// The value of a property: a primitive, an enumeration, a structured type, or a collection of them.
pub trait Property: Clone + Debug + PartialEq + Serialize + DeserializeOwned + 'static {
    /// Where the secrets of a value are.
    #[doc(hidden)]
    const SECRECY: Secrecy = Secrecy::Public;

    /// Deserializes a value into its field. A null leaves the field empty. Returns a value that the field cannot hold.
    ///
    /// Types whose values are frequent override this: it reads every value twice.
    #[doc(hidden)]
    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        let received = raw_json::read(deserializer)?;
        match serde_json::from_str(received.get()) {
            Ok(value) => {
                *field = value;
                Ok(None)
            }
            Err(_) => Ok(Some(received)),
        }
    }

    /// Reports the parts of this value that the schema does not describe. A primitive value has none.
    #[doc(hidden)]
    fn find_unrecognized(&self, _visitor: &mut UnrecognizedVisitor) {}

    /// Appends copies of the secrets in this value.
    #[doc(hidden)]
    fn copy_secrets(&self, _secrets: &mut Vec<Secret>) {}
}

/// Where the secrets of a value are, or those of each item of a list.
///
/// A structured type is a function, because types refer to themselves and to each other.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum Secrecy {
    /// There are none.
    Public,
    /// The whole value is a secret.
    Secret,
    /// In properties of a structured type. The function lists all of its properties by their names in JSON.
    Structured(fn() -> Vec<(&'static str, Secrecy)>),
}

/// A visitor of the properties of an object, such as the one that serializes it.
pub trait PropertyVisitor<'a> {
    /// Visits the property with this name in JSON.
    ///
    /// Visitors store errors, so generated code needs no branches.
    fn property<T: Property>(&mut self, name: &'static str, value: &'a Option<T>);

    /// Visits the additional properties, after all others.
    fn additional_properties(&mut self, _properties: &'a AdditionalProperties) {}
}

/// A visitor that changes the properties of an object, such as the one that deserializes it.
pub trait PropertyVisitorMut {
    /// Visits the property with this name in JSON.
    fn property<T: Property>(&mut self, name: &'static str, value: &mut Option<T>);

    /// Visits the additional properties, after all others.
    fn additional_properties(&mut self, properties: &mut AdditionalProperties);
}

impl Property for Double {}
impl Property for Decimal {}

/// Implements the trait for types whose values are received by a field of this kind.
macro_rules! properties {
    ($kind:ident: $($name:ty)*) => {$(
        impl Property for $name {
            fn receive<'de, D: Deserializer<'de>>(
                field: &mut Option<Self>,
                deserializer: D,
            ) -> Result<Option<Box<RawValue>>, D::Error> {
                receive($kind(field), deserializer)
            }
        }
    )*};
}

properties!(Boolean: bool);
properties!(Integer: i8 u8 i16 i32 i64);
properties!(Text: String Guid Date DateTimeOffset TimeOfDay Duration);

impl Property for Untyped {
    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        *field = Option::deserialize(deserializer)?;
        Ok(None)
    }
}

impl Property for Binary {
    /// It may be a key, or identify a device.
    const SECRECY: Secrecy = Secrecy::Secret;

    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receive(Text(field), deserializer)
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        // Without padding, it is also a part of the text with padding.
        secrets.push(Secret::from(self.as_str().trim_end_matches('=')));
    }
}

impl Property for Secret {
    const SECRECY: Secrecy = Secrecy::Secret;

    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receive(Text(field), deserializer)
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        secrets.push(self.clone());
    }
}

impl PropertyVisitor<'_> for UnrecognizedVisitor {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.visit_property(name, |visitor| value.find_unrecognized(visitor));
        }
    }
}
