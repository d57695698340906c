//! The state of a reader: everything that it has read of a document, and the diagnostics.

use super::element::Element;
use super::scope::Aliases;
use super::vocabulary::Tag;
use crate::schema::Declarations;
use crate::{Diagnostic, Diagnostics, Source, Span};

/// Reads elements into declarations. Each module of elements adds the methods for its own.
pub(super) struct Reader<'a> {
    source: &'a Source<'a>,
    pub(super) declarations: Declarations,
    pub(super) aliases: Aliases,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &Element, source: &'a Source<'a>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { source, declarations: Declarations::default(), aliases: Aliases::of(root), diagnostics }
    }

    pub(super) fn diagnostic(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    /// Reports an element in a place where only the `expected` ones are allowed.
    pub(super) fn not_understood(&mut self, child: &Element, parent: &Element, expected: &[Tag]) {
        let (child_name, parent_name) = (child.name(), parent.name());
        let message = format!("<{child_name}> inside <{parent_name}> is not understood");
        let help = match list(expected) {
            Some(expected) => format!("remove it; understood are {expected}"),
            None => format!("remove it; <{parent_name}> has no elements inside"),
        };
        self.diagnostic(child.span, message, help);
    }

    /// Reports every child of an element that has none.
    pub(super) fn no_children(&mut self, element: &Element) {
        for child in &element.children {
            self.not_understood(child, element, &[]);
        }
    }

    /// Counts something that says nothing about the models.
    pub(super) fn skip(&mut self, what: impl Into<String>) {
        *self.declarations.skipped.entry(what.into()).or_default() += 1;
    }

    pub(super) fn skip_element(&mut self, element: &Element) {
        self.skip(format!("<{}>", element.name()));
    }
}

/// Elements in a sentence: `<Key>, <Property> and <Annotation>`.
fn list(tags: &[Tag]) -> Option<String> {
    let (last, others) = tags.split_last()?;
    let start_tag = |tag: &Tag| format!("<{}{tag}>", tag.prefix());
    let last = start_tag(last);
    let others: Vec<_> = others.iter().map(start_tag).collect();
    Some(if others.is_empty() { last } else { format!("{} and {last}", others.join(", ")) })
}
