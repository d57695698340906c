//! Turns the description of an OData API into Rust models.
//!
//! The data goes one way, and each step is a module with one public function:
//!
//! ```text
//! CSDL ───── csdl::read ────┐
//!                           ├─▶ Schema ─ select ─▶ Selection ─ name ─▶ Names ─ emit ─▶ tokens ─ format ─▶ text
//! OpenAPI ── openapi::read ─┘
//! ```
//!
//! [`generate`] runs them all. It is a pure function: texts in, texts out, no files, no clock, no environment; the same
//! input gives the same bytes everywhere. Whatever is wrong with the input comes back as [`Problems`], each with its
//! place, and never as a panic. Steps go on where they can, so that one run finds all that is wrong.

pub mod csdl;
mod emit;
mod explain;
mod format;
mod input;
pub mod models;
pub mod name;
mod nearest;
pub mod openapi;
mod problem;
pub mod schema;
pub mod select;
mod source;
mod text;
pub mod twin;

pub use explain::explain;
pub use format::MARKER;
use input::Prepared;
pub use input::{Input, read};
pub use models::Roots;
use name::Names;
pub use problem::{Place, Problem, Problems};
use select::Selection;
pub use source::{Source, Span};
use std::collections::BTreeMap;

/// Generates a module of models: file contents by their path, relative to the module's folder, with `/` between the
/// parts.
///
/// # Errors
///
/// Every problem that was found.
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
/// let files = codegen::generate(&Input::new(&schema).with_models(&models))?;
/// assert_eq!(files.keys().collect::<Vec<_>>(), ["mod.rs", "place.rs"]);
/// assert!(files["place.rs"].contains("pub city: Option<String>"));
/// # Ok::<(), codegen::Problems>(())
/// ```
pub fn generate(input: &Input<'_>) -> Result<BTreeMap<String, String>, Problems> {
    let Prepared { selection, names, twin } = input.prepare()?;
    let text = |selection: &Selection, names: &Names| -> BTreeMap<String, String> {
        let files = emit::emit(&selection.schema, names);
        files.into_iter().map(|(path, tokens)| (path, format::format(tokens, input.schema.stem()))).collect()
    };
    let files = text(&selection, &names);
    match twin {
        Some(twin) => twin::compare_files(&files, &text(&twin, &names)).map(|()| files),
        None => Ok(files),
    }
}
