//! Deserialization of JSON with the path of an error.

use graph_models::odata;
use serde::de::DeserializeOwned;
use std::fmt::{self, Display, Formatter};

/// An error of JSON that is malformed or does not fit its type.
pub(crate) struct JsonError {
    /// The path of the value, such as `value[3].enrollmentState`. `None` for the document as a whole.
    path: Option<String>,
    error: serde_json::Error,
}

impl Display for JsonError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "`{path}`: {}", self.error),
            None => Display::fmt(&self.error, f),
        }
    }
}

/// Reads a document. Values that do not fit a property of an object are kept as received.
///
/// The path of an error is found by reading a second time, so that reading valid documents pays nothing for it.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, JsonError> {
    odata::from_slice(text).map_err(|error| {
        let again: Result<T, _> = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(text));
        let path = again.err().map(|located| located.path().to_string()).filter(|path| path != ".");
        JsonError { path, error }
    })
}
