//! The error of a conversion to a derived type.

use super::Object;
use std::fmt::{self, Debug, Display};

/// The error of [`Object::downcast`]. It contains the object.
pub struct DowncastError<T> {
    pub(super) object: T,
    pub(super) expected: &'static str,
    pub(super) source: Option<serde_json::Error>,
}

impl<T> DowncastError<T> {
    /// Returns the object, unchanged.
    #[must_use]
    pub fn into_object(self) -> T {
        self.object
    }
}

impl<T: Object> Display for DowncastError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = self.expected;
        if self.source.is_some() {
            return write!(f, "could not convert the object to {expected}");
        }
        match self.object.odata_type() {
            Some(actual) => write!(f, "the object is {actual:?}, not {expected}"),
            None => write!(f, "the object has no `@odata.type`; expected {expected}"),
        }
    }
}

impl<T: Object> Debug for DowncastError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DowncastError")
            .field("object", &self.object)
            .field("expected", &self.expected)
            .field("source", &self.source)
            .finish()
    }
}

impl<T: Object> std::error::Error for DowncastError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
