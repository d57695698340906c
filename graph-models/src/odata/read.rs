//! Deserialization of objects.

use super::list::Received;
use super::{AdditionalProperties, Object, Property, PropertyVisitorMut};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Deserializes an object, with its properties in any order.
///
/// # Errors
///
/// Returns an error if the input is not an object, a value does not fit its property, or a property appears twice.
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
        let name = map.next_key_seed(Name)?;
        let mut reader = Reader { map, with_nulls: Vec::new(), name, made_progress: false, error: None };
        while reader.name.is_some() {
            reader.made_progress = false;
            object.visit_mut(&mut reader);
            // A type that does not pass on its additional properties would be visited forever.
            if !reader.made_progress {
                return Err(A::Error::custom(format_args!(
                    "the type {} does not visit its additional properties",
                    T::type_name()
                )));
            }
        }
        reader.error.map_or(Ok(object), Err)
    }
}

/// Reads the values that arrive in visiting order, often the whole object in one visit. If a visit reads none, the next
/// name is unknown.
struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    /// Lists with nulls, until they are moved to the additional properties. Their names stay, to find duplicates.
    with_nulls: Vec<(&'static str, Option<Box<RawValue>>)>,
    /// The name of the next value. `None` at the end and after an error.
    name: Option<Cow<'de, str>>,
    /// Whether the current visit has read a value.
    made_progress: bool,
    error: Option<A::Error>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    /// Proceeds to the next name after a value was read.
    fn proceed(&mut self, read: Result<(), A::Error>) {
        self.made_progress = true;
        match read.and_then(|()| self.map.next_key_seed(Name)) {
            Ok(name) => self.name = name,
            Err(error) => (self.name, self.error) = (None, Some(error)),
        }
    }
}

impl<'de, A: MapAccess<'de>> PropertyVisitorMut for Reader<'de, A> {
    #[inline]
    fn property<T: Property>(&mut self, name: &'static str, value: &mut Option<T>) {
        if self.name.as_deref() == Some(name) {
            let field = Field { name, value, with_nulls: &mut self.with_nulls };
            let read = self.map.next_value_seed(field);
            self.proceed(read);
        }
    }

    fn additional_properties(&mut self, properties: &mut AdditionalProperties) {
        for (name, list) in &mut self.with_nulls {
            if let Some(list) = list.take() {
                properties.append(*name, list);
            }
        }
        if let Some(name) = self.name.take_if(|_| !self.made_progress) {
            let read = properties.receive(&name, &mut self.map);
            self.proceed(read);
        }
    }
}

/// Reads the value of a property into its field. A null leaves the field empty; a second value is an error.
struct Field<'a, T> {
    name: &'static str,
    value: &'a mut Option<T>,
    with_nulls: &'a mut Vec<(&'static str, Option<Box<RawValue>>)>,
}

impl<'de, T: Property> DeserializeSeed<'de> for Field<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let received = T::receive(deserializer)?;
        if self.value.is_some() || self.with_nulls.iter().any(|(name, _)| *name == self.name) {
            return Err(duplicate(self.name));
        }
        match received {
            Received::Value(value) => *self.value = Some(value),
            Received::Null => {}
            Received::WithNulls(list) => self.with_nulls.push((self.name, Some(list))),
        }
        Ok(())
    }
}

/// Kept out of the reading path, which is compiled for every type of value.
#[cold]
#[inline(never)]
fn duplicate<E: Error>(name: &str) -> E {
    E::custom(format_args!("duplicate property `{name}`"))
}

/// Reads the name of a property, borrowed from the input if possible.
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
        f.write_str("a property name")
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
