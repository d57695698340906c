//! Loads a schema, selects the types that become models, and names them.

use crate::document::Document;
use crate::models::{Models, Roots};
use crate::name::{self, Names};
use crate::schema::{Schema, Type};
use crate::select::{self, Request, Selection};
use crate::{Diagnostic, Diagnostics, openapi};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The documents to generate models from, and the root types.
#[derive(Clone, Debug)]
pub struct Input {
    /// The schema, in CSDL or OpenAPI. The stem of the file is the name of the module: `beta` for `schema/beta.csdl.xml`.
    pub schema: Document,
    /// The contents of `models.toml`.
    pub models: Models,
    /// The root types.
    pub roots: Roots,
    /// Whether to select every operation of the schema, instead of those in `models.toml`.
    pub all_operations: bool,
    /// Whether entries of `models.toml` may match nothing, as for an older snapshot of a schema. Such entries are ignored.
    pub allows_unmatched: bool,
}

impl Input {
    /// Creates an input with a schema only.
    #[must_use]
    pub fn new(schema: impl Into<Document>) -> Self {
        Self {
            schema: schema.into(),
            models: Models::default(),
            roots: Roots::Listed,
            all_operations: false,
            allows_unmatched: false,
        }
    }

    /// Adds the contents of `models.toml`: see [`models`](crate::models).
    #[must_use]
    pub fn with_models(mut self, models: impl Into<Models>) -> Self {
        self.models = models.into();
        self
    }

    /// Sets the root types, which default to the roots in `models.toml`.
    #[must_use]
    pub fn with_roots(mut self, roots: Roots) -> Self {
        self.roots = roots;
        self
    }

    /// Selects every operation of the schema.
    #[must_use]
    pub fn with_all_operations(self) -> Self {
        Self { all_operations: true, ..self }
    }
}

/// A schema with its selected types and their Rust names.
#[derive(Clone, Debug)]
pub struct Loaded {
    document: Document,
    declared: Arc<Schema>,
    pub(crate) models: Models,
    pub(crate) selection: Selection,
    pub(crate) names: Names,
    /// A diagnostic for each entry of `models.toml` that matches nothing, if the input allows them.
    pub(crate) unmatched: Diagnostics,
    warnings: Diagnostics,
}

/// Selects the types of a schema that become models, and names them.
///
/// # Errors
///
/// All errors in the inputs.
///
/// ```
/// use codegen::{Input, Source};
///
/// let schema = Source::new("schema/beta.csdl.xml", r#"
///   <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
///     <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
///       <ComplexType Name="place"><Property Name="city" Type="Edm.String" /></ComplexType>
///     </Schema>
///   </edmx:DataServices></edmx:Edmx>"#);
/// let models = Source::new("schema/models.toml", r#"roots = ["microsoft.graph.place"]"#);
/// let loaded = codegen::load(Input::new(schema).with_models(models))?;
///
/// let (generated, surface) = loaded.generate_with_surface();
/// assert_eq!(generated.files.keys().collect::<Vec<_>>(), ["mod.rs", "place.rs"]);
/// assert!(generated.files["place.rs"].contains("pub city: Option<String>"));
/// assert!(surface.contains(&"beta::Place::city: field Option<String>".to_owned()));
/// # Ok::<(), codegen::Diagnostics>(())
/// ```
pub fn load(input: Input) -> Result<Loaded, Diagnostics> {
    let Input { schema: document, models, roots, all_operations, allows_unmatched } = input;
    let Some(declared) = document.declared().filter(|_| models.diagnostics().is_empty()).cloned() else {
        let mut diagnostics = document.diagnostics().clone();
        diagnostics.append(models.diagnostics().clone());
        return Err(diagnostics);
    };
    // Differences between snapshots depend on each of them.
    let mut unmatched = if allows_unmatched { Diagnostics::unlimited() } else { Diagnostics::default() };
    let request = Request { models: &models, roots: &roots, all_operations };
    let selection = select::select(&declared, &request, &mut unmatched);
    if roots == Roots::All && declared.types.is_empty() && document.diagnostics().is_empty() && unmatched.is_empty() {
        let help = "declare types in <Schema> of CSDL, or under components/schemas of OpenAPI";
        unmatched.push(Diagnostic::without_location("the schema declares no types").with_help(help));
    }
    let (mut diagnostics, warnings) = split(document.diagnostics().clone(), &declared, &selection, &roots);
    if !allows_unmatched || selection.is_too_large() {
        diagnostics.append(unmatched.clone());
    }
    let names = name::name(&selection.schema, document.source(), &models, &mut diagnostics);
    let models = models.clone();
    diagnostics.none_or(Loaded { document, declared, models, selection, names, unmatched, warnings })
}

/// Separates the errors from the warnings, which are about declarations that the selection does not require.
fn split(
    diagnostics: Diagnostics,
    declared: &Schema,
    selection: &Selection,
    roots: &Roots,
) -> (Diagnostics, Diagnostics) {
    let mut required = BTreeSet::new();
    let mut pending: Vec<_> =
        selection.reasons.keys().chain(selection.operations.keys()).chain(&selection.unread).collect();
    while let Some(name) = pending.pop() {
        if required.insert(name) {
            pending.extend(declared.uses.get(name).into_iter().flatten());
        }
    }
    diagnostics.split(|name| *roots == Roots::All || required.contains(name), |operation| required.contains(operation))
}

impl Loaded {
    /// Returns the warnings: errors in declarations that no model depends on, and unknown parts of the documents that are
    /// ignored.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// Returns the document that declares the schema.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Returns all declarations of the document, selected or not.
    #[must_use]
    pub fn declared(&self) -> &Schema {
        &self.declared
    }

    /// Returns the types that become models.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Returns the Rust names of the selected types.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Lists the selected types, properties and members that have no description, as `type`, `type/property` or
    /// `type/member`.
    #[must_use]
    pub fn undescribed(&self) -> Vec<String> {
        let mut undescribed = Vec::new();
        for (name, declared) in &self.selection.schema.types {
            let parts: Vec<_> = match declared {
                Type::Structured(structured) => {
                    structured.properties.iter().map(|property| (&property.name, &property.documentation)).collect()
                }
                Type::Enumeration(enumeration) => {
                    enumeration.members.iter().map(|member| (&member.name, &member.documentation)).collect()
                }
            };
            if declared.documentation().description.is_none() {
                undescribed.push(name.to_string());
            }
            let without = parts.into_iter().filter(|(_, documentation)| documentation.description.is_none());
            undescribed.extend(without.map(|(part, _)| format!("{name}/{part}")));
        }
        undescribed
    }

    /// Returns the twin of CSDL, an OpenAPI document of the whole schema: see [`openapi::write`]. It has the calls at the
    /// `paths` of `models.toml`. `None` if the schema is OpenAPI itself.
    #[must_use]
    pub fn twin(&self) -> Option<String> {
        let paths: Vec<_> = self.models.entries().paths.iter().map(|path| path.get_ref().as_str()).collect();
        self.document.is_csdl().then(|| openapi::write(&self.declared, self.document.source().stem(), &paths))
    }
}
