//! `models.toml`: what to make of a schema.
//!
//! Types go by their qualified name, what they consist of by `type/property` or `type/member` with the type that
//! declares it.
//!
//! ```toml
//! # The types to generate. What they need comes along: base types, and the types of properties.
//! roots = ["microsoft.graph.device"]
//! # Types whose derived types are generated, too, wherever the type itself is.
//! derived = ["microsoft.graph.extension"]
//! # Navigation properties that become fields. Others are left out, and are additional properties when received.
//! navigation = ["microsoft.graph.device/extensions"]
//! # Types and properties that are left out. A property is left out with its type.
//! omit = ["microsoft.graph.alternativeSecurityId"]
//! # Paths of calls, without ids. No models come of them, but what a path leads through stays in the slice of the schema.
//! paths = ["devices/registeredOwners"]
//! # Properties whose values are never printed: their Rust type is `Secret`.
//! secrets = ["microsoft.graph.device/deviceMetadata"]
//!
//! # Rust names of types, properties, members and namespaces (the last part of the module's path).
//! [names]
//! "microsoft.graph.device/mdmAppId" = "mdm_application_id"
//!
//! # Documentation that takes the place of the schema's.
//! [docs]
//! "microsoft.graph.device/mdmAppId" = "The application that manages the device."
//! ```
//!
//! An entry that matches nothing is a diagnostic.

use crate::{Diagnostic, Diagnostics, Source, Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What to generate, and what the schema does not say about it.
#[derive(Clone, Debug)]
pub struct Models<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) entries: Entries,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Entries {
    pub(crate) roots: Option<Vec<Spanned<String>>>,
    pub(crate) derived: Vec<Spanned<String>>,
    pub(crate) navigation: Vec<Spanned<String>>,
    pub(crate) omit: Vec<Spanned<String>>,
    pub(crate) paths: Vec<Spanned<String>>,
    pub(crate) secrets: Vec<Spanned<String>>,
    pub(crate) names: BTreeMap<Spanned<String>, Spanned<String>>,
    pub(crate) docs: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Models<'_> {
    /// Types and parts of types that entries name.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        let Entries { roots: _, derived, navigation, omit, paths: _, secrets, names, docs } = &self.entries;
        let listed = [derived, navigation, omit, secrets].into_iter().flatten();
        listed.chain(names.keys()).chain(docs.keys()).map(|entry| entry.get_ref().as_str())
    }

    /// Without `models.toml`, nothing is said about the schema.
    pub(crate) fn none() -> Self {
        Self { source: Source::new("models.toml", ""), entries: Entries::default() }
    }
}

/// The types to begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// Those of `models.toml`.
    #[default]
    Listed,
    /// These, whatever `models.toml` says.
    Named(Vec<String>),
    /// Every type of the schema.
    All,
}

/// Reads `models.toml`. `None` if it cannot be read: text that is not TOML, unknown keys, values of the wrong type.
pub fn read<'a>(source: &Source<'a>, diagnostics: &mut Diagnostics) -> Option<Models<'a>> {
    match toml::from_str(source.text) {
        Ok(entries) => Some(Models { source: source.clone(), entries }),
        Err(error) => {
            let span = error.span().unwrap_or_default();
            let diagnostic = Diagnostic::new(source, Span { start: span.start, end: span.end }, error.message());
            diagnostics
                .push(diagnostic.with_help("the documentation of `codegen::models` shows what may stand in the file"));
            None
        }
    }
}

/// Where an entry stands.
pub(crate) fn span(entry: &Spanned<String>) -> Span {
    let range = entry.span();
    Span { start: range.start, end: range.end }
}
