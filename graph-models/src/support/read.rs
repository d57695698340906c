//! From JSON to objects.

use super::{AdditionalProperties, Object, Property, PropertyVisitorMut};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Reads a property's value into its field. A null leaves the field empty.
///
/// # Errors
///
/// Fails when the value does not fit, or when the field was filled before: one of two values would be lost.
struct Reader<'a, A, E> {
    name: &'a str,
    map: &'a mut A,
    /// What came of it, once a property had the name.
    result: Option<Result<(), E>>,
}

impl<'de, A: MapAccess<'de>> PropertyVisitorMut for Reader<'_, A, A::Error> {
    #[inline]
    fn property<T: Property>(&mut self, name: &'static str, value: &mut Option<T>) {
        if self.result.is_none() && name == self.name {
            self.result = Some(self.map.next_value_seed(Field(value)));
        }
    }

    fn additional_properties(&mut self, properties: &mut AdditionalProperties) {
        if self.result.is_none() {
            self.result = Some(properties.keep(self.name, self.map));
        }
    }
}

struct Field<'a, T>(&'a mut Option<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Field<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value = Option::deserialize(deserializer)?;
        if self.0.is_some() {
            return Err(D::Error::custom("the property appears twice in one object"));
        }
        *self.0 = value;
        Ok(())
    }
}

/// Reads an object, property by property, in whatever order they come.
///
/// # Errors
///
/// Fails when the input is not an object, or when a property does not fit.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of type {}", T::type_name())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        while let Some(name) = map.next_key_seed(Name)? {
            let mut reader = Reader { name: &name, map: &mut map, result: None };
            object.visit_mut(&mut reader);
            reader.result.unwrap_or(Ok(()))?;
        }
        Ok(object)
    }
}

/// Borrows a property's name from the input where the input allows it.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}
