//! The notation of a report.

use super::page::{Rank, Row, Section};

/// A notation, such as Markdown.
pub(super) trait Style {
    /// The maximum length of a report in characters.
    const LIMIT: usize;

    /// Whether a report has generated code.
    const HAS_CODE: bool;

    /// Marks text of a schema. The result has one line, in which links, mentions and markup of the text have no effect.
    fn quote(text: &str) -> String;

    /// Returns the first line of a report.
    fn head(line: &str) -> String;

    /// Returns the row of a difference, or of a group of them, with the effects on the Rust API and on the wire.
    fn difference(what: &str, place: &str, values: &[String], group: &[String], effects: &[String; 2]) -> Row;

    /// Creates a section, perhaps with a second one that is folded.
    fn section(rank: Rank, title: &str, form: Form, rows: Vec<Row>) -> Vec<Section>;
}

/// The form of the rows in a section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Paragraphs without a title.
    Paragraphs,
    /// Items of a list.
    List,
    /// Differences.
    Table,
    /// Lines of code in a language.
    Code(&'static str),
}
