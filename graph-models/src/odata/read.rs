//! Deserialization of objects.

use super::additional_properties::ODATA_TYPE;
use super::{AdditionalProperties, Object, Property, PropertyVisitorMut};
use crate::edm::raw_json::Raw;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::mem;

/// Deserializes an object, with its properties in any order.
///
/// # Errors
///
/// Returns an error if the input is not an object, or a property appears twice.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of type {}", T::type_name())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let mut object = T::default();
        let mut reader = Reader {
            map,
            own_type: T::WRITES_ODATA_TYPE.then_some(T::ODATA_TYPE),
            has_type: false,
            additional: AdditionalProperties::new(),
            has_unfit: false,
            name: None,
            made_progress: false,
            is_complete: false,
            error: None,
        };
        reader.proceed(Ok(()));
        while reader.name.is_some() || !reader.additional.is_empty() {
            (reader.made_progress, reader.is_complete) = (false, false);
            object.visit_mut(&mut reader);
            // A type that does not pass on its additional properties would be visited forever.
            if !reader.is_complete {
                return Err(reader.error.unwrap_or_else(|| {
                    let type_name = T::type_name();
                    A::Error::custom(format_args!("the type {type_name} does not visit its additional properties"))
                }));
            }
        }
        reader.error.map_or(Ok(object), Err)
    }
}

/// Reads the values that arrive in visiting order, often the whole object in one visit. If a visit reads none, the next
/// name is unknown.
#[allow(clippy::struct_excessive_bools, reason = "they are independent facts")]
struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    /// The `@odata.type` that need not be kept, because it is written even if it was not received.
    own_type: Option<&'static str>,
    /// Whether the object has an `@odata.type`.
    has_type: bool,
    /// Annotations, unknown properties and values that do not fit their property, until a visit ends after the last name.
    additional: AdditionalProperties,
    /// Whether there are values that do not fit among them.
    has_unfit: bool,
    /// The name of the next value, unless it is an annotation of the object. `None` at the end and after an error.
    name: Option<Cow<'de, str>>,
    /// Whether the current visit has read a value.
    made_progress: bool,
    /// Whether the current visit has passed on the additional properties.
    is_complete: bool,
    error: Option<A::Error>,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    /// Proceeds to the next name after a value was read.
    fn proceed(&mut self, read: Result<(), A::Error>) {
        self.made_progress = true;
        match read.and_then(|()| self.next_name()) {
            Ok(name) => self.name = name,
            Err(error) => (self.name, self.error) = (None, Some(error)),
        }
    }

    /// Returns the next name that can be that of a property. Keeps the annotations before it.
    fn next_name(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        while let Some(name) = self.map.next_key_seed(Name)? {
            if !name.starts_with('@') {
                return Ok(Some(name));
            }
            self.keep(name)?;
        }
        Ok(None)
    }

    /// Keeps the next value under a name that the schema does not have.
    fn keep(&mut self, name: Cow<'de, str>) -> Result<(), A::Error> {
        let value = self.map.next_value_seed(Raw)?;
        // An object has one type. Other unknown names may repeat: the schema does not say what that means.
        if name == ODATA_TYPE {
            if self.has_type {
                return Err(duplicate(ODATA_TYPE));
            }
            self.has_type = true;
            let text = value.get().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            if text.is_some() && text == self.own_type {
                return Ok(());
            }
        }
        self.additional.append(name, value);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> PropertyVisitorMut for Reader<'de, A> {
    #[inline]
    fn property<T: Property>(&mut self, name: &'static str, value: &mut Option<T>) {
        if self.name.as_deref() == Some(name) {
            let (additional, has_unfit) = (&mut self.additional, &mut self.has_unfit);
            let field = Field { name, value, additional, has_unfit };
            let read = self.map.next_value_seed(field);
            self.proceed(read);
        }
    }

    fn additional_properties(&mut self, properties: &mut AdditionalProperties) {
        self.is_complete = true;
        if let Some(name) = self.name.take_if(|_| !self.made_progress) {
            let kept = self.keep(name);
            self.proceed(kept);
        }
        if self.name.is_none() {
            *properties = mem::take(&mut self.additional);
        }
    }
}

/// Reads the value of a property into its field, or keeps it if it does not fit. A null leaves the field empty; a second
/// value is an error.
struct Field<'a, T> {
    name: &'static str,
    value: &'a mut Option<T>,
    additional: &'a mut AdditionalProperties,
    has_unfit: &'a mut bool,
}

impl<'de, T: Property> DeserializeSeed<'de> for Field<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let is_kept = *self.has_unfit && self.additional.get(self.name).is_some();
        if self.value.is_some() || is_kept {
            return Err(duplicate(self.name));
        }
        if let Some(unfit) = T::receive(self.value, deserializer)? {
            self.additional.append_unfit(self.name, unfit);
            *self.has_unfit = true;
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
