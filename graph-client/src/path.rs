//! Paths to resources, made of segments that cannot break out of their place.

use crate::error::{Error, ErrorKind, Outcome};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986.
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What may not stand in a segment as it is. The rest means something in OData: `range(address='A1:B2')`.
const NOT_IN_SEGMENT: &AsciiSet = &NOT_UNRESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// A path below the service root.
#[derive(Clone, Debug)]
pub(crate) struct ResourcePath {
    /// Percent-encoded, but for the braces around a parameter that has no value yet.
    encoded: String,
    /// The path with a name in braces for every key: what may be shown.
    template: String,
    /// What is wrong with it. Reported when the path is used, so that paths can be built in one expression.
    flaw: Option<String>,
}

impl ResourcePath {
    pub(crate) const fn root() -> Self {
        Self { encoded: String::new(), template: String::new(), flaw: None }
    }

    /// A path as a caller writes it: segments of the API, and `{name}` for each of its keys.
    ///
    /// What cannot be the name of something in the API is taken for a key, and not shown.
    pub(crate) fn parse(path: &str) -> Self {
        let Some(path) = path.strip_prefix('/') else {
            return Self {
                flaw: Some("the path does not begin with `/`, as one below the service root does".to_owned()),
                ..Self::root()
            };
        };
        path.split('/').fold(Self::root(), |mut parsed, segment| {
            if segment.is_empty() {
                parsed.flaw.get_or_insert("the path has an empty segment".to_owned());
            } else if matches!(segment, "." | "..") {
                parsed.flaw.get_or_insert(format!("the path has the segment `{segment}`"));
            }
            parsed.encoded.push('/');
            parsed.template.push('/');
            if is_parameter(segment) {
                parsed.encoded.push_str(segment);
                parsed.template.push_str(segment);
            } else {
                if segment.contains(['?', '#', '%', '{', '}']) {
                    let flaw = "a segment of the path has one of ?#%{} in it; a name in braces has to be a whole segment, \
                                `parameter` encodes what it stands for, and query options are given with `query`";
                    parsed.flaw.get_or_insert(flaw.to_owned());
                }
                parsed.encoded.extend(utf8_percent_encode(segment, NOT_IN_SEGMENT));
                parsed.template.push_str(if is_of_the_api(segment) { segment } else { "{…}" });
            }
            parsed
        })
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
    pub(crate) fn key(self, key: &str) -> Self {
        self.segment("{id}").with_parameter("id", key)
    }

    /// Puts a value where `{name}` stands.
    pub(crate) fn with_parameter(mut self, name: &str, value: &str) -> Self {
        let place = format!("{{{name}}}");
        if !is_parameter(&place) || !self.encoded.contains(&place) {
            self.flaw.get_or_insert(format!("the path has no `{place}` that needs a value"));
        } else if value.trim().is_empty() {
            self.flaw.get_or_insert(format!("the {name} is blank"));
        } else if matches!(value, "." | "..") {
            // Nothing can be encoded there, yet servers and proxies take such a segment for a step up the path.
            self.flaw.get_or_insert(format!("the {name} is `.` or `..`, which no path can hold"));
        }
        let value = utf8_percent_encode(value, NOT_UNRESERVED).to_string();
        self.encoded = self.encoded.replace(&place, &value);
        self
    }

    /// The path, percent-encoded.
    pub(crate) fn encoded(&self) -> Result<&str, Error> {
        let missing = self.encoded.split('/').find(|segment| is_parameter(segment));
        let missing = missing.map(|segment| format!("the path has no value for `{segment}`"));
        match self.flaw.clone().or(missing) {
            None => Ok(&self.encoded),
            Some(message) => Err(Error::new(ErrorKind::Request, Outcome::NotSent, message)),
        }
    }

    pub(crate) fn template(&self) -> &str {
        &self.template
    }
}

fn is_parameter(segment: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// The names of the API are letters, with dots in qualified names and a `$` before those of OData.
fn is_of_the_api(segment: &str) -> bool {
    let name = segment.strip_prefix('$').unwrap_or(segment);
    let name = name.strip_suffix("()").unwrap_or(name);
    name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::ResourcePath;

    #[test]
    fn a_path_is_shown_without_what_may_be_an_id() {
        for (path, template) in [
            ("/users/{id}/manager", "/users/{id}/manager"),
            ("/users/alice@contoso.com/messages/$count", "/users/{…}/messages/$count"),
            ("/devices/PF2X8K1L/microsoft.graph.wipe", "/devices/{…}/microsoft.graph.wipe"),
            ("/devices('PF2X')/delta()", "/{…}/delta()"),
        ] {
            assert_eq!(ResourcePath::parse(path).template(), template);
        }
    }

    #[test]
    fn a_path_keeps_what_means_something_to_odata() {
        let path = ResourcePath::parse("/range(address='A1:B2')/{key}/a b").with_parameter("key", "x/y?{z}");
        assert_eq!(path.encoded().unwrap(), "/range(address='A1:B2')/x%2Fy%3F%7Bz%7D/a%20b");
    }

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        for (path, expected) in [
            ("", "begin with `/`"),
            ("users", "begin with `/`"),
            ("https://other.example/", "begin with `/`"),
            ("//other.example/users", "empty segment"),
            ("/users/", "empty segment"),
            ("/users/../groups", "segment `..`"),
            ("/users?$top=1", "one of ?#%{}"),
            ("/users#1", "one of ?#%{}"),
            ("/users/%2e%2e", "one of ?#%{}"),
            ("/users('{id}')", "one of ?#%{}"),
            ("/users/{id}", "no value for `{id}`"),
        ] {
            let message = ResourcePath::parse(path).encoded().unwrap_err().to_string();
            assert!(message.contains(expected), "{path}: {message}");
        }
        let unknown = ResourcePath::parse("/users/{id}").with_parameter("key", "1").encoded().unwrap_err().to_string();
        assert!(unknown.contains("the path has no `{key}`"), "{unknown}");
    }
}
