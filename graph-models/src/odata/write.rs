//! Serialization of objects.

use super::additional_properties::ODATA_TYPE;
use super::object::{Lookup, Object};
use super::property::{Property, PropertyVisitor};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};

/// Serializes an object: `@odata.type` first, then the properties that are set, in the schema's order, then the
/// additional properties, except for values that do not fit a property that has been set since.
///
/// # Errors
///
/// Returns the error of the serializer, or an error if an inserted additional property has the name of a property that is
/// set.
pub fn write_object<T: Object, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let additional = object.additional_properties();
    let mut writer = Writer { map: serializer.serialize_map(None)?, error: None };
    match additional.get(ODATA_TYPE) {
        Some(received) => writer.entry(ODATA_TYPE, received),
        None if T::WRITES_ODATA_TYPE => writer.entry(ODATA_TYPE, T::ODATA_TYPE),
        None => {}
    }
    object.visit(&mut writer);
    for (name, value) in additional {
        if name != ODATA_TYPE {
            if Lookup::of(object, name).is_set {
                // The field replaces a value that did not fit it, but not one that the program has inserted.
                if additional.is_unfit(name) {
                    continue;
                }
                writer.refuse::<T>(name);
            }
            writer.entry(name, value);
        }
    }
    match writer.error {
        Some(error) => Err(error),
        None => writer.map.end(),
    }
}

/// Stores the first error, so that generated code is one plain call per property.
struct Writer<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    fn entry<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(name, value).err();
        }
    }

    fn refuse<T: Object>(&mut self, name: &str) {
        let error = || {
            let type_name = T::type_name();
            M::Error::custom(format_args!(
                "duplicate property `{name}` of {type_name}: remove it from the additional properties or unset the field"
            ))
        };
        self.error.get_or_insert_with(error);
    }
}

impl<M: SerializeMap> PropertyVisitor<'_> for Writer<M> {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.entry(name, value);
        }
    }
}
