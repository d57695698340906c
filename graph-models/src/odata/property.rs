//! What a property's value must be able to do, and how one walks over an object's properties.

use super::AdditionalProperties;
use super::list::Received;
use super::unrecognized::Finder;
use crate::edm::{Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, Secret, TimeOfDay, Untyped};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::Serialize;
use std::fmt::Debug;

/// The value of a property: a primitive, an enumeration, a structured type, or a collection of them.
pub trait Property: Serialize + DeserializeOwned + Debug {
    /// Whether the value must never be printed.
    #[doc(hidden)]
    const IS_SECRET: bool = false;

    /// Reads a value or what is in its place.
    #[doc(hidden)]
    fn receive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Received<Self>, D::Error>
    where
        Self: Sized,
    {
        Ok(Option::deserialize(deserializer)?.map_or(Received::Null, Received::Value))
    }

    /// Reports what the schema does not know inside this value. Primitive values have nothing to report.
    #[doc(hidden)]
    fn find_unrecognized(&self, _finder: &mut Finder) {}

    /// Adds copies of the secrets inside this value.
    #[doc(hidden)]
    fn copy_secrets(&self, _secrets: &mut Vec<Secret>) {}
}

/// Sees the properties of an object one by one. Writing, printing and checking are visitors.
pub trait PropertyVisitor<'a> {
    /// Is shown the property called `name` on the wire. Errors are the visitor's to keep, which spares the generated
    /// code a branch per property.
    fn property<T: Property>(&mut self, name: &'static str, value: &'a Option<T>);

    /// Is shown the additional properties, after all others.
    fn additional_properties(&mut self, _properties: &'a AdditionalProperties) {}
}

/// Is handed the properties of an object one by one, to be changed. Reading is such a visitor.
pub trait PropertyVisitorMut {
    /// Is handed the property called `name` on the wire.
    fn property<T: Property>(&mut self, name: &'static str, value: &mut Option<T>);

    /// Is handed the additional properties, after all others.
    fn additional_properties(&mut self, properties: &mut AdditionalProperties);
}

impl Property for bool {}
impl Property for i8 {}
impl Property for u8 {}
impl Property for i16 {}
impl Property for i32 {}
impl Property for i64 {}
impl Property for Double {}
impl Property for Decimal {}
impl Property for String {}
impl Property for Guid {}
impl Property for Date {}
impl Property for DateTimeOffset {}
impl Property for TimeOfDay {}
impl Property for Duration {}
impl Property for Binary {}
impl Property for Untyped {}

impl Property for Secret {
    const IS_SECRET: bool = true;

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        secrets.push(self.clone());
    }
}

impl<T: Property> Property for Vec<T> {
    fn receive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Received<Self>, D::Error> {
        super::list::receive(deserializer)
    }

    fn find_unrecognized(&self, finder: &mut Finder) {
        for (index, item) in self.iter().enumerate() {
            finder.in_item(index, |finder| item.find_unrecognized(finder));
        }
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        for item in self {
            item.copy_secrets(secrets);
        }
    }
}

impl PropertyVisitor<'_> for Finder {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.in_property(name, |finder| value.find_unrecognized(finder));
        }
    }
}
