//! Deserialization of JSON with the path of an error.

use crate::charset;
use graph_models::odata;
use reqwest::header::HeaderValue;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};
use std::fmt::{self, Display, Formatter};

/// An error of JSON that is malformed or does not fit its type.
pub(crate) struct JsonError {
    /// The path of the value, such as `value[3].enrollmentState`. `None` for the document as a whole.
    path: Option<String>,
    error: serde_json::Error,
}

impl JsonError {
    /// Returns whether the document does not even begin like JSON.
    pub(crate) fn is_foreign(&self) -> bool {
        self.error.is_syntax() && self.error.line() == 1 && self.error.column() <= 2
    }
}

/// Omits the value, which may be secret: prints what is wrong, what was expected and where.
impl Display for JsonError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "`{path}`: ")?;
        }
        let text = self.error.to_string();
        match self.error.classify() {
            Category::Data => f.write_str(&without_value(&text))?,
            // These texts are constant.
            Category::Syntax | Category::Eof | Category::Io => return f.write_str(&text),
        }
        write!(f, " at line {} column {}", self.error.line(), self.error.column())
    }
}

/// Returns a text of serde's without the value that it quotes. A text of the type's own may quote it anywhere.
fn without_value(text: &str) -> String {
    const OTHER: &str = "the value does not fit its type";
    let name = |text: &str| text.split('`').nth(1).map(str::to_owned);
    // The names are those of the type, unlike that of an unknown field or variant.
    for (start, names) in [
        ("missing field", true),
        ("duplicate field", true),
        ("duplicate property", true),
        ("unknown field", false),
        ("unknown variant", false),
    ] {
        if text.starts_with(start) {
            return match name(text).filter(|_| names) {
                Some(name) => format!("{start} `{name}`"),
                None => start.to_owned(),
            };
        }
    }
    let Some((start, rest)) = ["invalid type: ", "invalid value: ", "invalid length"]
        .into_iter()
        .find_map(|start| Some((start, text.strip_prefix(start)?)))
    else {
        return OTHER.to_owned();
    };
    // The kind of the value precedes it: string "…", integer `…`. The value may contain anything, so what is expected is what
    // follows the last separator.
    let kind: String =
        rest.chars().take_while(|character| character.is_ascii_lowercase() || *character == ' ').collect();
    let kind = kind.trim_end();
    let expected = rest
        .rfind(", expected ")
        .and_then(|at| rest.get(at..))
        .and_then(|text| text.rsplit_once(" at line "))
        .map(|(text, _)| text);
    let start = if kind.is_empty() { start.trim_end_matches([':', ' ']) } else { start };
    format!("{start}{kind}{}", expected.unwrap_or_default())
}

/// Reads a document. Values that do not fit a property of an object are kept as received.
///
/// The path of an error is found by reading a second time, so that reading valid documents pays nothing for it.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    odata::from_slice(text).map_err(|error| {
        let again: Result<T, _> = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(text));
        let path = again.err().map(|located| describe(located.path())).filter(|path| !path.is_empty());
        JsonError { path, error }
    })
}

/// Reads the body of a message, which may begin with a byte order mark or be in an encoding other than UTF-8.
///
/// It is decoded only if it cannot be read as it is, so that reading UTF-8 pays nothing for it.
pub(crate) fn read_body<T: DeserializeOwned>(body: &[u8], content_type: Option<&HeaderValue>) -> Result<T, JsonError> {
    read(body).or_else(|error| match charset::decode_json(body, content_type) {
        Some(json) if json.is_empty() => read(b"null"),
        Some(json) if json.as_bytes() != body => read(json.as_bytes()),
        _ => Err(error),
    })
}

/// Prints a path with the names in it that may be names of the API. Others may be values of a dictionary.
fn describe(path: &Path) -> String {
    path.iter().fold(String::new(), |mut text, segment| {
        let name = match segment {
            Segment::Seq { index } => return text + &format!("[{index}]"),
            Segment::Map { key: name } | Segment::Enum { variant: name } if is_name(name) => name,
            Segment::Map { .. } | Segment::Enum { .. } | Segment::Unknown => "{…}",
        };
        if !text.is_empty() {
            text.push('.');
        }
        text + name
    })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase() || first == '@')
        && name.len() <= 100
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'_' | b'-'))
}

/// Returns whether a text is a JSON document.
pub(crate) fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde::Deserialize;
    use serde::de::{DeserializeOwned, Error};

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only read")]
    struct Account {
        pin: Option<u8>,
        state: Option<State>,
        name: Option<Name>,
        pair: Option<(u8, u8)>,
        letter: Option<char>,
    }

    #[derive(Deserialize)]
    enum State {
        On,
    }

    struct Name;

    impl<'de> Deserialize<'de> for Name {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(D::Error::custom(format!("{text} is not a name, expected {text}")))
        }
    }

    fn message<T: DeserializeOwned>(text: &str) -> String {
        read::<T>(text.as_bytes()).map(|_| ()).map_err(|error| error.to_string()).unwrap_err()
    }

    #[test]
    fn no_message_quotes_a_value() {
        for (json, expected) in [
            (r#"{"pin":"Summer2026!"}"#, "`pin`: invalid type: string, expected u8"),
            (r#"{"pin":"Summer2026!, expected Summer2026!"}"#, "`pin`: invalid type: string, expected u8"),
            (r#"{"pin":"a\" at line Summer2026!"}"#, "`pin`: invalid type: string, expected u8"),
            (r#"{"pin":20262026}"#, "`pin`: invalid value: integer, expected u8"),
            (r#"{"pin":2026.2026}"#, "`pin`: invalid type: floating point, expected u8"),
            (r#"{"state":"Summer2026!"}"#, "`state`: unknown variant"),
            (r#"{"state":{"Summer2026!":1}}"#, "`state`: unknown variant"),
            (r#"{"Summer2026!":1}"#, "`{…}`: unknown field"),
            (r#"{"name":"Summer2026!"}"#, "`name`: the value does not fit its type"),
            (r#"{"letter":"Summer2026!"}"#, "`letter`: invalid value: string, expected a character"),
            (r#"{"pair":[1]}"#, "`pair`: invalid length, expected a tuple of size 2"),
            (r#"{"pin":1,"pin":1}"#, "duplicate field `pin`"),
            (r#"{"pin":Summer2026!}"#, "`pin`: expected value"),
        ] {
            let message = message::<Account>(json);
            let (what, position) = message.split_once(" at line 1 column ").unwrap();
            assert_eq!((what, position.parse::<usize>().is_ok()), (expected, true), "{json}");
        }
        assert_eq!(message::<u8>(r#""Summer2026!""#), "invalid type: string, expected u8 at line 1 column 13");
    }
}
