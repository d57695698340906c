//! The [character references](https://html.spec.whatwg.org/multipage/named-characters.html) of HTML.

use super::UNKNOWN;

/// The names of ASCII characters. All other names are of characters beyond ASCII.
const ASCII: &[(&str, char)] = &[
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    // These are other hyphens and spaces, which look the same.
    ("hyphen", '-'),
    ("dash", '-'),
    ("nbsp", ' '),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("DiacriticalGrave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
];

/// The names that browsers accept without a semicolon and before any other text.
const WITHOUT_SEMICOLON: [&str; 8] = ["quot", "QUOT", "amp", "AMP", "lt", "LT", "gt", "GT"];

pub(super) fn decode(text: &str) -> Option<String> {
    super::unescape(text, '&', |text| match text[1..].strip_prefix('#') {
        Some(number) => numeric(number).map(|(character, length)| (character, 2 + length)),
        None => named(&text[1..]).map(|(character, length)| (character, 1 + length)),
    })
}

/// Reads a reference of any length, such as `38;`, `x26;` or `0000038`. Returns the character and the length.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (radix, start) = if text.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let length = text[start..].bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let digits = text[start..start + length].trim_start_matches('0');
    let code = match (length, digits) {
        (0, _) => return None,
        (_, "") => Ok(0),
        _ => u32::from_str_radix(digits, radix),
    };
    // Browsers read codes of control characters as Windows-1252.
    let character = code.ok().and_then(char::from_u32).filter(|character| !matches!(character, '\u{80}'..='\u{9f}'));
    Some((character.unwrap_or(UNKNOWN), with_semicolon(text, start + length)))
}

fn named(text: &str) -> Option<(char, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &text[..length];
    let end = with_semicolon(text, length);
    if end > length && length > 0 {
        let character = ASCII.iter().find(|(known, _)| *known == name).map_or(UNKNOWN, |(_, character)| *character);
        return Some((character, end));
    }
    let known = WITHOUT_SEMICOLON.into_iter().find(|known| name.starts_with(known))?;
    let (_, character) = ASCII.iter().find(|(name, _)| *name == known)?;
    Some((*character, known.len()))
}

/// Returns the length with the semicolon that may follow.
fn with_semicolon(text: &str, length: usize) -> usize {
    length + usize::from(text[length..].starts_with(';'))
}
