//! What the generator is given, and the steps that every use of it begins with.

use crate::models::{self, Models, Roots};
use crate::name::{self, Names};
use crate::schema::Schema;
use crate::select::{self, Selection};
use crate::{Counts, Diagnostics, Source, csdl, openapi, twin};
use std::fmt::{self, Display, Formatter};

/// What to generate models from.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    pub(crate) schema: &'a Source<'a>,
    twin: Option<&'a Source<'a>>,
    models: Option<&'a Source<'a>>,
    pub(crate) roots: Roots,
}

impl<'a> Input<'a> {
    /// A schema, in CSDL or OpenAPI: the content tells. Its file's stem becomes the name of the module, `beta` for
    /// `schema/beta.csdl.xml`.
    #[must_use]
    pub fn new(schema: &'a Source<'a>) -> Self {
        Self { schema, twin: None, models: None, roots: Roots::Listed }
    }

    /// The same API in the other format. That the two say the same is checked, and nothing is generated from it.
    #[must_use]
    pub fn with_twin(mut self, twin: &'a Source<'a>) -> Self {
        self.twin = Some(twin);
        self
    }

    /// What `models.toml` says: see [`models`].
    #[must_use]
    pub fn with_models(mut self, models: &'a Source<'a>) -> Self {
        self.models = Some(models);
        self
    }

    /// The types to begin with. Without this, they are those of `models.toml`.
    #[must_use]
    pub fn with_roots(mut self, roots: Roots) -> Self {
        self.roots = roots;
        self
    }

    /// What `models.toml` says; nothing if there is none.
    pub(crate) fn read_models(&self, diagnostics: &mut Diagnostics) -> Option<Models<'a>> {
        self.models.map_or_else(|| Some(Models::none()), |models| models::read(models, diagnostics))
    }

    /// Everything up to the names, from which code is made.
    pub(crate) fn prepare(&self) -> Result<Prepared, Diagnostics> {
        let mut diagnostics = Diagnostics::default();
        let schema = read_with(self.schema, &mut diagnostics);
        let twin = self.twin.map(|source| (source, read_with(source, &mut diagnostics)));
        // What cannot be read is not compared: it would differ in everything.
        let twin = twin.filter(|_| diagnostics.is_empty());
        let models = self.read_models(&mut diagnostics);
        let (Some(schema), Some(models)) = (schema, models) else { return Err(diagnostics) };
        if let Some((source, Some(twin))) = &twin {
            twin::compare((self.schema, &schema), (source, twin), &mut diagnostics);
        }
        let declared = Counts::of(&schema);
        let selection = select::select(schema, &models, &self.roots, &mut diagnostics);
        let twin = twin.and_then(|(source, twin)| {
            let mut twin = select::select(twin?, &models, &self.roots, &mut Diagnostics::default());
            twin::complete(&mut twin.schema, &selection.schema);
            twin::find_extra((self.schema, &selection.schema), (source, &twin.schema), &mut diagnostics);
            Some(twin)
        });
        let names = name::name(&selection.schema, self.schema, &models, &mut diagnostics);
        diagnostics.none_or(Prepared { declared, selection, names, twin })
    }
}

/// What code is made of.
pub(crate) struct Prepared {
    /// What the schema declares, selected or not.
    pub(crate) declared: Counts,
    pub(crate) selection: Selection,
    pub(crate) names: Names,
    /// What the twin selects: the same, with names of the same kind.
    pub(crate) twin: Option<Selection>,
}

/// How a schema is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notation {
    Csdl,
    OpenApi,
}

impl Notation {
    /// What the first character tells: XML begins with `<`, and neither YAML nor JSON does.
    pub(crate) fn of(source: &Source<'_>) -> Self {
        if source.text.trim_start().starts_with('<') { Self::Csdl } else { Self::OpenApi }
    }
}

impl Display for Notation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csdl => "CSDL",
            Self::OpenApi => "OpenAPI",
        })
    }
}

/// Reads a schema in either notation.
///
/// # Errors
///
/// Every diagnostic that was found in it.
pub fn read(source: &Source<'_>) -> Result<Schema, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let schema = read_with(source, &mut diagnostics);
    diagnostics.none_or(schema.unwrap_or_default())
}

/// The same for a caller who goes on in spite of diagnostics. `None` if the text is not well-formed.
fn read_with(source: &Source<'_>, diagnostics: &mut Diagnostics) -> Option<Schema> {
    let declarations = match Notation::of(source) {
        Notation::Csdl => csdl::read(source, diagnostics),
        Notation::OpenApi => openapi::read(source, diagnostics),
    };
    declarations.map(|declarations| Schema::new(declarations, source, diagnostics))
}
