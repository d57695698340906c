//! Writes a tree of values as YAML, in blocks with an indentation of two spaces. A string has no quotes if every reader,
//! even of YAML 1.1, reads it as a string without them.
//!
//! No crate does all of this: serde-saphyr turns `1.10` into `1.1`, saphyr leaves `y` and `2001-12-14` without quotes, and
//! both do not escape characters that reverse the direction of text.

use super::super::node::Value;
use crate::text::is_invisible;
use std::fmt::Write;

/// The maximum length of a key without a question mark before it, in bytes with quotes. YAML allows 1024 characters:
/// <https://yaml.org/spec/1.2.2/#rule-ns-s-implicit-yaml-key>.
const MAX_KEY: usize = 1000;

/// Characters that a plain scalar cannot start with: indicators, and the first characters of numbers, null and merge keys.
const TELLING: &str = "-?:,[]{}#&*!|>'\"%@`~=<+.";

/// Booleans and null, in any case: <https://yaml.org/type/bool.html>.
const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

pub(super) fn write(value: &Value, indent: usize) -> String {
    let mut out = " ".repeat(indent);
    block(value, indent, &mut out);
    out
}

/// Writes a value, whose first line is already indented, and the end of its last line.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    space(indent, out);
                }
                key(&entry.key, indent, out);
                if is_block(&entry.value.value) {
                    out.push('\n');
                    space(indent + 2, out);
                } else {
                    out.push(' ');
                }
                block(&entry.value.value, indent + 2, out);
            }
        }
        Value::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    space(indent, out);
                }
                out.push_str("- ");
                block(&item.value, indent + 2, out);
            }
        }
        scalar => {
            self::scalar(scalar, out);
            out.push('\n');
        }
    }
}

/// Returns whether a value starts on a new line after its key.
fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => false,
    }
}

fn space(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn key(key: &str, indent: usize, out: &mut String) {
    let start = out.len();
    text(key, out);
    if out.len() - start > MAX_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        space(indent, out);
    }
    out.push(':');
}

fn scalar(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(digits) => out.push_str(digits),
        Value::Text(text) => self::text(text, out),
        Value::List(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
}

fn text(text: &str, out: &mut String) {
    if text.contains(is_hidden) || (text.contains('\'') && !text.contains(['"', '\\']) && !is_plain(text)) {
        out.push('"');
        text.chars().for_each(|character| escape(character, out));
        out.push('"');
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// Returns whether a character is only visible when escaped. The last two are not characters, and YAML forbids them.
fn is_hidden(character: char) -> bool {
    character != ' ' && (is_invisible(character) || matches!(character, '\u{fffe}' | '\u{ffff}'))
}

fn escape(character: char, out: &mut String) {
    let code = u32::from(character);
    // Writing to a string cannot fail.
    let _ = match character {
        '"' | '\\' => write!(out, "\\{character}"),
        '\n' => write!(out, "\\n"),
        '\r' => write!(out, "\\r"),
        '\t' => write!(out, "\\t"),
        _ if !is_hidden(character) => write!(out, "{character}"),
        _ if code <= 0xFF => write!(out, "\\x{code:02X}"),
        _ if code <= 0xFFFF => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
}

/// Returns whether a text without hidden characters can be written without quotes.
fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|first| !TELLING.contains(first) && first != ' ');
    let has_mark = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    begins_well && !has_mark && !is_word && !is_numeric(text)
}

/// Returns whether a reader could parse a text as a number, a time or a date. A version such as `3.0.4` is a string.
fn is_numeric(text: &str) -> bool {
    let is_part = |character: char| character.is_ascii_hexdigit() || "xXoOtTzZ_.:+-, ".contains(character);
    let is_version = || {
        let numbers: Vec<_> = text.split('.').collect();
        numbers.len() > 2
            && numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.starts_with(|first: char| first.is_ascii_digit()) && text.chars().all(is_part) && !is_version()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the scalar for a text.
    fn written(value: &str) -> String {
        let mut out = String::new();
        text(value, &mut out);
        out
    }

    #[test]
    fn texts_that_nobody_mistakes_have_no_quotes() {
        for plain in [
            "word",
            "two words, and [more] {of} them",
            "it's",
            "a:b#c",
            "3.0.4",
            "3rd",
            "https://example.org/#there",
            "$ref",
            "/devices/{device-id}",
            "nullable",
            "é😀",
        ] {
            assert_eq!(written(plain), plain);
        }
    }

    #[test]
    fn texts_that_a_reader_of_yaml_1_1_takes_for_something_else_have_quotes() {
        let words = "~ null NULL yes No on OFF y N True 1 1.5 1e3 1_000 1,000 0x1F 0o17 0b1 .5 .inf -1 +1 12:30:45 2001-12-14 \
             0001-01-01T00:00:00Z = << --- ... a: #a @a `a %a &a *a !a | > [a {a \"a";
        for taken in words.split(' ').chain(["", "- a", "? a", "a: b", "a #b", " a", "a "]) {
            assert_eq!(written(taken), format!("'{taken}'"));
        }
        assert_eq!(written("'a'"), r#""'a'""#);
        assert_eq!(written(r#"'a' "b""#), r#"'''a'' "b"'"#);
    }

    #[test]
    fn what_nobody_sees_is_escaped() {
        let text = "a\n\r\t\0\u{85}\u{a0}\u{202e}\u{2028}\u{feff}\u{fffe}\u{e0041}\"\\é";
        let expected = r#""a\n\r\t\x00\x85\xA0\u202E\u2028\uFEFF\uFFFE\U000E0041\"\\é""#;
        assert_eq!(written(text), expected);
    }
}
