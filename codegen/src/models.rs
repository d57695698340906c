//! The configuration file `models.toml`, which selects and adjusts the models of a schema.
//!
//! Types are listed by qualified name, properties and members as `type/property` and `type/member` with the declaring type.
//!
//! ```toml
//! # The types to generate. Their base types and the types of their properties are generated with them.
//! roots = ["microsoft.graph.device"]
//! # Types whose derived types are generated with them.
//! derived = ["microsoft.graph.extension"]
//! # Navigation properties that become fields. Others are omitted and received as additional properties.
//! navigation = ["microsoft.graph.device/extensions"]
//! # Types and properties to omit. Omitting a type omits all properties of that type.
//! omit = ["microsoft.graph.alternativeSecurityId"]
//! # Actions and functions whose parameters become models: name and binding type, and for functions the names of the other
//! # parameters. Structured types and enumerations in their parameters and results are generated with them.
//! operations = ["microsoft.graph.assignLicense(microsoft.graph.user)", "microsoft.graph.reminderView(microsoft.graph.user,EndDateTime,StartDateTime)"]
//! # Request paths, without ids. They generate no models, but keep their navigation properties in the slice of the schema.
//! paths = ["devices/registeredOwners"]
//! # Types and entity containers to watch: the report of an update names their new members, and new types, although nothing
//! # selects them. A name that ends with `*` matches all names with that prefix, and may match nothing yet.
//! watch = ["microsoft.graph.deviceManagement", "microsoft.graph.windowsAutopilot*"]
//! # Properties whose values are redacted in `Debug` and in errors: their Rust type is `Secret`. They are of type Edm.String,
//! # Edm.Binary (the base64 text is kept) or Edm.Untyped (a value that is no string is received as an additional property).
//! secrets = ["microsoft.graph.device/deviceMetadata"]
//! # Properties whose values are not secret, although they are named like credentials. Properties that are named so and are in
//! # neither list are reported. They are secret as well if the command line selects the root types.
//! not-secrets = ["microsoft.graph.device/enrollmentToken"]
//! # Whether structured types have `new` and a method `with_…` for each property. They add a quarter to the time to compile the
//! # models, so the default is `false`. The macro `graph_models::build!` constructs objects without them.
//! setters = true
//!
//! # Rust names of types, properties, members and namespaces (the last part of the module's path).
//! [names]
//! "microsoft.graph.device/mdmAppId" = "mdm_application_id"
//!
//! # Descriptions that replace those of the schema.
//! [docs]
//! "microsoft.graph.device/mdmAppId" = "The application that manages the device."
//! ```
//!
//! # Operations
//!
//! An entry of `operations` has the form of a [`Signature`]: `ns.action(ns.type)` for an action that is bound to a type,
//! `ns.action(Collection(ns.type))` for one that is bound to a collection, and `ns.action` for an unbound one. Overloads of a
//! function differ in their parameters as well: `ns.function(ns.type,from,to)`, in any order. `ns.function(ns.type)` is the
//! overload without parameters.
//!
//! The type of the parameters has the name of the entry. It can be listed under `names`, `docs` and `omit`, and a parameter as
//! `ns.action(ns.type)/parameter`. An operation without parameters has no such type: its request has no body. The parameters of
//! a function are part of the URL, and their type lists them.
//!
//! `secrets` and `not-secrets` have parameters as `operation/parameter`, without the parentheses, for all overloads. Parameters of
//! operations that are not selected are reported unless they are listed. An update remembers their paths, so that both lists can
//! have them although a slice leaves them out: see [`Models::exempting`].
//!
//! [`Signature`]: crate::schema::Signature
//!
//! An entry that matches nothing is an error. One under `watch` is an error of the update that finds it for the first time: a
//! slice does not have what is watched. An update removes the entries for what the metadata no longer
//! has. Those of a property that moved to a base type or a derived type get the new path.

use crate::{Diagnostic, Diagnostics, Source, Span};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::Spanned;

/// The contents of `models.toml`, parsed once. Cheap to clone. The default is an empty file.
///
/// Reading never fails: [`load`](crate::load()) reports the errors in the text.
#[derive(Clone, Debug, Default)]
pub struct Models {
    parsed: Arc<Parsed>,
    /// See [`exempting`](Self::exempting).
    exempt: Arc<BTreeSet<String>>,
}

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
    pub(crate) operations: Vec<Spanned<String>>,
    pub(crate) paths: Vec<Spanned<String>>,
    pub(crate) watch: Vec<Spanned<String>>,
    pub(crate) secrets: Vec<Spanned<String>>,
    #[serde(rename = "not-secrets")]
    pub(crate) not_secrets: Vec<Spanned<String>>,
    pub(crate) setters: bool,
    pub(crate) names: BTreeMap<Spanned<String>, Spanned<String>>,
    pub(crate) docs: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Entries {
    /// Returns the lists with their names.
    pub(crate) fn lists(&self) -> [(&'static str, &[Spanned<String>]); 9] {
        [
            ("roots", self.roots.as_deref().unwrap_or_default()),
            ("derived", &self.derived),
            ("navigation", &self.navigation),
            ("omit", &self.omit),
            ("operations", &self.operations),
            ("paths", &self.paths),
            ("watch", &self.watch),
            ("secrets", &self.secrets),
            ("not-secrets", &self.not_secrets),
        ]
    }
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
                let help = "see the documentation of `codegen::models` for the entries of the file";
                let diagnostic = Diagnostic::new(&source, span, error.message()).with_help(help);
                (Entries::default(), diagnostic.into())
            }
        };
        Self { parsed: Arc::new(Parsed { source, entries, diagnostics }), exempt: Arc::default() }
    }

    /// Exempts paths of properties and parameters that have no model: `secrets` and `not-secrets` may list them although a slice
    /// of the schema does not declare them.
    #[must_use]
    pub fn exempting(self, paths: BTreeSet<String>) -> Self {
        Self { exempt: Arc::new(paths), ..self }
    }

    /// Reads another version of the file, with the same exempt paths.
    #[must_use]
    pub fn reread(&self, source: Source) -> Self {
        Self { exempt: Arc::clone(&self.exempt), ..Self::read(source) }
    }

    /// Returns the source of the file.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.parsed.source
    }

    pub(crate) fn entries(&self) -> &Entries {
        &self.parsed.entries
    }

    pub(crate) fn diagnostics(&self) -> &Diagnostics {
        &self.parsed.diagnostics
    }

    pub(crate) fn is_exempt(&self, path: &str) -> bool {
        self.exempt.contains(path)
    }

    /// Returns the paths of the types, properties, members and parameters that entries name, except for roots, operations, paths,
    /// and what is exempt.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        let Entries { derived, navigation, omit, secrets, not_secrets, names, docs, .. } = self.entries();
        let listed = [derived, navigation, omit, secrets, not_secrets].into_iter().flatten();
        let all = listed.chain(names.keys()).chain(docs.keys()).map(|entry| entry.get_ref().as_str());
        all.filter(|path| !self.is_exempt(path))
    }
}

impl From<Source> for Models {
    fn from(source: Source) -> Self {
        Self::read(source)
    }
}

/// The root types: those that are generated for their own sake.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// The roots in `models.toml`.
    #[default]
    Listed,
    /// These types, instead of the roots in `models.toml`.
    Named(Vec<String>),
    /// Every type of the schema.
    All,
}

/// Returns the span of an entry.
pub(crate) fn span(entry: &Spanned<String>) -> Span {
    let range = entry.span();
    Span { start: range.start, end: range.end }
}
