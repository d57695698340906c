//! `models.toml`: what to make of a schema.

use crate::{Problem, Problems, Source, Span};
use serde::Deserialize;
use toml::Spanned;

/// What to generate, and what the schema does not say about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// Qualified names of the types to generate. What they need comes along.
    pub(crate) roots: Vec<Spanned<String>>,
    /// Properties whose values must never be printed, as `type/property` with the type that declares it.
    #[serde(default)]
    pub(crate) secrets: Vec<Spanned<String>>,
}

/// Reads `models.toml`.
///
/// # Errors
///
/// Text that is not TOML, keys that are unknown, values of the wrong type.
pub fn read(source: Source<'_>) -> Result<Models, Problems> {
    toml::from_str(source.text).map_err(|error| {
        let span = error.span().unwrap_or_default();
        Problem::new(source, Span { start: span.start, end: span.end }, error.message()).into()
    })
}
