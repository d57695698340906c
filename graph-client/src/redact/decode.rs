//! Decodes text that may have been escaped several times.

mod entity;

use crate::lenient_base64::STANDARD;
use base64::Engine;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// The number of nested encodings to undo, such as JSON in a JSON string in an HTML page.
const DEPTH: usize = 3;

/// The replacement for a character that is beyond ASCII, or whose encoding is incomplete.
pub(super) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// The minimum length of a run of base64 or hexadecimal digits to decode: less than that of a secret that is redacted inside
/// words.
const SHORTEST_RUN: usize = 10;

/// The length of the longest escape sequence, `\ud834\udd1e`.
const LONGEST: usize = 12;

/// Returns the text and all its decodings: up to [`DEPTH`] encodings, undone in any order.
///
/// Base64 and hexadecimal digits are decoded only on demand, because any long word may be read as them.
pub(super) fn decodings(text: &str, with_digits: bool) -> HashSet<String> {
    let mut found = HashSet::from([text.to_owned()]);
    let mut latest = vec![text.to_owned()];
    for _ in 0..DEPTH {
        let decoded = latest.iter().flat_map(|text| {
            let escaped = [escapes(text), entity::decode(text), percent(text), form(text)];
            escaped.into_iter().flatten().chain(with_digits.then(|| digits(text)).into_iter().flatten())
        });
        latest = decoded.filter(|text| found.insert(text.clone())).collect();
    }
    found
}

/// Undoes the escape sequences of a string in JSON, and then those of a URL.
pub(super) fn unescape_all(text: &str) -> Cow<'_, str> {
    let text = escapes(text).map_or(Cow::Borrowed(text), Cow::Owned);
    percent(&text).map_or(text, Cow::Owned)
}

/// Replaces every escape sequence that begins with `start`. `escape` returns the decoded character and the length of the
/// sequence. A truncated sequence at the end of the text is dropped.
fn unescape(text: &str, start: char, escape: impl Fn(&str) -> Option<(char, usize)>) -> Option<String> {
    if !text.contains(start) {
        return None;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(start) {
        decoded.push_str(&rest[..position]);
        rest = &rest[position..];
        if let Some((character, length)) = escape(rest) {
            decoded.push(character);
            rest = &rest[length..];
        } else if rest.len() < LONGEST && rest.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || "#\\{".contains(c))
        {
            return Some(decoded);
        } else {
            decoded.push(start);
            rest = &rest[start.len_utf8()..];
        }
    }
    Some(decoded + rest)
}

/// Decodes the escape sequences of JSON, JavaScript, Python, Rust and C.
fn escapes(text: &str) -> Option<String> {
    unescape(text, '\\', |text| {
        let character = match text.chars().nth(1)? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => return Some((byte(hex(text.get(2..4)?)?), 4)),
            'u' if text[2..].starts_with('{') => {
                let end = text.bytes().take(LONGEST).position(|byte| byte == b'}')?;
                return Some((char::from_u32(hex(&text[3..end])?)?, end + 1));
            }
            'u' => return utf_16(text, "\\u"),
            'U' => return Some((char::from_u32(hex(text.get(2..10)?)?)?, 10)),
            '0'..='7' => {
                let digits = text[1..].bytes().take(3).take_while(|digit| matches!(digit, b'0'..=b'7')).count();
                return Some((byte(u32::from_str_radix(&text[1..=digits], 8).ok()?), 1 + digits));
            }
            plain => plain,
        };
        let length = text.char_indices().nth(2).map_or(text.len(), |(position, _)| position);
        Some((character, length))
    })
}

/// Decodes a byte, which is a character of its own only in ASCII.
fn byte(code: u32) -> char {
    char::from_u32(code).filter(char::is_ascii).unwrap_or(UNKNOWN)
}

fn hex(digits: &str) -> Option<u32> {
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_hex { u32::from_str_radix(digits, 16).ok() } else { None }
}

/// Decodes `\uXXXX` or `%uXXXX`, or a surrogate pair of them.
fn utf_16(text: &str, start: &str) -> Option<(char, usize)> {
    let unit = |start: usize| u16::try_from(hex(text.get(start..start + 4)?)?).ok();
    let first = unit(2)?;
    let pair = (text.get(6..8) == Some(start)).then(|| unit(8)).flatten();
    let units = [Some(first), pair].into_iter().flatten();
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, 6 * character.len_utf16()))
}

/// Decodes `%XX`, and the `%uXXXX` of JavaScript's `escape`.
fn percent(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find("%u") {
        decoded.push_str(&rest[..position]);
        rest = &rest[position..];
        let (character, length) = utf_16(rest, "%u").unwrap_or((UNKNOWN, rest.len().min(2)));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    let decoded = percent_encoding::percent_decode_str(&decoded).decode_utf8_lossy().into_owned();
    Some(match decoded.rfind('%') {
        // Drop a truncated escape sequence.
        Some(position) if decoded.len() - position < 3 => decoded[..position].to_owned(),
        _ => decoded,
    })
}

fn form(text: &str) -> Option<String> {
    let spaced = text.contains('+').then(|| text.replace('+', " "))?;
    percent(&spaced).or(Some(spaced))
}

/// Decodes runs of base64 or hexadecimal digits, each from any digit that may be the first of a group: the beginning of what was
/// encoded is not known.
fn digits(text: &str) -> impl Iterator<Item = String> {
    let base64 =
        long_runs(text, |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'+' | b'/' | b'-' | b'_'));
    let hexadecimal = if base64.is_empty() { Vec::new() } else { long_runs(text, |byte| byte.is_ascii_hexdigit()) };
    let from_base64 = (0..4).map(move |first| decode_runs(text, &base64, |run| decode_base64(&run[first..])));
    let from_hexadecimal =
        (0..2).map(move |first| decode_runs(text, &hexadecimal, |run| decode_hexadecimal(&run[first..])));
    from_base64.chain(from_hexadecimal).flatten()
}

fn decode_base64(digits: &str) -> Vec<u8> {
    let digits = digits.replace('-', "+").replace('_', "/");
    // A single last digit encodes less than a byte.
    let length = digits.len() - usize::from(digits.len() % 4 == 1);
    STANDARD.decode(&digits[..length]).unwrap_or_default()
}

fn decode_hexadecimal(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks_exact(2).filter_map(|pair| hex(str::from_utf8(pair).ok()?));
    pairs.filter_map(|byte| u8::try_from(byte).ok()).collect()
}

/// Finds the long runs of certain ASCII characters.
fn long_runs(text: &str, is_member: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let mut start = 0;
    let runs = text.as_bytes().split(|byte| !is_member(*byte)).map(|run| {
        let range = start..start + run.len();
        start = range.end + 1;
        range
    });
    runs.filter(|run| run.len() >= SHORTEST_RUN).collect()
}

/// Replaces these runs of ASCII characters. Returns `None` if there are none.
fn decode_runs(text: &str, runs: &[Range<usize>], decode: impl Fn(&str) -> Vec<u8>) -> Option<String> {
    let mut decoded = String::with_capacity(text.len());
    let mut end = 0;
    for run in runs {
        decoded.push_str(&text[end..run.start]);
        decoded.push_str(&String::from_utf8_lossy(&decode(&text[run.clone()])));
        end = run.end;
    }
    (end > 0).then(|| decoded + &text[end..])
}
