//! From the root of a document to its declarations.

use super::annotation::ANNOTATION;
use super::attributes::{Attributes, is_identifier};
use super::scope::{Aliases, Scope};
use super::target::ANNOTATIONS;
use super::xml::Element;
use crate::schema::{Declarations, Documentation, OperationKind, StructuredKind};
use crate::{Diagnostic, Diagnostics, Source, Span};

/// Reads what a document declares, and moves annotations that stand apart to what they annotate.
pub(super) fn read(root: &mut Element, source: &Source, diagnostics: &mut Diagnostics) -> Declarations {
    let aliases = Aliases::of(root);
    let mut document = Document { source, declarations: Declarations::default(), aliases, diagnostics };
    document.attach(root);
    document.edmx(root);
    document.declarations
}

/// What a schema may consist of.
const UNDERSTOOD: &str = "<EntityType>, <ComplexType>, <EnumType>, <TypeDefinition>, <Action>, <Function>, \
    <EntityContainer>, <Term>, <Annotations> and <Annotation>";

/// What has been read so far, and what was wrong with it.
pub(super) struct Document<'a> {
    source: &'a Source,
    pub(super) declarations: Declarations,
    pub(super) aliases: Aliases,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Document<'_> {
    pub(super) fn diagnostic(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(self.source, span, message).with_help(help));
    }

    pub(super) fn not_understood(&mut self, child: &Element, parent: &Element, understood: &str) {
        let message = format!("<{}> inside <{}> is not understood", child.name, parent.name);
        let help = if understood.is_empty() {
            format!("remove it; <{}> has no elements inside", parent.name)
        } else {
            format!("remove it; understood are {understood}")
        };
        self.diagnostic(child.span, message, help);
    }

    pub(super) fn no_children(&mut self, element: &Element) {
        for child in &element.children {
            self.not_understood(child, element, "");
        }
    }

    fn edmx(&mut self, root: &Element) {
        if root.name != "Edmx" {
            let message = format!("a CSDL document begins with <edmx:Edmx>, not with <{}>", root.name);
            return self.diagnostic(
                root.span,
                message,
                "put <edmx:Edmx Version=\"4.0\"> and <edmx:DataServices> around the schema",
            );
        }
        let mut attributes = Attributes::of(root);
        if let Some(version) = self.required(&mut attributes, "Version")
            && !["4.0", "4.01"].contains(&version.value.as_str())
        {
            let message = format!("OData version {:?} is not understood", version.value);
            self.diagnostic(version.span, message, "understood are \"4.0\" and \"4.01\"");
        }
        self.finish(attributes);
        for child in &root.children {
            match child.name.as_str() {
                "Reference" => self.vocabulary(child),
                "DataServices" => {
                    self.finish(Attributes::of(child));
                    for schema in &child.children {
                        match schema.name.as_str() {
                            "Schema" => self.schema(schema),
                            _ => self.not_understood(schema, child, "<Schema>"),
                        }
                    }
                }
                _ => self.not_understood(child, root, "<edmx:Reference> and <edmx:DataServices>"),
            }
        }
    }

    /// Says where a vocabulary is described. Nothing is ever fetched from there.
    fn vocabulary(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, "Uri");
        self.finish(attributes);
        for child in &element.children {
            if child.name == "Include" {
                let mut attributes = Attributes::of(child);
                self.required(&mut attributes, "Namespace");
                attributes.take("Alias");
                self.finish(attributes);
                self.no_children(child);
            } else {
                self.not_understood(child, element, "<edmx:Include>");
            }
        }
    }

    fn schema(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        let Some(namespace) = self.required(&mut attributes, "Namespace") else { return };
        let alias = attributes.take("Alias");
        self.finish(attributes);
        if !namespace.value.split('.').all(is_identifier) {
            let message = format!("{:?} is not a namespace", namespace.value);
            self.diagnostic(namespace.span, message, "write identifiers with dots in between, as in `microsoft.graph`");
        }
        if let Some(alias) = alias {
            self.identifier(alias);
        }
        let scope = Scope::of(element);
        for child in &element.children {
            match child.name.as_str() {
                "EntityType" => self.structured(child, StructuredKind::Entity, &scope),
                "ComplexType" => self.structured(child, StructuredKind::Complex, &scope),
                "EnumType" => self.enumeration(child, &scope),
                "TypeDefinition" => self.type_definition(child, &scope),
                "Action" => self.operation(child, OperationKind::Action, &scope),
                "Function" => self.operation(child, OperationKind::Function, &scope),
                "EntityContainer" => self.container(child, &scope),
                ANNOTATIONS => self.unattached(child),
                "Term" => self.skip_element(child),
                // Of the schema as a whole.
                ANNOTATION => self.annotation(child, &mut Documentation::default()),
                _ => {
                    self.not_understood(child, element, UNDERSTOOD);
                    self.declarations.unread.extend(child.value("Name").map(|name| scope.qualify(name)));
                }
            }
        }
    }
}
