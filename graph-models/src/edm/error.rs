//! The error of parsing a primitive value.

use std::fmt::{self, Display, Formatter};

/// Enough to recognize the value in a log.
const MAX_CHARACTERS: usize = 40;

/// The error of parsing a primitive value, with the text found and the form expected.
///
/// The message has at most 40 characters of the text. For [`Binary`](super::Binary) it has only the length, because the
/// content may be large or a key.
///
/// ```
/// use graph_models::edm::{Binary, Date, ParsePrimitiveError};
///
/// let error: Option<ParsePrimitiveError> = "2016-13-01".parse::<Date>().err();
/// assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(r#""2016-13-01" is not a date such as 2016-12-31"#));
///
/// let error = "key!".parse::<Binary>().err();
/// assert_eq!(error.map(|error| error.to_string()).as_deref(), Some("a text of 4 bytes is not base64 without line breaks"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsePrimitiveError {
    found: String,
    expected: &'static str,
}

impl ParsePrimitiveError {
    pub(super) fn of_text(text: &str, expected: &'static str) -> Self {
        Self { found: format!("{:?}", excerpt(text)), expected }
    }

    pub(super) fn of_hidden_text(text: &str, expected: &'static str) -> Self {
        Self { found: format!("a text of {} bytes", text.len()), expected }
    }

    /// Reports only the kind of an object or an array: its content may be secret.
    pub(super) fn of_json(raw: &str, expected: &'static str) -> Self {
        let found = match raw.chars().next() {
            Some('{') => "an object".to_owned(),
            Some('[') => "an array".to_owned(),
            _ => excerpt(raw),
        };
        Self { found, expected }
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Display for ParsePrimitiveError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not {}", self.found, self.expected)
    }
}

impl std::error::Error for ParsePrimitiveError {}
