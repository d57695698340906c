//! Objects, compared with the document that they are read from.

use crate::json::Json;
use crate::sample::{PROPERTIES, Sample};
use graph_models::odata::{self, Object};
use serde_json::{Map, Value, json};
use std::fmt::Debug;

/// A text that is not part of an input.
const SECRET: &str = "hunter2-31337";

/// Checks a JSON document.
pub(crate) fn check(input: &[u8]) {
    let read = odata::from_slice::<Sample>(input);
    let document = serde_json::from_slice::<Value>(input);
    match &read {
        Ok(sample) => {
            let received = std::str::from_utf8(input).expect("JSON is UTF-8");
            is_written_back(sample, received);
            assert!(document.as_ref().map_or(true, Value::is_object));
        }
        // Any value fits or is kept.
        Err(error) if matches!(document, Ok(Value::Object(_))) => {
            let error = error.to_string();
            assert!(
                ["duplicate property `", "recursion limit exceeded"].iter().any(|start| error.starts_with(start)),
                "{error}"
            );
        }
        Err(_) => {}
    }
    if let Ok(document) = document {
        assert_eq!(serde_json::from_slice::<Sample>(input).is_ok(), read.is_ok());
        // A value has no repeated properties.
        let from_value = serde_json::from_value::<Sample>(document.clone());
        assert_eq!(from_value.is_ok(), document.is_object());
        if let Value::Object(document) = document {
            has_no_visible_secret(document);
        }
    }
}

fn is_written_back(sample: &Sample, received: &str) {
    let written = serde_json::to_string(sample).unwrap();
    let again: Sample = odata::from_str(&written).unwrap();
    assert!(again == *sample && sample.clone() == *sample);
    assert_eq!(serde_json::to_string(&again).unwrap(), written);
    has_members(sample, &Json::parse(&written), &Json::parse(received.trim()));
}

/// Asserts that an object is written with the values that it was received with.
fn has_members(sample: &Sample, written: &Json, received: &Json) {
    let (Json::Object(written), Json::Object(received)) = (written, received) else {
        panic!("{received:?} is no object")
    };
    assert!(written.keys().all(|name| received.contains_key(name)), "{written:?}");
    for (name, received) in received {
        let is_known = PROPERTIES.contains(&name.as_str());
        if is_known && *received == Json::Scalar("null".to_owned()) {
            assert!(!written.contains_key(name), "{name}");
            continue;
        }
        let written = &written[name];
        match (name.as_str(), received) {
            _ if !is_known || sample.additional_properties.get(name).is_some() => {
                assert_eq!(written, received, "{name}");
            }
            ("part", _) => has_members(sample.part.as_ref().unwrap(), written, received),
            ("parts", Json::List(received)) => {
                let (Some(parts), Json::List(written)) = (&sample.parts, written) else { panic!("{written:?}") };
                assert_eq!((parts.len(), written.len()), (received.len(), received.len()));
                for ((part, written), received) in parts.iter().zip(written).zip(received) {
                    has_members(part, written, received);
                }
            }
            ("sbyte" | "byte" | "int16" | "int32" | "int64" | "double", _) => {
                assert_eq!(number(written).to_bits(), number(received).to_bits(), "{written:?} of {received:?}");
            }
            // Their values have several forms, of which one is written.
            ("rights" | "rightss" | "bytes" | "int64s" | "doubles", _) => {}
            _ => assert_eq!(written, received, "{name}"),
        }
    }
}

/// Returns a number or the number in a string. Zero has no sign if it is an integer.
fn number(json: &Json) -> f64 {
    let Json::Scalar(text) = json else { panic!("{json:?} is no number") };
    let number: f64 = text.trim_matches('"').parse().unwrap();
    if number == 0.0 { 0.0 } else { number }
}

/// Asserts that a secret of any form, at any place, is found and not printed.
fn has_no_visible_secret(mut document: Map<String, Value>) {
    if Value::Object(document.clone()).to_string().contains(SECRET) {
        return;
    }
    let mut secret = document.remove("secret").unwrap_or_default();
    hide(&mut secret);
    document.insert("secret".to_owned(), secret);
    let document = Value::Object(document);
    for document in [document.clone(), json!({ "part": document }), json!({ "parts": [null, document] })] {
        let text = document.to_string();
        let sample: Sample = odata::from_str(&text).unwrap();
        assert!(sample.secrets().iter().any(|secret| secret.expose_secret() == SECRET), "{text}");
        is_hidden(&sample);
        is_hidden(&sample.unrecognized());
        is_hidden(&sample.additional_properties);
        // An incomplete document is refused.
        is_hidden(&odata::from_str::<Sample>(&text[..text.len() - 1]));
    }
}

fn is_hidden(printed: &impl Debug) {
    for printed in [format!("{printed:?}"), format!("{printed:#?}")] {
        assert!(!printed.contains(SECRET), "{printed}");
    }
}

/// Replaces every value in a document.
fn hide(value: &mut Value) {
    match value {
        Value::Array(items) if !items.is_empty() => items.iter_mut().for_each(hide),
        Value::Object(members) if !members.is_empty() => members.values_mut().for_each(hide),
        other => *other = SECRET.into(),
    }
}
