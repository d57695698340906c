//! What can be wrong with an input.

mod location;
mod report;

use crate::text::shorten;
use crate::{Source, Span};
pub use location::Location;
use std::fmt::{self, Display, Formatter};

/// One thing that is wrong, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub message: String,
    /// Where. A word of the command line stands in no file.
    pub location: Option<Box<Location>>,
    /// Other places that have to do with it, and what is there.
    pub related: Vec<(Location, String)>,
    /// How to mend it, if the message does not say as much.
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

    /// A diagnostic at a location that there may not be.
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

    pub(crate) fn with_related(mut self, source: &Source, span: Span, what: impl Into<String>) -> Self {
        self.related.push((Location::new(source, span), shorten(what.into())));
        self
    }
}

/// Everything that is wrong with an input, in the order it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// The diagnostics one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
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

    /// The value if nothing was found.
    pub(crate) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A report for a person: every diagnostic with its source line, marked with colours for a terminal or as plain text.
    /// `Display` is the plain form.
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
