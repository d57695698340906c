//! Error responses of OData services.

use crate::error::{InnerError, ODataError};
use graph_models::edm::Secret;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use std::iter::successors;

/// The limits of an error.
const TEXT: usize = 4096;
const DETAILS: usize = 50;
const INNER_ERRORS: usize = 8;

/// The secrets of the request that the error answers.
const SECRETS: [&str; 3] = ["wire-token-31337", "correct \"horse\" 31337", "pin1"];

/// Checks a body.
pub fn check(body: &[u8]) {
    let error = ODataError::read(body, &[]);
    if let Some(error) = &error {
        assert!(texts(error).iter().all(|text| text.len() <= TEXT));
        assert!(error.details().len() <= DETAILS && inner_errors(error).count() <= INNER_ERRORS);
    }
    if let Ok(document) = serde_json::from_slice(body) {
        has_members(error.as_ref(), &document);
    }
    let secrets = SECRETS.map(Secret::from);
    let redacted = ODataError::read(body, &secrets.iter().collect::<Vec<_>>());
    assert_eq!(redacted.is_some(), error.is_some());
    for text in redacted.iter().flat_map(texts) {
        let decoded = percent_decode_str(text).decode_utf8_lossy();
        for secret in SECRETS.iter().filter(|secret| secret.len() >= 8) {
            assert!(!text.contains(secret) && !decoded.contains(secret), "{text}");
        }
        assert!(text.split(|character: char| !character.is_alphanumeric()).all(|word| word != "pin1"), "{text}");
    }
}

fn inner_errors(error: &ODataError) -> impl Iterator<Item = &InnerError> {
    successors(error.inner_error(), |inner| inner.inner_error())
}

fn texts(error: &ODataError) -> Vec<&str> {
    let mut texts = vec![error.code(), error.message(), error.readable_message()];
    texts.extend(error.target());
    for detail in error.details() {
        texts.extend([detail.code(), detail.message()].into_iter().chain(detail.target()));
    }
    for inner in inner_errors(error) {
        let members = [inner.code(), inner.message(), inner.date(), inner.request_id(), inner.client_request_id()];
        texts.extend(members.into_iter().flatten());
    }
    if let Some(intune) = error.intune() {
        let members = [intune.code(), intune.operation_id(), intune.activity_id()];
        texts.extend(members.into_iter().flatten());
    }
    texts
}

/// Compares an error with the JSON document that it was read from.
fn has_members(error: Option<&ODataError>, document: &Value) {
    let Value::Object(document) = document else {
        assert!(error.is_none());
        return;
    };
    let (Ok(member), Ok(older)) = (member(document, "error"), member(document, "odata.error")) else { return };
    let Some(members) = member.and_then(Value::as_object).or_else(|| older.and_then(Value::as_object)) else {
        assert!(error.is_none());
        return;
    };
    let error = error.expect("an object `error` is an error");
    for (name, read) in [("code", error.code()), ("message", error.message()), ("target", error.target().unwrap_or(""))]
    {
        match self::member(members, name) {
            Ok(Some(Value::String(text))) if text.len() <= TEXT => assert_eq!(read, text),
            // Others are cut off, or are a document.
            Ok(Some(Value::String(_) | Value::Object(_))) | Err(Repeated) => {}
            Ok(_) => assert_eq!(read, ""),
        }
    }
    if let Ok(details) = self::member(members, "details") {
        let first = details.and_then(Value::as_array).into_iter().flatten().take(DETAILS);
        assert_eq!(error.details().len(), first.filter(|detail| detail.is_object()).count());
    }
    if let Ok(inner) = self::member(members, "innerError") {
        assert_eq!(error.inner_error().is_some(), inner.is_some_and(Value::is_object));
    }
}

/// Several members have the same name, or names that differ in case only.
struct Repeated;

fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Result<Option<&'a Value>, Repeated> {
    let mut found = object.iter().filter(|(member, _)| member.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    match (found.next(), found.next()) {
        (found, None) => Ok(found),
        _ => Err(Repeated),
    }
}
