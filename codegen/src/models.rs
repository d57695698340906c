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
use std::sync::Arc;
use toml::Spanned;

/// The contents of `models.toml`, parsed once. Cheap to clone. By default, it says nothing.
///
/// Reading never fails: [`load`](crate::load()) reports what is wrong with the text.
#[derive(Clone, Debug, Default)]
pub struct Models(Arc<Parsed>);

#[derive(Debug)]
struct Parsed {
    source: Source,
    /// Empty if there are diagnostics.
    entries: Entries,
    diagnostics: Diagnostics,
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

impl Default for Parsed {
    fn default() -> Self {
        Self {
            source: Source::new("models.toml", ""),
            entries: Entries::default(),
            diagnostics: Diagnostics::default(),
        }
    }
}

impl Models {
    /// Reads a `models.toml`.
    #[must_use]
    pub fn read(source: Source) -> Self {
        let (entries, diagnostics) = match toml::from_str(source.text()) {
            Ok(entries) => (entries, Diagnostics::default()),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                let span = Span { start: span.start, end: span.end };
                let help = "the documentation of `codegen::models` shows what may stand in the file";
                let diagnostic = Diagnostic::new(&source, span, error.message()).with_help(help);
                (Entries::default(), diagnostic.into())
            }
        };
        Self(Arc::new(Parsed { source, entries, diagnostics }))
    }

    /// Returns the text.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.0.source
    }

    pub(crate) fn entries(&self) -> &Entries {
        &self.0.entries
    }

    pub(crate) fn diagnostics(&self) -> &Diagnostics {
        &self.0.diagnostics
    }

    /// Returns the types and parts of types that entries name.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        let Entries { roots: _, derived, navigation, omit, paths: _, secrets, names, docs } = self.entries();
        let listed = [derived, navigation, omit, secrets].into_iter().flatten();
        listed.chain(names.keys()).chain(docs.keys()).map(|entry| entry.get_ref().as_str())
    }
}

impl From<Source> for Models {
    fn from(source: Source) -> Self {
        Self::read(source)
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

/// Where an entry stands.
pub(crate) fn span(entry: &Spanned<String>) -> Span {
    let range = entry.span();
    Span { start: range.start, end: range.end }
}
