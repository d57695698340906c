//! Deserialization of JSON with the path of an error.

use crate::charset;
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;
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

impl Display for JsonError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "`{path}`: {}", self.error),
            None => Display::fmt(&self.error, f),
        }
    }
}

/// Reads a document.
///
/// The path of an error is found by reading a second time, so that reading valid documents pays nothing for it.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(text).map_err(|error| {
        let again: Result<T, _> = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(text));
        let path = again.err().map(|located| located.path().to_string()).filter(|path| path != ".");
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
