//! The members of a JSON object that describe an error, read in bounded memory.
//!
//! An error response may be large, and a gateway may send anything. A [`Value`](serde_json::Value) of it takes a hundred
//! times the size of its text; this reads only the known members, and each text only up to a limit.

use crate::redact::{redact, truncate};
use graph_models::edm::Secret;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};

/// The length of a text, in bytes: enough for any message to people.
pub(super) const MESSAGE_LIMIT: usize = 4 * 1024;

/// The length of a text that may be a document, in bytes. Each level of nesting doubles the backslashes.
const DOCUMENT_LIMIT: usize = 256 * 1024;

/// The members to read. Services differ in the case of letters: `innerError` and `innererror`, `message` and `Message`.
const NAMES: [&str; 13] = [
    "client-request-id",
    "code",
    "date",
    "details",
    "error",
    "errorCode",
    "innerError",
    "message",
    "odata.error",
    "request-id",
    "retryAfter",
    "target",
    "value",
];

/// The known members of a JSON object, and the secrets to redact in them.
pub(super) struct Members<'a> {
    /// As JSON texts. Of a repeated member, the last one.
    found: Vec<(&'static str, &'a RawValue)>,
    secrets: &'a [&'a Secret],
}

impl<'a> Members<'a> {
    /// Reads the object at the beginning of a text. `None` if there is none.
    pub(super) fn read(json: &'a [u8], secrets: &'a [&'a Secret]) -> Option<Self> {
        let found = serde_json::Deserializer::from_slice(json).deserialize_map(KnownMembers).ok()?;
        Some(Self { found, secrets })
    }

    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.found.iter().find(|(found, _)| *found == name).map(|(_, value)| *value)
    }

    /// Returns a member that is an object.
    pub(super) fn object(&self, name: &str) -> Option<Members<'a>> {
        // The error for a long text would quote it.
        let json = self.raw(name)?.get().as_bytes();
        if json.starts_with(b"{") { Self::read(json, self.secrets) } else { None }
    }

    /// Returns the first objects of a member that is a list.
    pub(super) fn objects(&self, name: &str, limit: usize) -> Vec<Members<'a>> {
        let texts = self
            .raw(name)
            .and_then(|list| serde_json::Deserializer::from_str(list.get()).deserialize_seq(First { limit }).ok());
        let texts = texts.unwrap_or_default().into_iter();
        texts.filter_map(|object: &RawValue| Self::read(object.get().as_bytes(), self.secrets)).collect()
    }

    /// Returns a member that is a text and not empty, redacted and cut off.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = redact(&self.document(name)?, self.secrets, MESSAGE_LIMIT);
        Some(text).filter(|text| !text.is_empty())
    }

    /// Returns a member that is a text, or the JSON text of one that is an object, as received: it may be a document.
    pub(super) fn document(&self, name: &str) -> Option<String> {
        let json = self.raw(name)?.get();
        if json.starts_with('{') {
            return Some(json.to_owned()).filter(|json| json.len() <= DOCUMENT_LIMIT);
        }
        serde_json::Deserializer::from_str(json).deserialize_str(Text).ok()
    }

    /// Returns the JSON text of a member, such as that of a number.
    pub(super) fn json(&self, name: &str) -> Option<&'a str> {
        self.raw(name).map(RawValue::get)
    }
}

struct KnownMembers;

impl<'de> Visitor<'de> for KnownMembers {
    type Value = Vec<(&'static str, &'de RawValue)>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::with_capacity(NAMES.len());
        while let Some(name) = map.next_key_seed(Name)? {
            let Some(name) = name else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value()?;
            found.retain(|(earlier, _)| *earlier != name);
            found.push((name, value));
        }
        Ok(found)
    }
}

/// Reads the name of a member as one of [`NAMES`].
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<&'static str>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name)))
    }
}

/// Reads the first items of a list, as JSON texts.
struct First {
    limit: usize,
}

impl<'de> Visitor<'de> for First {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() < self.limit
            && let Some(item) = list.next_element()?
        {
            items.push(item);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(items)
    }
}

/// Reads a text up to [`DOCUMENT_LIMIT`].
struct Text;

impl Visitor<'_> for Text {
    type Value = String;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(truncate(text, DOCUMENT_LIMIT).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use crate::error::ODataError;

    /// A value of such a body takes a hundred times its size.
    #[test]
    fn large_errors_are_read_in_bounded_memory() {
        const SIZE: usize = 3 * 1024 * 1024;
        const LIMIT: u64 = SIZE as u64 * 9 / 4;
        let filled = |start: &str, item: &str, end: &str| format!("{start}{}{end}", item.repeat(SIZE / item.len()));
        for (body, is_error) in [
            (filled(r#"{"error":{"code":"x","message":"y","a":[0"#, ",[]", "]}}"), true),
            (filled(r#"{"error":{"code":"x","message":"y","details":[{}"#, ",{}", "]}}"), true),
            (filled(r#"{"error":{"code":"x","message":"y""#, r#","a":1"#, "}}"), true),
            (filled(r#"{"error":{"code":"x","message":"y""#, r#","code":"x""#, "}}"), true),
            (filled(r#"{"error":{"code":"x","message":"y"},"a":[0"#, ",{}", "]}"), true),
            (filled(r#"{"error":{"code":"x","message":""#, "\\u00fc", r#""}}"#), true),
            (filled(r#"{"error":{"code":"x","message":"{\"Message\":[0"#, ",{}", r#"]}"}}"#), true),
            (filled(r#"{"error":{"code":"x","innerError":"#, r#"{"innerError":"#, ""), false),
            (filled("", "[", ""), false),
        ] {
            let mut read = None;
            let measured = allocation_counter::measure(|| read = ODataError::read(body.as_bytes(), &[]));
            assert_eq!(read.is_some(), is_error, "{}", &body[..60]);
            assert!(measured.bytes_max < LIMIT, "{} bytes for {}", measured.bytes_max, &body[..60]);
        }
    }
}
