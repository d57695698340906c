//! The location of a diagnostic, with the surrounding text.

use crate::text::{ceil, floor};
use crate::{Source, Span};
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// The context shown on either side of the marked text, in bytes. A file may be one long line.
const CONTEXT: usize = 1000;

/// A span in a file.
#[derive(Clone, Debug)]
pub struct Location {
    source: Source,
    pub(super) span: Span,
    /// The line number, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// The line of a location, or the part of it around the marked text.
pub(super) struct Excerpt<'a> {
    pub(super) text: &'a str,
    /// Whether the excerpt begins in the middle of the line.
    pub(super) is_cut: bool,
    /// The marked bytes of the excerpt.
    pub(super) marked: Range<usize>,
}

impl Location {
    pub(crate) fn new(source: &Source, span: Span) -> Self {
        let (number, line) = source.line(span.start);
        let start = floor(source.text(), span.start.min(line.end));
        let column = source.characters(line.start, start) + 1;
        Self { source: source.clone(), span, line: number, column }
    }

    /// Returns the name of the source.
    #[must_use]
    pub fn file(&self) -> &str {
        self.source.name()
    }

    pub(super) fn excerpt(&self) -> Excerpt<'_> {
        let (text, span) = (self.source.text(), self.span);
        let (_, line) = self.source.line(span.start);
        let start = floor(text, span.start.min(line.end));
        let end = ceil(text, span.end.clamp(start, line.end));
        let from = floor(text, start.saturating_sub(CONTEXT).max(line.start));
        // The marked text may itself be long.
        let end = end.min(ceil(text, start + CONTEXT));
        let to = ceil(text, end + CONTEXT).min(line.end);
        let excerpt = text[from..to].trim_end_matches('\r');
        let marked = start - from..(end - from).min(excerpt.len());
        Excerpt { text: excerpt, is_cut: from > line.start, marked }
    }
}

/// Compares the file, the line and the column.
impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        (self.file(), self.line, self.column) == (other.file(), other.line, other.column)
    }
}

impl Eq for Location {}

impl Display for Location {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file(), self.line, self.column)
    }
}
