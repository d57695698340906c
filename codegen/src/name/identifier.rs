//! Identifiers that are valid by construction.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};
use unicode_ident::{is_xid_continue, is_xid_start};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

/// The case of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `UpperCamelCase`: types and variants.
    Camel,
    /// `snake_case`: fields and modules.
    Snake,
}

/// A valid identifier, raw if it would be a keyword otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    text: String,
    is_raw: bool,
}

impl Identifier {
    /// Converts a text to the given case, normalized as Rust does (NFC). Returns `None` if the result is empty, has characters
    /// that identifiers cannot have, or can be mistaken for another.
    pub(super) fn new(text: &str, case: Case, reserved: &[&str]) -> Option<Self> {
        let composed = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
        let mut text = match case {
            Case::Camel => composed.to_upper_camel_case(),
            Case::Snake => composed.to_snake_case(),
        };
        if !text.is_ascii() {
            text = text.nfc().collect();
        }
        let valid =
            !text.is_empty() && text.chars().all(is_xid_continue) && (text.is_ascii() || is_unmistakable(&text));
        if !valid {
            return None;
        }
        if text.starts_with(|first: char| !is_xid_start(first) && first != '_') {
            text.insert(0, '_');
        }
        let never_raw = ["_", "crate", "self", "Self", "super"].contains(&text.as_str());
        if never_raw || reserved.contains(&text.as_str()) {
            text.push('_');
        }
        let is_raw = case == Case::Snake && is_keyword(&text);
        Some(Self { text, is_raw })
    }

    /// Converts a text to the name of a file or folder, which must be ASCII: letters lose their accents, and others become
    /// their code points.
    pub(super) fn of_file(text: &str, reserved: &[&str]) -> Option<Self> {
        if text.is_ascii() {
            return Self::new(text, Case::Snake, reserved).map(Self::without_raw);
        }
        Self::new(text, Case::Snake, &[])?;
        let mut ascii = String::new();
        for character in text.nfd().filter(|character| !is_combining_mark(*character)) {
            match character {
                character if character.is_ascii() => ascii.push(character),
                character => ascii.extend(["_u", &format!("{:x}", u32::from(character)), "_"]),
            }
        }
        Self::new(&ascii, Case::Snake, reserved).map(Self::without_raw)
    }

    /// Creates an identifier from a custom name. Returns `None` if the compiler or its lints would object to it.
    pub(super) fn custom(text: &str, case: Case, reserved: &[&str]) -> Option<Self> {
        let fits = |byte: u8| match case {
            Case::Camel => byte.is_ascii_alphanumeric(),
            Case::Snake => byte == b'_' || byte.is_ascii_digit() || byte.is_ascii_lowercase(),
        };
        let starts_well = text.starts_with(|first: char| match case {
            Case::Camel => first.is_ascii_uppercase(),
            Case::Snake => first.is_ascii_lowercase(),
        });
        let is_free = !reserved.contains(&text) && !is_keyword(text);
        // Setters drop leading and trailing underscores.
        let is_tidy = !text.contains("__") && !text.ends_with('_');
        let valid = starts_well && text.bytes().all(fits) && is_free && is_tidy;
        valid.then(|| Self::plain(text))
    }

    /// Creates an identifier from a text that is known to be valid and not a keyword.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), is_raw: false }
    }

    /// Replaces a raw identifier with one that ends in an underscore: the file of a module cannot be `r#type.rs`.
    pub(super) fn without_raw(self) -> Self {
        if self.is_raw { self.with_underscore() } else { self }
    }

    /// Appends an underscore.
    pub(super) fn with_underscore(mut self) -> Self {
        self.text.push('_');
        self.is_raw = false;
        self
    }

    /// Appends a number.
    pub(super) fn numbered(&self, number: usize, case: Case) -> Self {
        let stem = self.text.trim_end_matches('_');
        let separator = if case == Case::Snake { "_" } else { "" };
        Self::plain(&format!("{stem}{separator}{number}"))
    }

    /// Returns the name, without the `r#` of a raw identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the letters and digits are those of a name in the schema, in any case.
    pub(crate) fn spells(&self, name: &str) -> bool {
        fn letters(text: &str) -> impl Iterator<Item = u8> {
            let letters = text.bytes().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
            letters.map(|byte| byte.to_ascii_lowercase())
        }
        letters(&self.text).eq(letters(name))
    }

    /// Returns the identifier as a token.
    pub(crate) fn to_ident(&self) -> Ident {
        let make = if self.is_raw { Ident::new_raw } else { Ident::new };
        make(&self.text, Span::call_site())
    }

    /// Returns the name of a field's setter. The prefix makes leading and trailing underscores unnecessary.
    #[must_use]
    pub fn to_setter(&self) -> Ident {
        Ident::new(&format!("with_{}", self.text.trim_matches('_')), Span::call_site())
    }
}

/// Returns whether a text with letters beyond ASCII cannot be mistaken for another: it has common letters of one script only,
/// and does not look like ASCII. See [Unicode's security mechanisms](https://www.unicode.org/reports/tr39/).
fn is_unmistakable(text: &str) -> bool {
    let is_latin = |character: char| [Script::Latin, Script::Common, Script::Inherited].contains(&character.script());
    let looks_ascii = || skeleton(text).all(|character| character.is_ascii());
    text.chars().all(GeneralSecurityProfile::identifier_allowed)
        && text.is_single_script()
        && (text.chars().all(is_latin) || !looks_ascii())
}

/// The [keywords] of the 2024 edition, reserved ones included.
///
/// [keywords]: https://doc.rust-lang.org/reference/keywords.html
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

fn is_keyword(text: &str) -> bool {
    KEYWORDS.contains(&text)
}

impl Display for Identifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_raw { "r#" } else { "" };
        write!(f, "{prefix}{}", self.text)
    }
}

impl ToTokens for Identifier {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.to_ident().to_tokens(tokens);
    }
}
