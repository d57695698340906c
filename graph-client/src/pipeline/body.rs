//! The top-level members of the body of a successful response, inspected without building a value.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};

/// The top-level members of a JSON object.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    /// Whether there is an `id` that is not blank.
    pub(super) has_id: bool,
    /// Whether there is a `value` that is a list.
    pub(super) has_items: bool,
    /// Whether there are annotations of the service, such as `@odata.context`.
    pub(super) has_annotations: bool,
}

impl Members {
    /// Inspects a whole document. `None` if it is not a JSON object.
    pub(super) fn of(json: &[u8]) -> Option<Self> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let members = deserializer.deserialize_map(Inspection).ok()?;
        deserializer.end().ok()?;
        Some(members)
    }
}

/// Returns whether a document is an OData error: an object that has nothing but an `error` and annotations. Stops at the
/// first other member, so that other documents cost next to nothing.
pub(super) fn is_error(json: &[u8]) -> bool {
    // Most bodies are told apart without reading them.
    str::from_utf8(json).is_ok_and(|text| text.contains("error") || text.contains("Error"))
        && serde_json::Deserializer::from_slice(json).deserialize_map(ErrorAlone).unwrap_or(false)
}

struct ErrorAlone;

impl<'de> Visitor<'de> for ErrorAlone {
    type Value = bool;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut has_error = false;
        while let Some(name) = map.next_key_seed(MemberName)? {
            match name {
                Member::Annotation => drop(map.next_value::<IgnoredAny>()?),
                Member::Error => has_error = starts_with(&mut map, '{')?,
                // The deserializer then reports that it has not read the whole object.
                Member::Id | Member::Value | Member::Other => return Ok(false),
            }
        }
        Ok(has_error)
    }
}

struct Inspection;

impl<'de> Visitor<'de> for Inspection {
    type Value = Members;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Members::default();
        while let Some(name) = map.next_key_seed(MemberName)? {
            match name {
                Member::Id => {
                    let id = map.next_value::<&RawValue>()?.get();
                    members.has_id = id != "null" && !id.trim_matches(['"', ' ']).is_empty();
                }
                Member::Value => members.has_items = starts_with(&mut map, '[')?,
                Member::Annotation | Member::Error | Member::Other => {
                    map.next_value::<IgnoredAny>()?;
                    members.has_annotations |= matches!(name, Member::Annotation);
                }
            }
        }
        Ok(members)
    }
}

/// Reads a value, and returns whether it begins with that character.
fn starts_with<'de, A: MapAccess<'de>>(map: &mut A, first: char) -> Result<bool, A::Error> {
    Ok(map.next_value::<&RawValue>()?.get().starts_with(first))
}

enum Member {
    Annotation,
    Error,
    Id,
    Value,
    Other,
}

struct MemberName;

impl<'de> DeserializeSeed<'de> for MemberName {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberName {
    type Value = Member;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Member, E> {
        Ok(match name {
            "error" | "Error" | "odata.error" => Member::Error,
            "id" => Member::Id,
            "value" => Member::Value,
            _ if name.starts_with("@odata.") || name.starts_with("@microsoft.graph.") => Member::Annotation,
            _ => Member::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Members, is_error};

    #[test]
    fn an_odata_error_is_an_error_alone() {
        for body in [
            r#"{"error":{}}"#,
            r#" { "error" : {"code":"x"} } "#,
            r##"{"@odata.context":"#x","error":{"code":"x"},"@odata.etag":"1"}"##,
            r#"{"odata.error":{"code":"x"}}"#,
            r#"{"Error":{"Code":"x"}}"#,
        ] {
            assert!(is_error(body.as_bytes()), "{body}");
        }
        for body in [
            "",
            "null",
            r#"["error"]"#,
            "{}",
            r#"{"error":null}"#,
            r#"{"error":"invalid_grant"}"#,
            r#"{"id":"1","error":{"code":"x"}}"#,
            r#"{"error":{"code":"x"},"id":"1"}"#,
            r#"{"error":{"code":"x"},"status":"failed"}"#,
            r#"{"error":{"code":"x"}"#,
            r#"{"value":[],"error":{"code":"x"}}"#,
        ] {
            assert!(!is_error(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn an_object_is_inspected() {
        for (body, has_id, has_items, has_annotations) in [
            ("{}", false, false, false),
            (r#"{"id":"1"}"#, true, false, false),
            (r#"{"id":7}"#, true, false, false),
            (r#"{"id":null}"#, false, false, false),
            (r#"{"id":" "}"#, false, false, false),
            (r##"{"@odata.context":"#x","value":[]}"##, false, true, true),
            (r#"{"value":{"id":"1"},"@other":1}"#, false, false, false),
        ] {
            let members = Members::of(body.as_bytes()).unwrap();
            let actual = (members.has_id, members.has_items, members.has_annotations);
            assert_eq!(actual, (has_id, has_items, has_annotations), "{body}");
        }
        for body in ["", "null", "[]", "{", r#"{"id":"1"} <html>"#] {
            assert_eq!(Members::of(body.as_bytes()), None, "{body}");
        }
    }
}
