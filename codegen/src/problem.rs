//! What can be wrong with an input.

mod place;
mod report;

use crate::text::shorten;
use crate::{Source, Span};
pub use place::Place;
use std::fmt::{self, Display, Formatter};

/// One thing that is wrong, where, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// Where. A word of the command line stands in no file.
    pub place: Option<Box<Place>>,
    /// Other places that have to do with it, and what is there.
    pub related: Vec<(Place, String)>,
    /// How to mend it, if the message does not say as much.
    pub help: Option<String>,
}

impl Problem {
    pub(crate) fn new(source: &Source<'_>, span: Span, message: impl Into<String>) -> Self {
        let place = Some(Box::new(Place::new(source, span)));
        Self { place, ..Self::without_place(message) }
    }

    pub(crate) fn without_place(message: impl Into<String>) -> Self {
        Self { message: shorten(message.into()), place: None, related: Vec::new(), help: None }
    }

    /// A problem at a place that there may not be.
    pub(crate) fn at(source: &Source<'_>, span: Option<Span>, message: impl Into<String>) -> Self {
        match span {
            Some(span) => Self::new(source, span, message),
            None => Self::without_place(message),
        }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shorten(help.into()));
        self
    }

    pub(crate) fn with_related(mut self, source: &Source<'_>, span: Span, what: impl Into<String>) -> Self {
        self.related.push((Place::new(source, span), shorten(what.into())));
        self
    }
}

/// Everything that is wrong with an input, in the order it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
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

    /// Adds the problems of another input.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// The value if nothing was found.
    pub(crate) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A report for a person: every problem with its source line, marked with colours for a terminal or as plain text.
    /// `Display` is the plain form.
    #[must_use]
    pub fn report(&self, for_terminal: bool) -> String {
        report::report(&self.0, for_terminal)
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl Display for Problems {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(false))
    }
}

impl std::error::Error for Problems {}
