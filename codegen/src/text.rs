//! Characters that say nothing, or pretend to say something else.

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
