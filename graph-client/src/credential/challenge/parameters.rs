//! A lenient reader of `WWW-Authenticate` headers.
//!
//! Real challenges are outside of [the grammar](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1): URLs without quotes,
//! base64 padding without quotes, quotes and JSON inside quotes, parameters without commas between them. The reader takes
//! everything in the form of a parameter and skips the rest.

use serde::de::IgnoredAny;
use std::borrow::Cow;

/// A parameter of a challenge.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parameter<'a> {
    /// Empty if the header does not begin with a scheme.
    pub(super) scheme: &'a str,
    pub(super) name: &'a str,
    pub(super) value: Cow<'a, str>,
}

/// Returns the parameters of all challenges in a header.
pub(super) fn parameters(header: &str) -> Parameters<'_> {
    Parameters { rest: header, scheme: "" }
}

pub(super) struct Parameters<'a> {
    rest: &'a str,
    scheme: &'a str,
}

impl<'a> Iterator for Parameters<'a> {
    type Item = Parameter<'a>;

    fn next(&mut self) -> Option<Parameter<'a>> {
        // The beginning of a header and a comma may be followed by a scheme.
        let mut may_be_scheme = self.scheme.is_empty();
        loop {
            let rest = self.rest.trim_start_matches(is_separator);
            may_be_scheme |= self.rest[..self.rest.len() - rest.len()].contains(',');
            if rest.is_empty() {
                return None;
            }
            let (name, after_name) = split_name(rest);
            if let Some(value) = after_equals_sign(after_name).filter(|_| !name.is_empty()) {
                let (value, after_value) = read_value(value);
                self.rest = after_value;
                return Some(Parameter { scheme: self.scheme, name, value });
            }
            // A scheme is followed by a parameter. `b` in `authorization_uri=https://a/?a,b` is not.
            if may_be_scheme && begins_with_parameter(after_name.trim_start()) {
                self.scheme = name;
            }
            may_be_scheme = false;
            // Skip characters that are not part of a name, so that every turn makes progress.
            self.rest = if name.is_empty() {
                rest.trim_start_matches(|character| is_not_in_name(character) && !is_separator(character))
            } else {
                after_name
            };
        }
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | ';')
}

/// Splits off the longest name: a [token](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2).
fn split_name(text: &str) -> (&str, &str) {
    text.split_at(text.find(is_not_in_name).unwrap_or(text.len()))
}

fn is_not_in_name(character: char) -> bool {
    !(character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character))
}

fn after_equals_sign(text: &str) -> Option<&str> {
    Some(text.trim_start().strip_prefix('=')?.trim_start())
}

fn begins_with_parameter(text: &str) -> bool {
    let (name, rest) = split_name(text);
    !name.is_empty() && after_equals_sign(rest).is_some()
}

/// Splits off a value: JSON with or without quotes, a quoted string, or everything up to a separator.
fn read_value(text: &str) -> (Cow<'_, str>, &str) {
    let quoted = text.strip_prefix('"');
    if let Some((json, rest)) = split_json(quoted.unwrap_or(text)) {
        return (Cow::Borrowed(json), rest.strip_prefix('"').unwrap_or(rest));
    }
    if let Some(quoted) = quoted {
        return read_quoted(quoted);
    }
    let (value, rest) = text.split_at(text.find(is_separator).unwrap_or(text.len()));
    (Cow::Borrowed(value.trim_matches('\'')), rest)
}

fn split_json(text: &str) -> Option<(&str, &str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let is_object = text.starts_with('{') && values.next()?.is_ok();
    is_object.then(|| text.split_at(values.byte_offset()))
}

/// Reads a quoted string behind its first quote, up to the quote that ends it or to the end of the header.
fn read_quoted(text: &str) -> (Cow<'_, str>, &str) {
    let mut is_escaped = false;
    let end = text.char_indices().find(|(position, character)| {
        let is_end = *character == '"' && !is_escaped && ends_value(&text[position + 1..]);
        is_escaped = *character == '\\' && !is_escaped;
        is_end
    });
    let (value, rest) = match end {
        Some((end, _)) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    };
    (if value.contains('\\') { Cow::Owned(unescape(value)) } else { Cow::Borrowed(value) }, rest)
}

