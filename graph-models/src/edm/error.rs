//! The error of a text that is not what it should be.

use std::fmt::{self, Display, Formatter};

/// Enough to recognize a value, too little to flood a log.
const MAX_CHARACTERS: usize = 40;

/// A text that is no valid value of a primitive type: says what was found and what was expected.
///
/// A long text is cut off after 40 characters. Of [`Binary`](super::Binary) only the length is said, because its
/// content may be large or a key.
///
/// ```
/// use graph_models::edm::{Binary, Date, ParsePrimitiveError};
///
/// let error: Option<ParsePrimitiveError> = "2016-13-01".parse::<Date>().err();
/// assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(r#""2016-13-01" is not a date such as 2016-12-31"#));
///
/// let error = "key=".parse::<Binary>().err();
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

    /// Of an object or an array only that is said: what is in it has no meaning here, and may be secret.
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
