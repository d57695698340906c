//! Decodes text that may have been escaped several times.

/// The number of nested encodings to undo, such as JSON in a JSON string in an HTML page.
const DEPTH: usize = 3;

/// Returns the text and all its decodings: up to [`DEPTH`] encodings, undone in any order.
pub(super) fn decodings(text: &str) -> Vec<String> {
    let mut found = vec![text.to_owned()];
    let mut latest = 0..1;
    for _ in 0..DEPTH {
        for index in latest.clone() {
            for decode in [json, html, percent, form] {
                let decoded = decode(&found[index]);
                if !found.contains(&decoded) {
                    found.push(decoded);
                }
            }
        }
        latest = latest.end..found.len();
    }
    found
}

/// Replaces every escape sequence that begins with `start`. `escape` returns the decoded character and the length of the
/// sequence. A truncated sequence at the end of the text is dropped.
fn unescape(text: &str, start: char, escape: impl Fn(&str) -> Option<(char, usize)>) -> String {
    /// The length of the longest truncated sequence, `\ud834\udd1`.
    const LONGEST: usize = 12;
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(start) {
        decoded.push_str(&rest[..position]);
        rest = &rest[position..];
        if let Some((character, length)) = escape(rest) {
            decoded.push(character);
            rest = &rest[length..];
        } else if rest.len() < LONGEST && rest.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || "#\\".contains(c)) {
            return decoded;
        } else {
            decoded.push(start);
            rest = &rest[start.len_utf8()..];
        }
    }
    decoded + rest
}

fn json(text: &str) -> String {
    unescape(text, '\\', |text| {
        let character = match text.chars().nth(1)? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return unicode(text),
            plain => plain,
        };
        let length = text.char_indices().nth(2).map_or(text.len(), |(position, _)| position);
        Some((character, length))
    })
}

/// Decodes `\uXXXX`, or a surrogate pair of them.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |start: usize| u16::from_str_radix(text.get(start..start + 4)?, 16).ok();
    let first = unit(2)?;
    let pair = (text.get(6..8) == Some("\\u")).then(|| unit(8)).flatten();
    let units = [Some(first), pair].into_iter().flatten();
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, 6 * character.len_utf16()))
}

fn html(text: &str) -> String {
    /// The length of the longest character reference, `&#x10FFFF;`.
    const LONGEST: usize = 10;
    unescape(text, '&', |text| {
        let (end, _) = text.char_indices().take(LONGEST).find(|(_, character)| *character == ';')?;
        let character = match &text[1..end] {
            "amp" => '&',
            "apos" => '\'',
            "gt" => '>',
            "lt" => '<',
            "nbsp" => '\u{a0}',
            "quot" => '"',
            name => {
                let number = name.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(number) => u32::from_str_radix(number, 16),
                    None => number.parse(),
                };
                char::from_u32(code.ok()?)?
            }
        };
        Some((character, end + 1))
    })
}

fn percent(text: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    match decoded.rfind('%') {
        // Drop a truncated escape sequence.
        Some(position) if decoded.len() - position < 3 => decoded[..position].to_owned(),
        _ => decoded,
    }
}

fn form(text: &str) -> String {
    percent(&text.replace('+', " "))
}
