//! From the texts of an API to its schema, the selection of types that become models, and their Rust names.

use crate::document::Document;
use crate::models::{Models, Roots};
use crate::name::{self, Names};
use crate::schema::{Schema, Type};
use crate::select::{self, Selection};
use crate::{Diagnostics, twin};
use std::sync::Arc;

/// The texts to generate models from, and the types to begin with.
#[derive(Clone, Debug)]
pub struct Input {
    /// The schema, in CSDL or OpenAPI. The stem of the file becomes the name of the module: `beta` for
    /// `schema/beta.csdl.xml`.
    pub schema: Document,
    /// The same API in the other format. It must say the same as the schema. Nothing is generated from it.
    pub twin: Option<Document>,
    /// The contents of `models.toml`.
    pub models: Models,
    /// The types to begin with.
    pub roots: Roots,
    /// Whether entries of `models.toml` may match nothing, as in an older snapshot of a schema. They are not applied.
    pub allows_unmatched: bool,
}

impl Input {
    /// Creates the input for a schema alone.
    #[must_use]
    pub fn new(schema: impl Into<Document>) -> Self {
        Self {
            schema: schema.into(),
            twin: None,
            models: Models::default(),
            roots: Roots::Listed,
            allows_unmatched: false,
        }
    }

    /// Adds the twin of the schema.
    #[must_use]
    pub fn with_twin(mut self, twin: impl Into<Document>) -> Self {
        self.twin = Some(twin.into());
        self
    }

    /// Adds the contents of `models.toml`: see [`models`](crate::models).
    #[must_use]
    pub fn with_models(mut self, models: impl Into<Models>) -> Self {
        self.models = models.into();
        self
    }

    /// Sets the types to begin with, instead of the roots in `models.toml`.
    #[must_use]
    pub fn with_roots(mut self, roots: Roots) -> Self {
        self.roots = roots;
        self
    }
}

/// A schema with the selection of its types and their Rust names.
#[derive(Clone, Debug)]
pub struct Loaded {
    document: Document,
    declared: Arc<Schema>,
    /// The selection from the twin.
    pub(crate) twin: Option<Selection>,
    pub(crate) models: Models,
    pub(crate) selection: Selection,
    pub(crate) names: Names,
    /// The entries of `models.toml` that match nothing, if the input allows them.
    pub(crate) unmatched: Diagnostics,
}

/// Reads a schema, selects the types that become models, and names them. A twin is compared with the schema.
///
/// # Errors
///
/// Everything that is wrong with any of the texts.
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
/// let (generated, surface) = loaded.generate_with_surface()?;
/// assert_eq!(generated.files.keys().collect::<Vec<_>>(), ["mod.rs", "place.rs"]);
/// assert!(generated.files["place.rs"].contains("pub city: Option<String>"));
/// assert!(surface.contains(&"beta::Place::city: field Option<String>".to_owned()));
/// # Ok::<(), codegen::Diagnostics>(())
/// ```
pub fn load(input: Input) -> Result<Loaded, Diagnostics> {
    let Input { schema: document, twin, models, roots, allows_unmatched } = input;
    let mut diagnostics = Diagnostics::default();
    diagnostics.append(document.diagnostics().clone());
    if let Some(twin) = &twin {
        diagnostics.append(twin.diagnostics().clone());
    }
    // A text with errors would differ from its twin in everything.
    let twin = twin.filter(|_| diagnostics.is_empty());
    diagnostics.append(models.diagnostics().clone());
    let Some(declared) = document.declared().filter(|_| models.diagnostics().is_empty()).cloned() else {
        return Err(diagnostics);
    };
    let mut unmatched = Diagnostics::default();
    let selection =
        select::select(&declared, &models, &roots, if allows_unmatched { &mut unmatched } else { &mut diagnostics });
    if selection.is_too_large() {
        diagnostics.append(unmatched.clone());
    }
    let names = name::name(&selection.schema, document.source(), &models, &mut diagnostics);
    let mut loaded = Loaded { document, declared, twin: None, models, selection, names, unmatched };
    if let Some(twin) = twin {
        loaded.compare_twin(&twin, &roots, &mut diagnostics);
    }
    diagnostics.none_or(loaded)
}

impl Loaded {
    /// Returns the document that declares the schema.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Returns everything that the document declares, selected or not.
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

    /// Lists what becomes models and has no description, by path: `type`, `type/property` or `type/member`.
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

    /// Adds a diagnostic for every difference between the schema and its twin.
    fn compare_twin(&mut self, twin: &Document, roots: &Roots, diagnostics: &mut Diagnostics) {
        let Some(declared) = twin.declared() else { return };
        twin::compare((&self.document, &self.declared), (twin, declared), diagnostics);
        let mut selection = select::select(declared, &self.models, roots, &mut Diagnostics::default());
        twin::complete(&mut selection.schema, &self.selection.schema);
        twin::find_extra((&self.document, &self.selection.schema), (twin, &selection.schema), diagnostics);
        self.twin = Some(selection);
    }
}
