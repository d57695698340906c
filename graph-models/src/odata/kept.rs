//! The JSON texts of values that are kept because they do not fit their property.

use crate::edm::raw_json::Raw;
use serde::de::{Error, MapAccess, SeqAccess};
use serde::ser::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// Keeps a text that is valid JSON.
#[cold]
pub(super) fn json(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("the caller passes valid JSON")
}

/// Keeps a value that JSON writes as a string, a number or a boolean.
#[cold]
pub(super) fn scalar<T: Serialize + ?Sized>(value: &T) -> Box<RawValue> {
    to_raw_value(value).expect("scalars can be serialized")
}

/// Keeps a list, each item as it was received.
#[cold]
pub(super) fn list<'de, A: SeqAccess<'de>>(before: Vec<Box<RawValue>>, mut list: A) -> Result<Box<RawValue>, A::Error> {
    let mut items = before;
    while let Some(item) = list.next_element_seed(Raw)? {
        items.push(item);
    }
    to_raw_value(&items).map_err(A::Error::custom)
}

/// The name under which `serde_json` passes a number, if its feature `arbitrary_precision` is enabled.
const NUMBER: &str = "$serde_json::private::Number";

/// Keeps an object, each value as it was received, with repeated names. Returns a number that was passed as an object.
#[cold]
pub(super) fn object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Box<RawValue>, A::Error> {
    let mut entries = Vec::new();
    while let Some(name) = object.next_key::<String>()? {
        entries.push((name, object.next_value_seed(Raw)?));
    }
    if let [(name, text)] = entries.as_slice()
        && name == NUMBER
        && let Ok(number) = serde_json::from_str(text.get()).and_then(RawValue::from_string)
    {
        return Ok(number);
    }
    to_raw_value(&Entries(entries)).map_err(A::Error::custom)
}

struct Entries(Vec<(String, Box<RawValue>)>);

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
