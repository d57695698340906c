//! The literals of filters.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde_json::{Number, Value};
use uuid::Uuid;

/// A literal: null, a boolean, a number, a date, a GUID or a string.
#[derive(Debug, PartialEq)]
pub(in crate::emulator::query) enum Literal {
    Null,
    Boolean(bool),
    Number(Number),
    Date(DateTime<FixedOffset>),
    Guid(Uuid),
    /// In lower case.
    Text(String),
}

impl Literal {
    /// Reads a literal that is not in quotes. A date without a time is midnight in UTC.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "null" => return Some(Self::Null),
            "true" => return Some(Self::Boolean(true)),
            "false" => return Some(Self::Boolean(false)),
            _ => {}
        }
        let guid = || Uuid::try_parse(word).ok().filter(|_| word.len() == 36).map(Self::Guid);
        let number = || word.parse().ok().map(Self::Number);
        let date_time = || DateTime::parse_from_rfc3339(word).ok();
        let date = || {
            let date = NaiveDate::parse_from_str(word, "%Y-%m-%d").ok()?;
            Some(date.and_time(NaiveTime::MIN).and_utc().fixed_offset())
        };
        guid().or_else(number).or_else(|| date_time().or_else(date).map(Self::Date))
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_lowercase())
    }

    /// Compares the literal with the value of a property. A value of another type is not equal.
    pub(super) fn equals(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Self::Null, None | Some(Value::Null)) => true,
            (Self::Boolean(literal), Some(Value::Bool(value))) => literal == value,
            (Self::Number(literal), Some(Value::Number(value))) => {
                literal == value || (literal.is_f64() || value.is_f64()) && literal.as_f64() == value.as_f64()
            }
            (Self::Date(literal), Some(Value::String(value))) => {
                DateTime::parse_from_rfc3339(value).is_ok_and(|value| value == *literal)
            }
            (Self::Guid(literal), Some(Value::String(value))) => {
                Uuid::try_parse(value).is_ok_and(|value| value == *literal)
            }
            (Self::Text(literal), Some(Value::String(value))) => value.to_lowercase() == *literal,
            _ => false,
        }
    }
}
