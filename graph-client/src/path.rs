//! Resource paths: segments and keys, encoded so that no value can change the structure of the path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters to encode in a key: all but the unreserved characters of RFC 3986.
const ENCODE_IN_KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters to encode in a segment. OData uses the others as delimiters, as in `range(address='A1:B2')`.
const ENCODE_IN_SEGMENT: &AsciiSet = &ENCODE_IN_KEY
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

/// A path below the version of the API, such as `/users/{id}`.
#[derive(Clone, Debug)]
pub(crate) struct ResourcePath {
    /// Percent-encoded, except for the braces of parameters without a value.
    encoded: String,
    /// The path with a parameter instead of every key, safe to log.
    template: String,
    /// The first error in the path. It is reported when the path is used, so that building a path is infallible.
    error: Option<String>,
}

impl ResourcePath {
    pub(crate) const fn root() -> Self {
        Self { encoded: String::new(), template: String::new(), error: None }
    }

    /// Creates the path of a link of the service, whose segments may be keys.
    pub(crate) fn link() -> Self {
        Self { template: "/{link}".to_owned(), ..Self::root() }
    }

    /// Parses a path template such as `/users/{id}/manager`.
    ///
    /// A segment that cannot be a name of the API may be a key, so the template for logs does not contain it.
    pub(crate) fn parse(path: &str) -> Self {
        let Some(path) = path.strip_prefix('/') else {
            return Self { error: Some("the path must begin with `/`".to_owned()), ..Self::root() };
        };
        path.split('/').fold(Self::root(), |mut parsed, segment| {
            if segment.is_empty() {
                parsed.error.get_or_insert("the path contains an empty segment".to_owned());
            } else if matches!(segment, "." | "..") {
                parsed.error.get_or_insert(format!("the path contains the segment `{segment}`"));
            }
            parsed.encoded.push('/');
            parsed.template.push('/');
            if is_parameter(segment) {
                parsed.encoded.push_str(segment);
                parsed.template.push_str(segment);
            } else {
                if segment.contains(['?', '#', '%', '{', '}']) {
                    let error = "a path segment contains one of `?#%{}`; write a parameter as a segment `{name}`, \
                                 set its value with `parameter`, and add query options with `query`";
                    parsed.error.get_or_insert(error.to_owned());
                }
                parsed.encoded.extend(utf8_percent_encode(segment, ENCODE_IN_SEGMENT));
                parsed.template.push_str(if is_api_name(segment) { segment } else { "{…}" });
            }
            parsed
        })
    }

    /// Appends a segment that the API defines.
    pub(crate) fn segment(mut self, name: &'static str) -> Self {
        for path in [&mut self.encoded, &mut self.template] {
            path.push('/');
            path.push_str(name);
        }
        self
    }

    /// Appends the key of an entity as a segment.
    pub(crate) fn key(self, key: &str) -> Self {
        self.segment("{id}").with_parameter("id", key)
    }

    /// Replaces the parameter `{name}` by a value.
    pub(crate) fn with_parameter(mut self, name: &str, value: &str) -> Self {
        let parameter = format!("{{{name}}}");
        if !is_parameter(&parameter) || !self.encoded.contains(&parameter) {
            self.error.get_or_insert(format!("the path has no parameter `{parameter}` without a value"));
        } else if value.trim().is_empty() {
            self.error.get_or_insert(format!("the {name} is blank"));
        } else if matches!(value, "." | "..") {
            // Dots cannot be encoded: servers and proxies resolve `%2E%2E` like `..`.
            self.error.get_or_insert(format!("the {name} is `.` or `..`, which cannot be a path segment"));
        }
        let value = utf8_percent_encode(value, ENCODE_IN_KEY).to_string();
        self.encoded = self.encoded.replace(&parameter, &value);
        self
    }

    /// Returns the first error in the path, or an error if a parameter has no value.
    pub(crate) fn error(&self) -> Option<String> {
        let missing = || {
            let segment = self.encoded.split('/').find(|segment| is_parameter(segment))?;
            Some(format!("the path parameter `{segment}` has no value"))
        };
        self.error.clone().or_else(missing)
    }

    /// Returns the percent-encoded path, if it has no [error](Self::error).
    pub(crate) fn encoded(&self) -> &str {
        &self.encoded
    }

    /// Returns the path with a parameter instead of every key, safe to log.
    pub(crate) fn template(&self) -> &str {
        &self.template
    }
}

fn is_parameter(segment: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
}

/// Names of the API consist of letters, with a `$` before system resources. Qualified names have dots, as user names do, so
/// only those in the namespace `microsoft.graph` are recognized.
fn is_api_name(segment: &str) -> bool {
    let name = segment.strip_prefix('$').unwrap_or(segment);
    let name = name.strip_suffix("()").unwrap_or(name);
    let (name, has_dots) = name.strip_prefix("microsoft.graph.").map_or((name, false), |name| (name, true));
    name.bytes().all(|byte| byte.is_ascii_alphabetic() || (has_dots && byte == b'.'))
}

#[cfg(test)]
mod tests {
    use super::ResourcePath;

    #[test]
    fn the_template_omits_ids() {
        for (path, template) in [
            ("/users/{id}/manager", "/users/{id}/manager"),
            ("/users/alice@contoso.com/messages/$count", "/users/{…}/messages/$count"),
            ("/devices/PF2X8K1L/microsoft.graph.wipe", "/devices/{…}/microsoft.graph.wipe"),
            ("/devices('PF2X')/delta()", "/{…}/delta()"),
            ("/users/john.doe/messages", "/users/{…}/messages"),
            ("/users/microsoft.graph.callRecords.delta()", "/users/microsoft.graph.callRecords.delta()"),
            ("/users/{id}/microsoft.graph", "/users/{id}/{…}"),
        ] {
            assert_eq!(ResourcePath::parse(path).template(), template);
        }
    }

    #[test]
    fn odata_delimiters_are_not_encoded() {
        let path = ResourcePath::parse("/range(address='A1:B2')/{key}/a b").with_parameter("key", "x/y?{z}");
        assert_eq!(path.error(), None);
        assert_eq!(path.encoded(), "/range(address='A1:B2')/x%2Fy%3F%7Bz%7D/a%20b");
    }

    #[test]
    fn invalid_paths_are_refused() {
        for (path, expected) in [
            ("", "must begin with `/`"),
            ("users", "must begin with `/`"),
            ("https://other.example/", "must begin with `/`"),
            ("//other.example/users", "empty segment"),
            ("/users/", "empty segment"),
            ("/users/../groups", "segment `..`"),
            ("/users?$top=1", "contains one of `?#%{}`"),
            ("/users#1", "contains one of `?#%{}`"),
            ("/users/%2e%2e", "contains one of `?#%{}`"),
            ("/users('{id}')", "contains one of `?#%{}`"),
            ("/users/{id}", "parameter `{id}` has no value"),
        ] {
            let message = ResourcePath::parse(path).error().unwrap();
            assert!(message.contains(expected), "{path}: {message}");
        }
        let unknown = ResourcePath::parse("/users/{id}").with_parameter("key", "1").error().unwrap();
        assert!(unknown.contains("the path has no parameter `{key}`"), "{unknown}");
    }
}
