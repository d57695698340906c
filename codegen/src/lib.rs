//! Generates Rust models from the description of an OData API.
//!
//! Data flows in one direction, and each step is a module with one public function:
//!
//! ```text
//! CSDL ───── csdl::read ────┐
//!                           ├─▶ Schema ─ select ─▶ Selection ─ name ─▶ Names ─ emit ─▶ tree ─ format ─▶ text
//! OpenAPI ── openapi::read ─┘
//! ```
//!
//! Every text is read once. A [`Document`] is a parsed schema; [`load()`] adds the selection and the names. A [`Loaded`]
//! schema generates the files and the public surface, explains a type, lists the parts without a description, cuts a slice out of
//! its document, and writes the OpenAPI twin of CSDL. [`diff()`] compares two loaded schemas.
//!
//! All of these are pure functions from text to text: they use no files, no clock and no environment. The same input
//! produces the same bytes on every machine. Errors in an input are returned as [`Diagnostics`], each with its location. A
//! step continues after an error where possible, so that one run finds all errors.

pub mod api;
mod credential;
mod csdl;
mod diagnostic;
pub mod diff;
mod document;
mod emit;
mod explain;
mod format;
mod generate;
mod load;
pub mod models;
pub mod name;
mod nearest;
pub mod openapi;
mod parallel;
mod qualified_name;
pub mod schema;
pub mod select;
mod slice;
mod source;
mod summary;
mod text;

pub(crate) use diagnostic::Subject;
pub use diagnostic::{Diagnostic, Diagnostics, Location, Severity};
pub use diff::{diff, diff_selected};
pub use document::{Document, MAX_SIZE};
pub use format::{MARKER, header};
pub use generate::Generated;
pub use load::{Input, Loaded, load};
pub use models::{Models, Roots};
pub use parallel::{both, try_both};
pub use source::{Source, Span};
pub use summary::{Counts, Summary};
