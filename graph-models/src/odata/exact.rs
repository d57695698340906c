//! Reading of JSON that keeps every value that does not fit its property exactly as it was received.
//!
//! A deserializer of `serde_json` passes a number that is not an integer of 64 bits as a double, and cannot read a list
//! again if an item does not fit. This matters only to values that do not fit. The functions of this module read with
//! `serde_json` first, and only if it matters a second time, from the JSON text of each value.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Error;
use serde_json::value::RawValue;
use std::cell::Cell;
use std::fmt;

/// The name of the newtype by which a property asks for the JSON text of its value.
pub(super) const AS_RECEIVED: &str = "$graph_models::AsReceived";

/// The maximum depth of lists and objects, the same as that of `serde_json`.
pub(super) const MAX_DEPTH: usize = 127;

thread_local! {
    /// Whether a value was kept in another form than the received one.
    static IS_INEXACT: Cell<bool> = const { Cell::new(false) };
}

/// Records that a value is kept in another form than the received one.
#[cold]
pub(super) fn mark_inexact() {
    IS_INEXACT.set(true);
}

/// Reads a value from JSON, like [`serde_json::from_slice`]. Values that do not fit a property of an object are kept
/// exactly as they were received.
///
/// [`serde_json::from_slice`] keeps them, too, but not every form of a number or a list: see [Reading](crate#reading).
///
/// # Errors
///
/// Returns the error of [`serde_json::from_slice`], for instance if the text is not JSON, if there is another value in place
/// of the whole object, or if a property appears twice.
///
/// ```
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// use graph_models::odata;
///
/// let device: WindowsAutopilotDeviceIdentity = odata::from_slice(br#"{"id":"1","model":1.10}"#)?;
/// assert_eq!(device.id.as_deref(), Some("1"));
/// assert_eq!(device.model, None);
/// assert_eq!(device.additional_properties.get("model").map(|json| json.get()), Some("1.10"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn from_slice<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Error> {
    let outer = IS_INEXACT.replace(false);
    let read = serde_json::from_slice(json);
    if !IS_INEXACT.replace(outer) && read.is_ok() {
        return read;
    }
    match read_again(json) {
        Some(value) => Ok(value),
        None => read,
    }
}

/// Reads a value from JSON. See [`from_slice`].
///
/// # Errors
///
/// Returns the same errors as [`from_slice`].
pub fn from_str<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Error> {
    from_slice(json.as_bytes())
}

#[cold]
fn read_again<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let json: &RawValue = serde_json::from_slice(json).ok()?;
    if !is_shallow(json.get()) {
        return None;
    }
    T::deserialize(Exact::from(json)).ok()
}

/// Returns whether lists and objects are nested no deeper than `serde_json` allows. Reading is recursive.
fn is_shallow(json: &str) -> bool {
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    json.bytes().all(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_string = !is_string,
            b'[' | b'{' if !is_string => depth += 1,
            b']' | b'}' if !is_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth <= MAX_DEPTH
    })
}

/// A deserializer of a JSON text that passes the text itself to a property.
#[derive(Clone, Copy)]
pub(super) struct Exact<'de>(&'de str);

impl<'de> Exact<'de> {
    /// Deserializes a JSON text without white space around it.
    pub(super) fn new(json: &'de str) -> Self {
        Self(json)
    }
}

impl<'de> From<&'de RawValue> for Exact<'de> {
    fn from(json: &'de RawValue) -> Self {
        Self(json.get())
    }
}

impl<'de> IntoDeserializer<'de, Error> for Exact<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Exact<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.as_bytes().first() {
            Some(b'{') => {
                let Entries(entries) = serde_json::from_str(self.0)?;
                let mut object =
                    MapDeserializer::new(entries.into_iter().map(|(name, value)| (name, Self::from(value))));
                let value = visitor.visit_map(&mut object)?;
                object.end().map(|()| value)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(self.0)?;
                let mut list = SeqDeserializer::new(items.into_iter().map(Self::from));
                let value = visitor.visit_seq(&mut list)?;
                list.end().map(|()| value)
            }
            _ => serde_json::Deserializer::from_str(self.0).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0 == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        if name == AS_RECEIVED {
            return visitor.visit_borrowed_bytes(self.0.as_bytes());
        }
        serde_json::Deserializer::from_str(self.0).deserialize_newtype_struct(name, Newtype { json: self, visitor })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        serde_json::Deserializer::from_str(self.0).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// `serde_json` calls the visitor of a `RawValue` with a map, and that of any other newtype with the value.
struct Newtype<'de, V> {
    json: Exact<'de>,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Newtype<'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, raw: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(raw)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, _: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(self.json).map_err(serde::de::Error::custom)
    }
}

/// The names and values of an object, in order, with repeated names.
pub(super) struct Entries<'de>(pub(super) Vec<(String, &'de RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
