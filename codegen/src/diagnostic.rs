//! Errors in an input, each with its location.

mod location;
mod report;

use crate::text::shorten;
use crate::{Source, Span};
pub use location::Location;
use std::fmt::{self, Display, Formatter};

/// One error in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The error.
    pub message: String,
    /// The location of the error. `None` if it is not in a file, such as an error in an argument.
    pub location: Option<Box<Location>>,
    /// Related locations, each with a note.
    pub related: Vec<(Location, String)>,
    /// How to fix the error.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        let location = Some(Box::new(Location::new(source, span)));
        Self { location, ..Self::without_location(message) }
    }

    pub(crate) fn without_location(message: impl Into<String>) -> Self {
        Self { message: shorten(message.into()), location: None, related: Vec::new(), help: None }
    }

    /// Creates a diagnostic whose location may be unknown.
    pub(crate) fn at(source: &Source, span: Option<Span>, message: impl Into<String>) -> Self {
        match span {
            Some(span) => Self::new(source, span, message),
            None => Self::without_location(message),
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shorten(help.into()));
        self
    }

    pub(crate) fn with_related(mut self, source: &Source, span: Span, note: impl Into<String>) -> Self {
        self.related.push((Location::new(source, span), shorten(note.into())));
        self
    }
}

/// All errors in an input, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Returns an iterator over the diagnostics.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Returns whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds the diagnostics of another input.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Returns the value if there are no diagnostics.
    pub(crate) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Renders all diagnostics with their source lines, coloured for a terminal or as plain text. `Display` writes the plain
    /// text.
    #[must_use]
    pub fn report(&self, for_terminal: bool) -> String {
        report::report(&self.0, for_terminal)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl Display for Diagnostics {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(false))
    }
}

impl std::error::Error for Diagnostics {}
