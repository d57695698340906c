//! Reading JSON, with the place of what does not fit.

use serde::de::DeserializeOwned;
use std::fmt::{self, Display, Formatter};

/// JSON that is malformed or does not fit its type.
pub(crate) struct Misfit {
    /// The property, such as `value[3].enrollmentState`. `None` if it is the document as a whole.
    pub(crate) path: Option<String>,
    pub(crate) error: serde_json::Error,
}

impl Display for Misfit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "`{path}`: {}", self.error),
            None => Display::fmt(&self.error, f),
        }
    }
}

/// Reads a document. The path is looked for only after something has not fit, so that it costs nothing otherwise.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Misfit> {
    serde_json::from_slice(text).map_err(|error| {
        let again: Result<T, _> = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_slice(text));
        let path = again.err().map(|located| located.path().to_string()).filter(|path| path != ".");
        Misfit { path, error }
    })
}
