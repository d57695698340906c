//! Lists, in which OData allows nulls unless the schema says otherwise. They are rare, and a `Vec` of options would be a
//! burden for everybody: a list with nulls is kept among the additional properties, as received.

use super::Property;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::{RawValue, to_raw_value};
use std::fmt;
use std::marker::PhantomData;

/// How much room is made for items that were promised but have not come.
const MAX_ROOM: usize = 1024;

/// What was received as the value of a property.
#[derive(Debug)]
pub enum Received<T> {
    /// A value.
    Value(T),
    /// A null.
    Null,
    /// A list with nulls among its items.
    WithNulls(Box<RawValue>),
}

pub(super) fn receive<'de, T: Property, D: Deserializer<'de>>(deserializer: D) -> Result<Received<Vec<T>>, D::Error> {
    deserializer.deserialize_option(ListVisitor(PhantomData))
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Property> Visitor<'de> for ListVisitor<T> {
    type Value = Received<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Received::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Received::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::with_capacity(list.size_hint().unwrap_or(0).min(MAX_ROOM));
        while let Some(item) = list.next_element::<Option<T>>()? {
            match item {
                Some(item) => items.push(item),
                None => return with_nulls(items, list),
            }
        }
        Ok(Received::Value(items))
    }
}

/// The whole list, of which a null has just been read.
#[cold]
fn with_nulls<'de, T: Property, A: SeqAccess<'de>>(before: Vec<T>, mut list: A) -> Result<Received<Vec<T>>, A::Error> {
    let mut items: Vec<Option<T>> = before.into_iter().map(Some).chain([None]).collect();
    while let Some(item) = list.next_element()? {
        items.push(item);
    }
    to_raw_value(&items).map(Received::WithNulls).map_err(A::Error::custom)
}
