//! The state of a reader: the declarations read so far, and the diagnostics.

use super::element::Element;
use super::scope::Aliases;
use super::vocabulary::Tag;
use crate::schema::Declarations;
use crate::{Diagnostic, Diagnostics, Source, Span};

/// Reads elements into declarations. Each module adds the methods for its elements.
pub(super) struct Reader<'a> {
    source: &'a Source,
    pub(super) declarations: Declarations,
    pub(super) aliases: Aliases,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &Element, source: &'a Source, diagnostics: &'a mut Diagnostics) -> Self {
        Self { source, declarations: Declarations::default(), aliases: Aliases::of(root), diagnostics }
    }

    pub(super) fn diagnostic(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    /// Reports a child that is none of the `expected` elements. Skips annotations, which can annotate almost any element.
    pub(super) fn unsupported_element(&mut self, child: &Element, parent: &Element, expected: &[Tag]) {
        let (child_name, parent_name) = (child.name(), parent.name());
        if child.tag == Tag::Annotation {
            return self.skip(format!("annotations of <{parent_name}>"));
        }
        let expected: Vec<_> = expected.iter().map(|tag| format!("<{}{tag}>", tag.prefix())).collect();
        let help = match expected.as_slice() {
            [] => format!("remove it; <{parent_name}> has no child elements"),
            [only] => format!("expected {only}"),
            several => format!("expected one of {}", several.join(", ")),
        };
        self.diagnostic(child.span, format!("unsupported element <{child_name}> in <{parent_name}>"), help);
    }

    /// Reports every child of an element that has no child elements but annotations.
    pub(super) fn no_children(&mut self, element: &Element) {
        for child in &element.children {
            self.unsupported_element(child, element, &[]);
        }
    }

    /// Counts something that does not affect the models.
    pub(super) fn skip(&mut self, what: impl Into<String>) {
        *self.declarations.skipped.entry(what.into()).or_default() += 1;
    }

    pub(super) fn skip_element(&mut self, element: &Element) {
        self.skip(format!("<{}>", element.name()));
    }
}
