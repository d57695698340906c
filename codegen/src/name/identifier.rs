//! Identifiers that are valid by construction.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use std::fmt::{self, Display, Formatter};

/// How the words of a name are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `UpperCamelCase`: types and variants.
    Camel,
    /// `snake_case`: fields and modules.
    Snake,
}

/// A valid Rust identifier of ASCII characters, raw where it would be a keyword otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    text: String,
    is_raw: bool,
}

impl Identifier {
    /// Makes an identifier of a text that has its case already. `None` if the text is empty or not ASCII.
    pub(super) fn new(text: &str, style: Style, in_use: &[&str]) -> Option<Self> {
        let valid = !text.is_empty() && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        if !valid {
            return None;
        }
        let mut text = text.to_owned();
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            text.insert(0, '_');
        }
        let never_raw = ["_", "crate", "self", "Self", "super"].contains(&text.as_str());
        if never_raw || in_use.contains(&text.as_str()) {
            text.push('_');
        }
        let is_raw = style == Style::Snake && is_keyword(&text);
        Some(Self { text, is_raw })
    }

    /// Takes a name that somebody chose. `None` if the compiler or its lints would object to it.
    pub(super) fn given(text: &str, style: Style, in_use: &[&str]) -> Option<Self> {
        let fits = |byte: u8| match style {
            Style::Camel => byte.is_ascii_alphanumeric(),
            Style::Snake => byte == b'_' || byte.is_ascii_digit() || byte.is_ascii_lowercase(),
        };
        let starts_well = text.starts_with(|first: char| match style {
            Style::Camel => first.is_ascii_uppercase(),
            Style::Snake => first.is_ascii_lowercase(),
        });
        let is_free = !in_use.contains(&text) && !is_keyword(text);
        // Setters go by the name without underscores at its ends.
        let is_tidy = !text.contains("__") && !text.ends_with('_');
        let valid = starts_well && text.bytes().all(fits) && is_free && is_tidy;
        valid.then(|| Self::plain(text))
    }

    /// A name that is known to be one.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), is_raw: false }
    }

    /// The same name for a module, whose file cannot be called `r#type.rs`.
    pub(super) fn without_raw(self) -> Self {
        if self.is_raw { self.with_underscore() } else { self }
    }

    pub(super) fn with_underscore(mut self) -> Self {
        self.text.push('_');
        self.is_raw = false;
        self
    }

    /// The name for what gave way to another of the same name.
    pub(super) fn numbered(&self, number: usize, style: Style) -> Self {
        let stem = self.text.trim_end_matches('_');
        let separator = if style == Style::Snake { "_" } else { "" };
        Self::plain(&format!("{stem}{separator}{number}"))
    }

    /// The name, without the `r#` of a raw identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn to_ident(&self) -> Ident {
        let make = if self.is_raw { Ident::new_raw } else { Ident::new };
        make(&self.text, Span::call_site())
    }

    /// The name of the setter for a field. Behind the prefix, no name needs an underscore of its own.
    #[must_use]
    pub fn to_setter(&self) -> Ident {
        Ident::new(&format!("with_{}", self.text.trim_matches('_')), Span::call_site())
    }
}

/// The parser knows the keywords of all editions but the newest one.
fn is_keyword(text: &str) -> bool {
    text == "gen" || syn::parse_str::<Ident>(text).is_err()
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
