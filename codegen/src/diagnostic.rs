//! Errors and warnings about an input, each with its location.

mod group;
mod location;
mod report;

use crate::qualified_name::QualifiedName;
use crate::text::shorten;
use crate::{Source, Span};
use group::Group;
pub use location::Location;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Whether a diagnostic prevents the generation of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The models would be wrong or incomplete.
    Error,
    /// The models do not depend on it.
    Warning,
}

/// What a diagnostic is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// The document as a whole, or another input.
    #[default]
    Document,
    /// A declaration. Models depend on it only if it is selected.
    Declaration(Box<QualifiedName>),
    /// A part of the document that models never depend on.
    Unmodelled,
}

impl Subject {
    pub(crate) fn declaration(name: QualifiedName) -> Self {
        Self::Declaration(Box::new(name))
    }
}

/// An error in an input, or a warning about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it is an error.
    pub severity: Severity,
    pub(crate) subject: Subject,
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
        Self {
            severity: Severity::Error,
            subject: Subject::Document,
            message: shorten(message.into()),
            location: None,
            related: Vec::new(),
            help: None,
        }
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

/// The number of diagnostics with the same subject that are kept of a kind. The others are counted.
const KEPT: usize = 20;

/// The number of diagnostics that are kept in all.
const MAX_KEPT: usize = 10_000;

/// All errors in an input, or all warnings about it, in the order in which they were found. Of very many of a kind, some are
/// only counted: the text of a document may have millions of errors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// The number of diagnostics of each group, those that are kept included.
    counts: BTreeMap<Group, usize>,
    /// The sum of the counts.
    total: usize,
    keeps_all: bool,
    /// The subject of the diagnostics that are added next.
    subject: Subject,
}

impl Diagnostics {
    /// Creates diagnostics that are kept, however many they are.
    pub(crate) fn unlimited() -> Self {
        Self { keeps_all: true, ..Self::default() }
    }

    /// Returns an iterator over the diagnostics that are not only counted: at least the first 20 of a kind, as long as there are
    /// fewer than 10,000.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.kept.iter()
    }

    /// Returns whether there are no diagnostics.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// Returns the number of diagnostics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.total
    }

    /// Adds the diagnostics of another input.
    pub fn append(&mut self, mut other: Self) {
        self.kept.append(&mut other.kept);
        for (group, count) in other.counts {
            self.count(group, count);
        }
    }

    fn count(&mut self, group: Group, count: usize) {
        *self.counts.entry(group).or_default() += count;
        self.total += count;
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(Group::of(&diagnostic)).or_default();
        *count += 1;
        self.total += 1;
        if self.keeps_all || (*count <= KEPT && self.kept.len() < MAX_KEPT) {
            self.kept.push(diagnostic);
        }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.add(Diagnostic { subject: self.subject.clone(), ..diagnostic });
    }

    pub(crate) fn warn(&mut self, diagnostic: Diagnostic) {
        self.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
    }

    /// Sets the subject of the diagnostics that are added next, and returns the previous subject.
    pub(crate) fn about(&mut self, subject: Subject) -> Subject {
        std::mem::replace(&mut self.subject, subject)
    }

    /// Returns the subject of the diagnostics that are added next.
    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Separates errors from warnings. An error about a declaration becomes a warning unless models depend on it.
    pub(crate) fn split(self, is_required: impl Fn(&QualifiedName) -> bool) -> (Self, Self) {
        let is_error = |severity: Severity, subject: &Subject| {
            severity == Severity::Error
                && match subject {
                    Subject::Document => true,
                    Subject::Declaration(name) => is_required(name),
                    Subject::Unmodelled => false,
                }
        };
        let (mut errors, mut warnings) = (Self::default(), Self::default());
        for diagnostic in self.kept {
            if is_error(diagnostic.severity, &diagnostic.subject) {
                errors.kept.push(diagnostic);
            } else {
                warnings.kept.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
            }
        }
        for (group, count) in self.counts {
            if is_error(group.severity, &group.subject) {
                errors.count(group, count);
            } else {
                warnings.count(Group { severity: Severity::Warning, ..group }, count);
            }
        }
        (errors, warnings)
    }

    /// Returns the value if there are no diagnostics.
    pub(crate) fn none_or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Renders the diagnostics with their source lines, coloured for a terminal or as plain text. `Display` writes the plain
    /// text. Of each kind, the first 20 are rendered and the others are counted.
    #[must_use]
    pub fn report(&self, for_terminal: bool) -> String {
        report::report(&self.kept, &self.counts, for_terminal)
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
        let mut diagnostics = Self::default();
        diagnostics.add(diagnostic);
        diagnostics
    }
}

impl Display for Diagnostics {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(false))
    }
}

impl std::error::Error for Diagnostics {}
