//! Errors and warnings about an input, each with its location.

mod kind;
mod location;
mod report;

use crate::qualified_name::QualifiedName;
use crate::text::shorten;
use crate::{Source, Span};
use kind::Kind;
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
    /// An operation, by its signature. Models depend on it only if it is selected.
    Operation(Box<QualifiedName>),
    /// A part of the document that models never depend on.
    Unmodelled,
    /// An entry of `models.toml` that matches nothing.
    Entry,
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

/// The number of diagnostics after which only the first one with a subject is kept.
const MANY: usize = 10_000;

/// All errors in an input, or all warnings about it, in the order in which they were found. Of very many of a kind, some are
/// only counted: the text of a document may have millions of errors. At least one error of each declaration is kept, because
/// the declarations that models depend on are known last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    /// The number of diagnostics of each kind, those that are kept included.
    counts: BTreeMap<Kind, usize>,
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

    /// Returns an iterator over the diagnostics that are not only counted: at least the first 20 of a kind or, after 10,000, the
    /// first one about each declaration.
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
        for (kind, count) in other.counts {
            self.count(kind, count);
        }
    }

    fn count(&mut self, kind: Kind, count: usize) {
        *self.counts.entry(kind).or_default() += count;
        self.total += count;
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        let kind = Kind::of(&diagnostic);
        self.total += 1;
        let are_many = !self.keeps_all && self.kept.len() >= MANY;
        if are_many && !self.counts.contains_key(&kind) {
            let various = kind.various();
            let next = self.counts.range(&various..).next();
            if next.is_some_and(|(next, _)| next.has_same_subject(&kind)) {
                *self.counts.entry(various).or_default() += 1;
                return;
            }
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if self.keeps_all || *count <= if are_many { 1 } else { KEPT } {
            self.kept.push(diagnostic);
        }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.add(Diagnostic { subject: self.subject.clone(), ..diagnostic });
    }

    /// Adds a diagnostic about an entry of `models.toml` that matches nothing.
    pub(crate) fn push_unmatched(&mut self, diagnostic: Diagnostic) {
        self.add(Diagnostic { subject: Subject::Entry, ..diagnostic });
    }

    /// Returns the spans of the entries of `models.toml` that match nothing.
    pub(crate) fn unmatched(&self) -> impl Iterator<Item = Span> {
        let entries = self.kept.iter().filter(|diagnostic| diagnostic.subject == Subject::Entry);
        entries.filter_map(|diagnostic| Some(diagnostic.location.as_ref()?.span))
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

    /// Separates errors from warnings. An error about a declaration or an operation becomes a warning unless models depend on
    /// it.
    pub(crate) fn split(
        self,
        is_required: impl Fn(&QualifiedName) -> bool,
        is_selected: impl Fn(&QualifiedName) -> bool,
    ) -> (Self, Self) {
        let is_error = |severity: Severity, subject: &Subject| {
            severity == Severity::Error
                && match subject {
                    Subject::Document | Subject::Entry => true,
                    Subject::Declaration(name) => is_required(name),
                    Subject::Operation(name) => is_selected(name),
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
        for (kind, count) in self.counts {
            if is_error(kind.severity, &kind.subject) {
                errors.count(kind, count);
            } else {
                warnings.count(kind.into_warning(), count);
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
