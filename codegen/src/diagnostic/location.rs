//! The location of a diagnostic, with the surrounding text: a location outlives its source.

use crate::text::{ceil, floor};
use crate::{Source, Span};
use std::fmt::{self, Display, Formatter};
use std::ops::Range;

/// The context shown on either side of the marked text, in bytes. A file may be one long line.
const CONTEXT: usize = 1000;

/// A span in a file, with an excerpt of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the source.
    pub file: String,
    /// The line number, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The line, or the part of it around the marked text.
    pub(super) excerpt: String,
    /// Whether the excerpt begins in the middle of the line.
    pub(super) is_cut: bool,
    /// The marked bytes of the excerpt.
    pub(super) marked: Range<usize>,
}

impl Location {
    pub(crate) fn new(source: &Source, span: Span) -> Self {
        let text = source.text();
        let (number, line) = source.line(span.start);
        let start = floor(text, span.start.min(line.end));
        let end = ceil(text, span.end.clamp(start, line.end));
        let from = floor(text, start.saturating_sub(CONTEXT).max(line.start));
        // The marked text may itself be long.
        let end = end.min(ceil(text, start + CONTEXT));
        let to = ceil(text, end + CONTEXT).min(line.end);
        Self {
            file: source.name().to_owned(),
            line: number,
            column: source.characters_before(start) - source.characters_before(line.start) + 1,
            excerpt: text[from..to].trim_end_matches('\r').to_owned(),
            is_cut: from > line.start,
            marked: start - from..end - from,
        }
    }
}

impl Display for Location {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
