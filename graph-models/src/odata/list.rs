//! Lists of values.
//!
//! OData allows nulls in a list unless the schema excludes them. They are rare, and a `Vec` of options would burden
//! every caller, so a list with nulls does not fit its property, and neither does a list with other items that do not
//! fit.

use super::exact::{self, Exact};
use super::kept;
use super::property::{Property, Secrecy};
use super::receiver::{self, Receiver, Unfit};
use super::unrecognized::UnrecognizedVisitor;
use crate::edm::Secret;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess};
use serde_json::value::{RawValue, to_raw_value};

/// The most items for which memory is reserved before they are read.
const MAX_RESERVED: usize = 1024;

/// The field of a list.
pub(super) struct List<'a, T>(pub(super) &'a mut Option<Vec<T>>);

impl<T: Property> Receiver for List<'_, T> {
    fn list<'de, A: SeqAccess<'de>>(self, mut list: A) -> Result<Unfit, A::Error> {
        let mut items = Vec::with_capacity(list.size_hint().unwrap_or(0).min(MAX_RESERVED));
        let mut item = None;
        while let Some(unfit) = list.next_element_seed(Item(&mut item))? {
            match item.take() {
                Some(item) => items.push(item),
                None => return keep(&items, unfit, list).map(Some),
            }
        }
        *self.0 = Some(items);
        Ok(None)
    }

    fn exact_list(self, json: &str) -> Result<Unfit, serde_json::Error> {
        let mut items = Vec::new();
        for value in serde_json::from_str::<Vec<&RawValue>>(json)? {
            let mut item = None;
            T::receive(&mut item, Exact::from(value))?;
            match item {
                Some(item) => items.push(item),
                None => return Ok(Some(kept::json(json))),
            }
        }
        *self.0 = Some(items);
        Ok(None)
    }
}

impl<T: Property> Property for Vec<T> {
    const SECRECY: Secrecy = T::SECRECY;

    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receiver::receive(List(field), deserializer)
    }

    fn find_unrecognized(&self, visitor: &mut UnrecognizedVisitor) {
        for (index, item) in self.iter().enumerate() {
            visitor.visit_item(index, |visitor| item.find_unrecognized(visitor));
        }
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        for item in self {
            item.copy_secrets(secrets);
        }
    }
}

/// Keeps a list whose first items fit. These are written again, for instance without the nulls of an object.
#[cold]
fn keep<'de, T: Property, A: SeqAccess<'de>>(items: &[T], unfit: Unfit, list: A) -> Result<Box<RawValue>, A::Error> {
    if !items.is_empty() {
        exact::mark_inexact();
    }
    let mut before = items.iter().map(to_raw_value).collect::<Result<Vec<_>, _>>().map_err(A::Error::custom)?;
    before.push(unfit.unwrap_or_else(|| RawValue::NULL.to_owned()));
    kept::list(before, list)
}

/// Reads an item. Leaves it empty for a null and for a value that does not fit, which is returned.
struct Item<'a, T>(&'a mut Option<T>);

impl<'de, T: Property> DeserializeSeed<'de> for Item<'_, T> {
    type Value = Unfit;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Unfit, D::Error> {
        T::receive(self.0, deserializer)
    }
}
