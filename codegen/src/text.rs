//! Texts as a person sees them: characters that say nothing or pretend to say something else, and too many of them.

/// Whether nobody could read anything in a text.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// White space, control characters, and characters without a shape of their own, which can make a text look like another.
pub(crate) fn is_invisible(character: char) -> bool {
    let is_shapeless = matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    character.is_whitespace() || character.is_control() || is_shapeless
}

/// How much of a text a person is shown, in bytes. A name in a schema may be of any length.
const SHOWN: usize = 1000;

/// The beginning and the end of a text that is too long.
pub(crate) fn shorten(text: String) -> String {
    if text.len() <= SHOWN {
        return text;
    }
    let half = SHOWN / 2;
    format!("{} … {}", &text[..floor(&text, half)], &text[ceil(&text, text.len() - half)..])
}

/// The boundary between characters at or before an offset.
pub(crate) fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0)
}

/// The boundary between characters at or behind an offset.
pub(crate) fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|offset| text.is_char_boundary(*offset)).unwrap_or(text.len())
}
