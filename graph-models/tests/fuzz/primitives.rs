//! Primitive values, compared with chrono, with base64 and with `serde_json`.

use base64::prelude::{BASE64_STANDARD, Engine};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};
use graph_models::edm::{Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, Secret, TimeOfDay, Untyped};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// The length of an error, of which a part is the length of a quoted value.
const ERROR: usize = 600;

/// Checks a text as the text of every primitive type, and as JSON.
pub(crate) fn check(input: &[u8]) {
    let text = &*String::from_utf8_lossy(input);
    guid(text);
    date(text);
    time_of_day(text);
    duration(text);
    binary(text);
    date_time_offset(text);
    parse::<Decimal>(text);
    json(text);
}

/// Parses and reads a text, which is either kept or refused by both.
fn parse<T>(text: &str) -> Option<T>
where
    T: FromStr<Err: Display + Debug> + Display + Debug + PartialEq + Serialize + DeserializeOwned,
{
    match text.parse::<T>() {
        Ok(parsed) => {
            assert_eq!(parsed.to_string(), text);
            let json = serde_json::to_string(&parsed).unwrap();
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), parsed);
            assert_eq!(serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(), parsed);
            assert_eq!(serde_json::from_value::<T>(text.into()).unwrap(), parsed);
            Some(parsed)
        }
        Err(error) => {
            assert!(error.to_string().len() <= ERROR, "{error}");
            None
        }
    }
}

/// Returns the text with every digit replaced by `0`.
fn shape(text: &str) -> String {
    text.chars().map(|character| if character.is_ascii_digit() { '0' } else { character }).collect()
}

fn guid(text: &str) {
    let digits = text.replace('-', "");
    let has_form = text.char_indices().all(|(position, character)| {
        if [8, 13, 18, 23].contains(&position) { character == '-' } else { character.is_ascii_hexdigit() }
    });
    let expected = if has_form && text.len() == 36 { u128::from_str_radix(&digits, 16).ok() } else { None };
    assert_eq!(parse::<Guid>(text).map(|guid| guid.to_u128()), expected);
}

fn date(text: &str) {
    let date = parse::<Date>(text);
    if shape(text) == "0000-00-00" {
        assert_eq!(date.as_ref().and_then(Date::to_naive_date), NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
    }
    if let Some(date) = date.and_then(|date| date.to_naive_date()) {
        assert_eq!(Date::from(date).to_naive_date(), Some(date));
    }
}

fn time_of_day(text: &str) {
    let time = parse::<TimeOfDay>(text).map(|time| time.to_naive_time());
    let shape = shape(text);
    let fraction = shape.strip_prefix("00:00:00").map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    if fraction.is_some_and(|fraction| fraction.len() <= 9 && fraction.bytes().all(|byte| byte == b'0')) {
        let expected = text.parse::<NaiveTime>().ok().filter(|time| time.nanosecond() < 1_000_000_000);
        assert_eq!(time, expected);
    }
    if let Some(time) = time {
        assert_eq!(TimeOfDay::from(time).to_naive_time(), time);
    }
}

fn duration(text: &str) {
    if let Some(span) = parse::<Duration>(text).and_then(|duration| duration.to_time_delta()) {
        assert_eq!(Duration::from(span).to_time_delta(), Some(span));
        assert_eq!(span < chrono::TimeDelta::zero(), text.starts_with('-') && !span.is_zero());
    }
}

fn binary(text: &str) {
    let bytes = parse::<Binary>(text).map(|binary| binary.to_bytes());
    if let Ok(expected) = BASE64_STANDARD.decode(text) {
        assert_eq!(bytes, Some(expected));
    }
    match bytes {
        Some(bytes) => assert_eq!(Binary::from(&*bytes).to_bytes(), bytes),
        None if text.len() > 20 => {
            let error = text.parse::<Binary>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains(text), "{error}");
        }
        None => {}
    }
}

fn date_time_offset(text: &str) {
    let parsed = parse::<DateTimeOffset>(text);
    let shape = shape(text);
    let rest =
        shape.strip_prefix("0000-00-00T00:00:00").map(|rest| rest.trim_start_matches('.').trim_start_matches('0'));
    let has_form = rest.is_some_and(|rest| ["Z", "+00:00", "-00:00"].contains(&rest)) && !shape.contains("..");
    if has_form && text.len() < "0000-00-00T00:00:00.000000000+00:00".len() {
        let expected = DateTime::parse_from_rfc3339(text).ok().filter(|time| time.nanosecond() < 1_000_000_000);
        assert_eq!(parsed.map(DateTime::<FixedOffset>::from), expected);
    }
    if let Some(parsed) = parsed {
        let again = DateTimeOffset::from(*parsed.as_date_time());
        assert_eq!(again.as_date_time(), parsed.as_date_time());
        assert!(again <= parsed, "a fraction is cut off");
    }
}

/// Reads a JSON text as a number, as any value and as a secret.
fn json(text: &str) {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        assert!(serde_json::from_str::<Secret>(text).is_err());
        return;
    };
    let untyped: Untyped = serde_json::from_str(text).unwrap();
    assert_eq!(untyped.as_str(), text.trim_matches([' ', '\t', '\r', '\n']));
    assert_eq!(serde_json::to_string(&untyped).unwrap(), untyped.as_str());
    assert_eq!(format!("{untyped:?}"), "[untyped]");

    let double = serde_json::from_str::<Double>(text);
    let decimal = serde_json::from_str::<Decimal>(text);
    if let Value::Number(number) = &value {
        let double = double.as_ref().unwrap();
        assert_eq!(double.to_f64().to_bits(), number.as_f64().unwrap().to_bits());
        assert_eq!(decimal.as_ref().unwrap().as_str(), untyped.as_str());
        let written = serde_json::to_string(double).unwrap();
        assert_eq!(serde_json::from_str::<Double>(&written).unwrap().to_f64().to_bits(), double.to_f64().to_bits());
    }
    for error in [double.err(), decimal.err()].into_iter().flatten() {
        assert!(error.to_string().len() <= ERROR, "{error}");
    }

    match (serde_json::from_str::<Secret>(text), &value) {
        (Ok(secret), Value::String(text)) => {
            assert_eq!(secret.expose_secret(), text);
            assert_eq!(format!("{secret:?}"), "[redacted]");
        }
        (Err(_), Value::Null) => {}
        (Err(error), value) => {
            assert!(!value.is_string() && error.to_string().contains("the value is secret and redacted"), "{error}");
        }
        (Ok(_), value) => panic!("{value} is no secret"),
    }
}
