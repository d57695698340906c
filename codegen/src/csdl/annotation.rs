//! Annotations: what the schema says about its declarations.
//!
//! Understood are the terms of OData's [core vocabulary] that [`Documentation`] has a place for. Others say nothing about
//! the models, and are skipped.
//!
//! [core vocabulary]: https://github.com/oasis-tcs/odata-vocabularies/blob/main/vocabularies/Org.OData.Core.V1.md

use super::attributes::Attributes;
use super::document::Document;
use super::xml::Element;
use crate::Span;
use crate::schema::{Documentation, Permission, QualifiedName};
use crate::text::is_blank;

/// The element that annotates the one it stands in.
pub(crate) const ANNOTATION: &str = "Annotation";

/// What begins the terms of the core vocabulary.
pub(crate) const CORE: &str = "Org.OData.Core.V1.";

/// The terms that describe a declaration in words.
pub(crate) const DESCRIPTIONS: [&str; 2] = ["Org.OData.Core.V1.Description", "Org.OData.Core.V1.LongDescription"];

/// A constant in an annotation, and its place.
pub(super) struct Constant {
    pub(super) text: String,
    pub(super) span: Span,
}

impl Document<'_> {
    /// The annotations of an element that has no other children.
    pub(super) fn documentation(&mut self, element: &Element) -> Documentation {
        let mut documentation = Documentation::default();
        self.annotations(element, &mut documentation);
        documentation
    }

    /// Adds the annotations of such an element to what is said already.
    pub(super) fn annotations(&mut self, element: &Element, documentation: &mut Documentation) {
        for child in &element.children {
            match child.name.as_str() {
                ANNOTATION => self.annotation(child, documentation),
                _ => self.not_understood(child, element, "<Annotation>"),
            }
        }
    }

    pub(super) fn annotation(&mut self, element: &Element, documentation: &mut Documentation) {
        let mut attributes = Attributes::of(element);
        let Some(term) = self.required(&mut attributes, "Term") else { return };
        // Something that holds for one purpose only: for one language, or for one tool.
        if let Some(qualifier) = attributes.take("Qualifier") {
            self.skip(format!("annotation {} for {}", term.value, qualifier.value));
            return;
        }
        let name = QualifiedName::parse(&term.value).map(|name| self.aliases.resolve_anywhere(name).to_string());
        let name = name.unwrap_or_else(|| term.value.clone());
        match name.strip_prefix(CORE).unwrap_or_default() {
            "Description" => {
                let text = self.constant(element, attributes, "String");
                self.text(element, text, &mut documentation.description);
            }
            "LongDescription" => {
                let text = self.constant(element, attributes, "String");
                self.text(element, text, &mut documentation.long_description);
            }
            "Computed" => documentation.is_computed |= self.tag(element, attributes),
            "Immutable" => documentation.is_immutable |= self.tag(element, attributes),
            "OptionalParameter" => {
                // What stands in for it is said in a record inside.
                documentation.is_optional = true;
            }
            "Permissions" => {
                let permission = self.constant(element, attributes, "EnumMember");
                documentation.permission = permission.and_then(|permission| self.permission(&permission));
            }
            "Revisions" => {
                self.finish(attributes);
                self.revisions(element, documentation);
            }
            _ => self.skip(format!("annotation {name}")),
        }
    }

    /// The constant that an element has as an attribute or as an element inside, each called like the type.
    pub(super) fn constant(
        &mut self,
        element: &Element,
        mut attributes: Attributes<'_>,
        kind: &'static str,
    ) -> Option<Constant> {
        let inside = element.children.iter().find(|child| child.name == kind);
        let constant = match inside {
            Some(inside) => Some(Constant { text: inside.text.clone(), span: inside.span }),
            None => self
                .required(&mut attributes, kind)
                .map(|attribute| Constant { text: attribute.value.clone(), span: attribute.span }),
        };
        self.finish(attributes);
        for child in &element.children {
            if !inside.is_some_and(|inside| std::ptr::eq(inside, child)) {
                self.not_understood(child, element, &format!("one <{kind}>"));
            }
        }
        constant
    }

    /// Whether a term holds that says yes by being there.
    fn tag(&mut self, element: &Element, mut attributes: Attributes<'_>) -> bool {
        let holds = self.boolean(&mut attributes, "Bool", true);
        self.finish(attributes);
        self.no_children(element);
        holds
    }

    fn text(&mut self, element: &Element, text: Option<Constant>, place: &mut Option<String>) {
        let Some(Constant { text, .. }) = text else { return };
        if is_blank(&text) {
            return self.skip("annotations with a blank text");
        }
        if place.is_some() {
            self.diagnostic(element.span, "there is a description already", "remove one of the two annotations");
        }
        *place = Some(text);
    }

    fn permission(&mut self, constant: &Constant) -> Option<Permission> {
        // Flags: several members may be listed, with the name of the enumeration before each.
        let members = constant.text.split_whitespace().map(|member| member.rsplit('/').next().unwrap_or(member));
        let mut permission = None;
        for member in members {
            permission = match (member, permission) {
                ("None", None) => Some(Permission::None),
                ("Read", None | Some(Permission::None)) => Some(Permission::Read),
                ("Write", None | Some(Permission::None)) => Some(Permission::Write),
                ("Read" | "Write" | "ReadWrite", _) => Some(Permission::ReadWrite),
                // Whether an operation may be called: nothing about a value.
                ("Invoke", other) => other,
                _ => {
                    let message = format!("the permission `{member}` is not understood");
                    self.diagnostic(constant.span, message, "understood are None, Read, Write, ReadWrite and Invoke");
                    permission
                }
            };
        }
        permission
    }
}
