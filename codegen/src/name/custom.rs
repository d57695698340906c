//! The names that `models.toml` gives.

use super::identifier::{Case, Identifier};
use crate::models::{self, Models};
use crate::schema::QualifiedName;
use crate::{Diagnostic, Diagnostics, Source, Span};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use toml::Spanned;

/// The path of an item in `models.toml`.
#[derive(Clone, Copy, Debug)]
pub(super) enum ItemPath<'a> {
    /// A namespace, or the start of one.
    Namespace(&'a str),
    Type(&'a QualifiedName),
    /// A property or member of a type.
    Part(&'a QualifiedName, &'a str),
}

impl Display for ItemPath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namespace(namespace) => f.write_str(namespace),
            Self::Type(name) => write!(f, "{name}"),
            Self::Part(name, part) => write!(f, "{name}/{part}"),
        }
    }
}

/// The claim of a declared item to a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'a> {
    pub(super) path: ItemPath<'a>,
    /// The span of the item's declaration.
    pub(super) span: Span,
    /// Whether `models.toml` gives the name.
    pub(super) is_custom: bool,
}

/// The names under `[names]` in `models.toml`, and the errors found while naming.
pub(super) struct CustomNames<'a> {
    source: &'a Source,
    models: &'a Models,
    diagnostics: &'a mut Diagnostics,
    /// The messages reported so far: several namespaces start with the same one.
    reported: BTreeSet<String>,
}

impl<'a> CustomNames<'a> {
    pub(super) fn new(source: &'a Source, models: &'a Models, diagnostics: &'a mut Diagnostics) -> Self {
        Self { source, models, diagnostics, reported: BTreeSet::new() }
    }

    /// Returns the entry of an item, valid or not.
    fn entry(&self, path: ItemPath<'_>) -> Option<&'a Spanned<String>> {
        let names = &self.models.entries().names;
        // Do not format the path of every item of a schema if there are no entries.
        if names.is_empty() { None } else { names.get(path.to_string().as_str()) }
    }

    /// Returns whether `models.toml` gives a name, valid or not.
    pub(super) fn contains(&self, path: ItemPath<'_>) -> bool {
        self.entry(path).is_some()
    }

    /// Returns the name that `models.toml` gives. Reports an invalid one.
    pub(super) fn get(&mut self, path: ItemPath<'_>, case: Case, reserved: &[&str]) -> Option<Identifier> {
        let text = self.entry(path)?;
        let custom = Identifier::custom(text.get_ref(), case, reserved);
        if custom.is_none() {
            let message = format!("invalid Rust name {:?} for `{path}`", text.get_ref());
            let help = match case {
                Case::Camel => "use ASCII letters and digits, starting with a capital letter, and no reserved word",
                Case::Snake => "use lowercase ASCII letters and digits, separated by single `_`, and no reserved word",
            };
            self.report(Diagnostic::new(self.models.source(), models::span(text), message).with_help(help));
        }
        custom
    }

    /// Reports an item whose name has no valid character. Returns a placeholder.
    pub(super) fn unnameable(&mut self, path: ItemPath<'_>, span: Span) -> Identifier {
        // An invalid custom name has a diagnostic already.
        if !self.contains(path) {
            let path = path.to_string();
            let message = format!(
                "cannot derive a Rust name from {path:?}: expected letters and digits of one script, not to be mistaken for others"
            );
            self.report(Diagnostic::new(self.source, span, message).with_help(rename(&path)));
        }
        Identifier::plain("unnamed")
    }

    /// Reports a custom name, given to the item at `path`, that another item claims.
    pub(super) fn conflict(&mut self, name: &Identifier, path: ItemPath<'_>, other: Claim<'_>) {
        let entry = |path| self.entry(path).map(models::span);
        let message = format!("duplicate Rust name `{name}`: `{path}` and `{}` have the same name", other.path);
        let diagnostic = Diagnostic::new(self.models.source(), entry(path).unwrap_or_default(), message);
        let note = "the name is already taken";
        let diagnostic = match entry(other.path).filter(|_| other.is_custom) {
            Some(span) => diagnostic.with_related(self.models.source(), span, note),
            None => diagnostic.with_related(self.source, other.span, note),
        };
        self.report(diagnostic.with_help(format!("choose another name, or rename `{}`", other.path)));
    }

    /// Reports a name that looks like that of another item.
    pub(super) fn confusable(
        &mut self,
        (name, claim): (&Identifier, Claim<'_>),
        (other, first): (&Identifier, Claim<'_>),
    ) {
        let message =
            format!("confusable Rust names: `{name}` for `{}` looks like `{other}` for `{}`", claim.path, first.path);
        let diagnostic = Diagnostic::new(self.source, claim.span, message);
        let diagnostic = diagnostic.with_related(self.source, first.span, "the other name");
        self.report(diagnostic.with_help(rename(claim.path)));
    }

    /// Reports the name of a type for parameters that another item claims.
    pub(super) fn collision(&mut self, name: &Identifier, claim: Claim<'_>, other: Claim<'_>) {
        if claim.is_custom {
            return self.conflict(name, claim.path, other);
        }
        if other.is_custom {
            return self.conflict(name, other.path, claim);
        }
        let message = format!("duplicate Rust name `{name}`: `{}` and `{}` have the same name", claim.path, other.path);
        let diagnostic = Diagnostic::new(self.source, claim.span, message);
        let diagnostic = diagnostic.with_related(self.source, other.span, "the name is already taken");
        self.report(diagnostic.with_help(rename(claim.path)));
    }

    /// Reports the name of a type for parameters that is too long.
    pub(super) fn too_long(&mut self, name: &Identifier, claim: Claim<'_>, limit: usize) {
        let length = name.as_str().len();
        let message = format!("the Rust name of `{}` would have {length} bytes; the limit is {limit}", claim.path);
        self.report(Diagnostic::new(self.source, claim.span, message).with_help(rename(claim.path)));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(diagnostic.message.clone()) {
            self.diagnostics.push(diagnostic);
        }
    }
}

/// Returns the help to give an item another name.
fn rename(path: impl Display) -> String {
    format!("add a name under [names] in models.toml: {:?} = \"…\"", path.to_string())
}