/// Returns whether a quote before this text ends a value. A quote inside one is followed by other text.
fn ends_value(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([',', ';']) || begins_with_parameter(rest)
}

fn unescape(value: &str) -> String {
    let mut characters = value.chars();
    std::iter::from_fn(|| match characters.next()? {
        '\\' => characters.next(),
        character => Some(character),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::parameters;
    use proptest::prelude::*;

    /// Returns the parameters as text: scheme, name and value.
    fn read(header: &str) -> Vec<String> {
        parameters(header).map(|found| format!("{} {}={}", found.scheme, found.name, found.value)).collect()
    }

    #[test]
    fn challenges_outside_of_the_grammar_are_read() {
        for (header, expected) in [
            (r#"Bearer a=https://x/y?z=1&q, b="0""#, vec!["Bearer a=https://x/y?z=1&q", "Bearer b=0"]),
            (r#"Bearer a=https://x/y,z, b="0""#, vec!["Bearer a=https://x/y", "Bearer b=0"]),
            (r"Bearer a=e30==,b=1", vec!["Bearer a=e30==", "Bearer b=1"]),
            (r#"Bearer a="said "no" to it", b=1"#, vec![r#"Bearer a=said "no" to it"#, "Bearer b=1"]),
            (r#"Bearer a="said \"no\"", b=1"#, vec![r#"Bearer a=said "no""#, "Bearer b=1"]),
            (r#"Bearer a="" b="x" c='y'"#, vec!["Bearer a=", "Bearer b=x", "Bearer c=y"]),
            (r#"Bearer a="1";b = "2" ; c =3"#, vec!["Bearer a=1", "Bearer b=2", "Bearer c=3"]),
            (r#"Bearer a="{"b":"c","d":[]}", e=1"#, vec![r#"Bearer a={"b":"c","d":[]}"#, "Bearer e=1"]),
            (r#"Bearer a={"b":"c,d"}, e=1"#, vec![r#"Bearer a={"b":"c,d"}"#, "Bearer e=1"]),
            (r"Bearer a=The token has expired, b=1", vec!["Bearer a=The", "Bearer b=1"]),
            (r#"Basic realm="a, b", Bearer c=1"#, vec!["Basic realm=a, b", "Bearer c=1"]),
            (r"Negotiate, NTLM, Bearer c=1", vec!["Bearer c=1"]),
            (r"Negotiate YII=, Bearer c=1", vec!["Negotiate YII=", "Bearer c=1"]),
            (r#"a="1", b=2"#, vec![" a=1", " b=2"]),
            (r#"Bearer a="not closed"#, vec!["Bearer a=not closed"]),
            (r#"Bearer a=é"ü, b="ö""#, vec![r#"Bearer a=é"ü"#, "Bearer b=ö"]),
        ] {
            assert_eq!(read(header), expected, "{header}");
        }
        assert_eq!(read(""), [""; 0]);
        assert_eq!(read(r#"=, "", = "x" ,,;"#), [""; 0]);
    }

    proptest! {
        #[test]
        fn any_header_is_read(header in "\\PC{0,60}|[a={}\"\\\\,; ]{0,60}") {
            for found in parameters(&header) {
                prop_assert!(!found.name.is_empty() && found.value.len() <= header.len(), "{found:?}");
            }
        }

        #[test]
        fn a_parameter_is_found_behind_others(
            before in proptest::collection::vec(
                "[a-z_]{1,8}=(https://[a-z/?&=.]{0,12}|[A-Za-z0-9+/]{1,9}={0,2}|\"[ -!#-\\[\\]-~]{0,12}\"|\"[a-z]{0,3} \"[a-z]{1,3}\" [a-z]{1,3}\")",
                0..5,
            ),
            separator in ", ?|; | , ",
        ) {
            let parameters = before.into_iter().chain(["claims=\"e30=\"".to_owned()]).collect::<Vec<_>>();
            let header = format!("Bearer {}", parameters.join(&separator));
            prop_assert_eq!(read(&header).pop().unwrap_or_default(), "Bearer claims=e30=", "{}", header);
        }
    }
}
