//! Turns the description of an OData API into Rust models.
//!
//! The data goes one way, and each step is a module with one public function:
//!
//! ```text
//! CSDL ───── csdl::read ────┐
//!                           ├─▶ Schema ─ select ─▶ Selection ─ name ─▶ Names ─ emit ─▶ tree ─ format ─▶ text
//! OpenAPI ── openapi::read ─┘
//! ```
//!
//! [`generate`] runs them all. [`slice()`] cuts out of a document what is selected from it, and [`diff()`] compares two
//! editions of one, with the code that is made of both. Each is a pure function: texts in, texts out, no files, no clock, no
//! environment; the same input gives the same bytes everywhere. Whatever is wrong with the input comes back as [`Diagnostics`],
//! each with its place, and never as a panic. Steps go on where they can, so that one run finds all that is wrong.
//!
//! [`openapi::write`] leads elsewhere: from a schema to the OpenAPI document that says the same.

pub mod api;
pub mod csdl;
mod diagnostic;
pub mod diff;
mod emit;
mod explain;
mod format;
mod input;
pub mod models;
pub mod name;
mod nearest;
pub mod openapi;
pub mod schema;
pub mod select;
mod slice;
mod source;
mod summary;
mod text;
pub mod twin;

pub use diagnostic::{Diagnostic, Diagnostics, Location};
pub use diff::diff;
pub use explain::explain;
pub use format::MARKER;
use input::Prepared;
pub use input::{Input, read};
pub use models::Roots;
use name::Names;
use select::Selection;
pub use slice::slice;
pub use source::{Source, Span};
use std::collections::BTreeMap;
pub use summary::{Counts, Summary};

/// A module of models.
#[derive(Clone, Debug)]
pub struct Generated {
    /// File contents by their path, relative to the module's folder, with `/` between the parts.
    pub files: BTreeMap<String, String>,
    /// What was read, and what became of it.
    pub summary: Summary,
}

/// What is selected from a schema, and the Rust names of it: all that code is made of.
///
/// # Errors
///
/// Every diagnostic that was found.
pub fn select_and_name(input: &Input<'_>) -> Result<(Selection, Names), Diagnostics> {
    input.prepare().map(|Prepared { selection, names, .. }| (selection, names))
}

/// Generates a module of models.
///
/// # Errors
///
/// Every diagnostic that was found.
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
/// let generated = codegen::generate(&Input::new(&schema).with_models(&models))?;
/// let files = generated.files;
/// assert_eq!(files.keys().collect::<Vec<_>>(), ["mod.rs", "place.rs"]);
/// assert!(files["place.rs"].contains("pub city: Option<String>"));
/// # Ok::<(), codegen::Diagnostics>(())
/// ```
pub fn generate(input: &Input<'_>) -> Result<Generated, Diagnostics> {
    let Prepared { declared, selection, names, twin } = input.prepare()?;
    let text = |selection: &Selection, names: &Names| -> BTreeMap<String, String> {
        emit::emit(&selection.schema, names, |_| true, |_, file| format::format(file, input.schema.stem()))
    };
    let files = text(&selection, &names);
    if let Some(twin) = twin {
        twin::compare_files(&files, &text(&twin, &names))?;
    }
    Ok(Generated { files, summary: Summary::new(declared, &selection) })
}

/// The public surface of a module of models, a sorted line for each item: see [`api`](mod@api).
///
/// # Errors
///
/// Every diagnostic that was found.
pub fn api(input: &Input<'_>) -> Result<Vec<String>, Diagnostics> {
    let Prepared { selection, names, .. } = input.prepare()?;
    let lines = emit::emit(&selection.schema, &names, |_| true, api::lines);
    let mut lines: Vec<_> = lines.into_values().flatten().collect();
    lines.sort();
    Ok(lines)
}
