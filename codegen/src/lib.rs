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
//! Every text is read once: a [`Document`] is a parsed schema, and [`load()`] adds the selection and the names. A
//! [`Loaded`] schema generates its files and its public surface, explains a type, lists what has no description, writes its
//! OpenAPI twin, and cuts a slice out of its document. [`diff()`] compares two of them.
//!
//! All of these are pure functions: texts in, texts out, no files, no clock, no environment. The same input gives the same
//! bytes on every machine. Errors in an input are returned as [`Diagnostics`], each with its location. Steps go on where
//! they can, so that one run finds all errors.

pub mod api;
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
mod openapi;
pub mod schema;
pub mod select;
mod slice;
mod source;
mod summary;
mod text;
pub mod twin;

pub use diagnostic::{Diagnostic, Diagnostics, Location};
pub use diff::diff;
pub use document::Document;
pub use format::MARKER;
pub use generate::Generated;
pub use load::{Input, Loaded, load};
pub use models::{Models, Roots};
pub use source::{Source, Span};
pub use summary::{Counts, Summary};
