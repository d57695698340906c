//! Paths to resources, made of segments that cannot break out of their place.

use crate::error::{Error, ErrorKind, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path below the service root.
#[derive(Clone, Debug)]
pub(crate) struct ResourcePath {
    encoded: String,
    /// The path with `{id}` for every key: what may be shown.
    template: String,
    /// What is wrong with a key. Reported when the path is used, so that paths can be built in one expression.
    invalid_key: Option<&'static str>,
}

impl ResourcePath {
    pub(crate) const fn root() -> Self {
        Self { encoded: String::new(), template: String::new(), invalid_key: None }
    }

    /// Adds a segment that the API defines.
    pub(crate) fn segment(mut self, name: &'static str) -> Self {
        for path in [&mut self.encoded, &mut self.template] {
            path.push('/');
            path.push_str(name);
        }
        self
    }

    /// Adds the key of an entity as a segment.
    pub(crate) fn key(mut self, key: &str) -> Self {
        if key.trim().is_empty() {
            self.invalid_key = Some("the id is blank");
        } else if key == "." || key == ".." {
            // Nothing can be encoded there, yet servers and proxies take such a segment for a step up the path.
            self.invalid_key = Some("the id is `.` or `..`, which no path can hold");
        }
        self.encoded.push('/');
        self.encoded.extend(utf8_percent_encode(key, NOT_UNRESERVED));
        self.template.push_str("/{id}");
        self
    }

    /// The path, percent-encoded.
    pub(crate) fn encoded(&self) -> Result<&str, Error> {
        match self.invalid_key {
            None => Ok(&self.encoded),
            Some(message) => Err(Error::new(ErrorKind::Request, Outcome::NotSent, message)),
        }
    }

    pub(crate) fn template(&self) -> &str {
        &self.template
    }
}
