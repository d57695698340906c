//! What a property's value must be able to do, and how one walks over an object's properties.

use super::list::Received;
use super::unrecognized::Finder;
use super::{AdditionalProperties, Object};
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

impl<T: Object> Property for T {
    fn find_unrecognized(&self, finder: &mut Finder) {
        finder.object(self);
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        secrets.extend(self.secrets());
    }
}

impl<T: Property> Property for Vec<T> {
    fn receive<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Received<Self>, D::Error> {
        super::list::receive(deserializer)
    }

    fn find_unrecognized(&self, finder: &mut Finder) {
        for (index, item) in self.iter().enumerate() {
            finder.within(&format!("[{index}]"), item);
        }
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        for item in self {
            item.copy_secrets(secrets);
        }
    }
}

/// Finds the additional properties of an object.
#[derive(Default)]
pub(super) struct FindAdditional<'a>(pub(super) Option<&'a AdditionalProperties>);

impl<'a> PropertyVisitor<'a> for FindAdditional<'a> {
    #[inline]
    fn property<T: Property>(&mut self, _name: &'static str, _value: &'a Option<T>) {}

    #[inline]
    fn additional_properties(&mut self, properties: &'a AdditionalProperties) {
        self.0 = Some(properties);
    }
}

/// Collects the secrets of an object.
#[derive(Default)]
pub(super) struct SecretCopier {
    pub(super) secrets: Vec<Secret>,
    /// Properties that would hold a secret but are not set.
    pub(super) unset: Vec<&'static str>,
}

impl PropertyVisitor<'_> for SecretCopier {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) => value.copy_secrets(&mut self.secrets),
            None if T::IS_SECRET => self.unset.push(name),
            None => {}
        }
    }
}

/// Looks a property up by its name on the wire.
pub(super) struct Lookup<'a> {
    name: &'a str,
    pub(super) is_declared: bool,
    pub(super) is_set: bool,
}

impl<'a> Lookup<'a> {
    pub(super) fn of<T: Object>(object: &T, name: &'a str) -> Self {
        let mut lookup = Self { name, is_declared: false, is_set: false };
        object.visit(&mut lookup);
        lookup
    }
}

impl PropertyVisitor<'_> for Lookup<'_> {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if name == self.name {
            self.is_declared = true;
            self.is_set = value.is_some();
        }
    }
}
