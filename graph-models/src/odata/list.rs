//! Lists of values.
//!
//! OData allows nulls in a list unless the schema excludes them. They are rare, and a `Vec` of options would burden
//! every caller, so a list with nulls is kept as received among the additional properties.

use serde::de::{DeserializeOwned, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::fmt;

/// The most items for which memory is reserved before they are read.
const MAX_RESERVED: usize = 1024;

/// Deserializes a list into its field. Returns a list with nulls among its items.
pub(super) fn receive<'de, T, D>(field: &mut Option<Vec<T>>, deserializer: D) -> Result<Option<Box<RawValue>>, D::Error>
where
    T: Serialize + DeserializeOwned,
    D: Deserializer<'de>,
{
    deserializer.deserialize_option(ListVisitor(field))
}

struct ListVisitor<'a, T>(&'a mut Option<Vec<T>>);

impl<'de, T: Serialize + DeserializeOwned> Visitor<'de> for ListVisitor<'_, T> {
    type Value = Option<Box<RawValue>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::with_capacity(list.size_hint().unwrap_or(0).min(MAX_RESERVED));
        while let Some(item) = list.next_element::<Option<T>>()? {
            match item {
                Some(item) => items.push(item),
                None => return with_nulls(items, list).map(Some),
            }
        }
        *self.0 = Some(items);
        Ok(None)
    }
}

/// Reads the rest of a list after its first null.
#[cold]
fn with_nulls<'de, T, A>(before: Vec<T>, mut list: A) -> Result<Box<RawValue>, A::Error>
where
    T: Serialize + DeserializeOwned,
    A: SeqAccess<'de>,
{
    let mut items: Vec<Option<T>> = before.into_iter().map(Some).chain([None]).collect();
    while let Some(item) = list.next_element()? {
        items.push(item);
    }
    to_raw_value(&items).map_err(A::Error::custom)
}
