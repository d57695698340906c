//! Turns the description of an OData API into Rust models.
//!
//! The data goes one way, and each step is a module with one public function:
//!
//! ```text
//! CSDL text ── csdl::read ──▶ Schema ── select ──▶ Selection ── name ──▶ Names ── emit ──▶ tokens ── format ──▶ text
//! ```
//!
//! [`generate`] runs them all. It is a pure function: texts in, texts out, no files, no clock, no environment; the same
//! input gives the same bytes everywhere. Whatever is wrong with the input comes back as [`Problems`], each with its
//! place, and never as a panic.

pub mod csdl;
mod emit;
mod format;
pub mod models;
pub mod name;
mod problem;
pub mod schema;
pub mod select;
mod source;
mod text;

pub use format::MARKER;
pub use problem::{Problem, Problems};
pub use source::{Source, Span};
use std::collections::BTreeMap;

/// Generates a module of models: file contents by their path, relative to the module's folder, with `/` between the
/// parts.
///
/// `schema` is CSDL XML, `models` says what to take from it (see [`models::Models`]). The schema's file stem up to the
/// first dot becomes the name of the module: `beta` for `schema/beta.csdl.xml`.
///
/// # Errors
///
/// Every problem that the first failing step found.
///
/// ```
/// use codegen::Source;
///
/// let schema = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
///   <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
///     <ComplexType Name="place"><Property Name="city" Type="Edm.String" /></ComplexType>
///   </Schema>
/// </edmx:DataServices></edmx:Edmx>"#;
/// let files = codegen::generate(
///     Source::new("schema/beta.csdl.xml", schema),
///     Source::new("schema/models.toml", r#"roots = ["microsoft.graph.place"]"#),
/// )?;
/// assert_eq!(files.keys().collect::<Vec<_>>(), ["mod.rs", "place.rs"]);
/// assert!(files["place.rs"].contains("pub city: Option<String>"));
/// # Ok::<(), codegen::Problems>(())
/// ```
pub fn generate(schema: Source<'_>, models: Source<'_>) -> Result<BTreeMap<String, String>, Problems> {
    let parsed = csdl::read(schema)?;
    let wanted = models::read(models)?;
    let selection = select::select(parsed, &wanted, models)?;
    let names = name::name(&selection.schema, schema)?;
    let files = emit::emit(&selection.schema, &names);
    Ok(files.into_iter().map(|(path, tokens)| (path, format::format(tokens, schema.name))).collect())
}
