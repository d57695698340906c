//! Identifiers that are valid by construction.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::fmt::{self, Display, Formatter};

/// The case of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `UpperCamelCase`: types and variants.
    Camel,
    /// `snake_case`: fields and modules.
    Snake,
}

/// A valid ASCII identifier, raw if it would be a keyword otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    text: String,
    is_raw: bool,
}

impl Identifier {
    /// Converts a text to the given case. Returns `None` if the result is empty or has other characters than ASCII letters,
    /// digits and underscores.
    pub(super) fn new(text: &str, case: Case, reserved: &[&str]) -> Option<Self> {
        let mut text = match case {
            Case::Camel => text.to_upper_camel_case(),
            Case::Snake => text.to_snake_case(),
        };
        let valid = !text.is_empty() && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        if !valid {
            return None;
        }
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            text.insert(0, '_');
        }
        let never_raw = ["_", "crate", "self", "Self", "super"].contains(&text.as_str());
        if never_raw || reserved.contains(&text.as_str()) {
            text.push('_');
        }
        let is_raw = case == Case::Snake && is_keyword(&text);
        Some(Self { text, is_raw })
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
