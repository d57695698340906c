//! Annotations of declarations.
//!
//! The reader understands the [terms](Term) that have a field in [`Documentation`]. It skips and counts all others: they do
//! not affect the models.

use super::attributes::Attributes;
use super::constant::Constant;
use super::element::Element;
use super::reader::Reader;
use super::vocabulary::PermissionMember::{self, Invoke, Read, ReadWrite, Write};
use super::vocabulary::{Attr, Scalar, Tag, Term};
use crate::schema::{Documentation, Permission, QualifiedName};
use crate::text::is_blank;

impl Reader<'_> {
    /// Reads the annotations of an element that has no other children.
    pub(super) fn documentation(&mut self, element: &Element) -> Documentation {
        let mut documentation = Documentation::default();
        for child in &element.children {
            match child.tag {
                Tag::Annotation => self.annotation(child, &mut documentation),
                _ => self.unsupported_element(child, element, &[Tag::Annotation]),
            }
        }
        documentation
    }

    /// Adds an annotation to the documentation of its target.
    pub(super) fn annotation(&mut self, element: &Element, documentation: &mut Documentation) {
        let mut attributes = Attributes::of(element);
        let Some(term) = self.required(&mut attributes, Attr::Term) else { return };
        // A qualified annotation applies to one purpose, such as one language or one tool.
        if let Some(qualifier) = attributes.take(Attr::Qualifier) {
            self.skip(format!("annotation {} for {}", term.value, qualifier.value));
            return;
        }
        let name = QualifiedName::parse(&term.value).map(|name| self.aliases.resolve_anywhere(name).to_string());
        let name = name.unwrap_or_else(|| term.value.clone());
        let Some(term) = Term::parse(&name) else { return self.skip(format!("annotation {name}")) };
        match term {
            Term::Description => self.text(element, attributes, &mut documentation.description),
            Term::LongDescription => self.text(element, attributes, &mut documentation.long_description),
            Term::Computed => documentation.is_computed |= self.holds(element, attributes),
            Term::Immutable => documentation.is_immutable |= self.holds(element, attributes),
            // The record inside it has the default value.
            Term::OptionalParameter => documentation.is_optional = true,
            Term::Permissions if documentation.permission.is_some() => {
                self.skip(format!("repeated annotations {name}"));
            }
            Term::Revisions if documentation.deprecation.is_some() => self.skip(format!("repeated annotations {name}")),
            Term::Permissions => {
                let permission = self.constant(element, attributes, &[Scalar::EnumMember]);
                documentation.permission = permission.and_then(|permission| self.permission(&permission));
            }
            Term::Revisions => {
                self.finish(attributes);
                self.revisions(element, documentation);
            }
        }
    }

    /// Returns the value of a boolean term. Defaults to `true`.
    fn holds(&mut self, element: &Element, mut attributes: Attributes<'_>) -> bool {
        let holds = self.boolean_or(&mut attributes, Attr::Scalar(Scalar::Bool), true);
        self.finish(attributes);
        self.no_children(element);
        holds
    }

    /// Adds a description. The first of several applies: Microsoft's metadata repeats some.
    fn text(&mut self, element: &Element, attributes: Attributes<'_>, place: &mut Option<String>) {
        let Some(Constant { text, .. }) = self.constant(element, attributes, &[Scalar::String]) else { return };
        if is_blank(text) {
            return self.skip("blank annotations");
        }
        if place.is_some() {
            return self.skip("repeated descriptions");
        }
        *place = Some(text.to_owned());
    }

    /// Combines the members of `Core.Permission`, each prefixed with the name of that type.
    fn permission(&mut self, constant: &Constant<'_>) -> Option<Permission> {
        let members = constant.text.split_whitespace().map(|member| member.rsplit('/').next().unwrap_or(member));
        let mut permission = None;
        for member in members {
            permission = match (PermissionMember::of(member), permission) {
                (Some(PermissionMember::None), None) => Some(Permission::None),
                (Some(Read), None | Some(Permission::None)) => Some(Permission::Read),
                (Some(Write), None | Some(Permission::None)) => Some(Permission::Write),
                (Some(Read | Write | ReadWrite), _) => Some(Permission::ReadWrite),
                // The permission to call an operation does not apply to values.
                (Some(Invoke), other) => other,
                _ => {
                    let message = format!("unknown permission `{member}`");
                    let help = "expected one of `None`, `Read`, `Write`, `ReadWrite`, `Invoke`";
                    self.diagnostic(constant.span, message, help);
                    permission
                }
            };
        }
        permission
    }
}
