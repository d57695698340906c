//! Invisible characters and long texts.

/// Returns whether a text has no visible character.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Returns whether a character is white space, a control character, or a format character, which can disguise a text as
/// another.
pub(crate) fn is_invisible(character: char) -> bool {
    let is_format = matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    character.is_whitespace() || character.is_control() || is_format
}

/// The longest text in a diagnostic, in bytes. A name in a schema may have any length.
const MAX_LENGTH: usize = 1000;

/// Replaces the middle of a text that is too long for a diagnostic with an ellipsis.
pub(crate) fn shorten(text: String) -> String {
    if text.len() <= MAX_LENGTH {
        return text;
    }
    let half = MAX_LENGTH / 2;
    format!("{} … {}", &text[..floor(&text, half)], &text[ceil(&text, text.len() - half)..])
}

/// Returns the character boundary at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}

/// Returns the character boundary at or after an offset.
pub(crate) fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|offset| text.is_char_boundary(*offset)).unwrap_or(text.len())
}
