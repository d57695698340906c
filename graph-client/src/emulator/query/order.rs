//! The option `$orderby`.

use super::JsonObject;
use super::entity_type::EntityType;
use super::error::QueryError;
use super::property_path::PropertyPath;
use chrono::DateTime;
use serde_json::Value;
use std::cmp::Ordering;

/// The properties that items are ordered by, the most significant one first.
#[derive(Debug, Default)]
pub(super) struct OrderBy(Vec<Criterion>);

#[derive(Debug)]
struct Criterion {
    property: PropertyPath,
    descends: bool,
}

impl OrderBy {
    pub(super) fn parse(text: &str, entity: &EntityType) -> Result<Self, QueryError> {
        text.split(',').map(|part| Criterion::parse(part, text, entity)).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the values of an object that decide its place.
    pub(super) fn values<'a>(&self, object: &'a JsonObject) -> Vec<Option<&'a Value>> {
        self.0.iter().map(|criterion| criterion.property.value(object)).collect()
    }

    /// Returns the keys of such values. Those of objects can be compared with each other.
    pub(super) fn keys<'a>(&self, values: impl IntoIterator<Item = Option<&'a Value>>) -> Vec<SortKey> {
        let keys = self.0.iter().zip(values);
        keys.map(|(criterion, value)| SortKey { value: SortValue::of(value), descends: criterion.descends }).collect()
    }
}

impl Criterion {
    fn parse(text: &str, whole: &str, entity: &EntityType) -> Result<Self, QueryError> {
        let invalid = || QueryError::bad_request(format!("Invalid $orderby: syntax error at '{text}' in '{whole}'."));
        let mut words = text.split_whitespace();
        let property = words.next().and_then(|word| PropertyPath::parse(word, entity)).ok_or_else(invalid)??;
        let descends = match words.next().map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(invalid()),
        };
        if words.next().is_some() { Err(invalid()) } else { Ok(Self { property, descends }) }
    }
}

/// A value in its order. Keys at the same place of two objects have the same direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SortKey {
    value: SortValue,
    descends: bool,
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let ascending = self.value.cmp(&other.value);
        if self.descends { ascending.reverse() } else { ascending }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A value of any type. Null comes first, then values in the order of these types.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum SortValue {
    Null,
    Boolean(bool),
    Number(Finite),
    /// Seconds and nanoseconds.
    Date(i64, u32),
    /// In lower case.
    Text(String),
    Other,
}

impl SortValue {
    fn of(value: Option<&Value>) -> Self {
        match value {
            None | Some(Value::Null) => Self::Null,
            Some(Value::Bool(value)) => Self::Boolean(*value),
            Some(Value::Number(number)) => Self::Number(Finite(number.as_f64().unwrap_or_default())),
            Some(Value::String(text)) => match DateTime::parse_from_rfc3339(text) {
                Ok(date) => Self::Date(date.timestamp(), date.timestamp_subsec_nanos()),
                Err(_) => Self::Text(text.to_lowercase()),
            },
            Some(Value::Array(_) | Value::Object(_)) => Self::Other,
        }
    }
}

/// A number of JSON, which is never a NaN.
#[derive(Clone, Copy, Debug)]
struct Finite(f64);

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Finite {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Finite {}
