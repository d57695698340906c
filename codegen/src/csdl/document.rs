//! The elements around declarations, from the root of a document to the children of its schemas.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::role::Role;
use super::scope::{Scope, is_identifier};
use super::vocabulary::{Attr, Tag};
use crate::schema::{Declarations, Documentation, OperationKind, StructuredKind};
use crate::{Diagnostics, Source, Subject};

/// The elements that a schema consists of.
const DECLARATIONS: [Tag; 10] = [
    Tag::EntityType,
    Tag::ComplexType,
    Tag::EnumType,
    Tag::TypeDefinition,
    Tag::Action,
    Tag::Function,
    Tag::EntityContainer,
    Tag::Term,
    Tag::Annotations,
    Tag::Annotation,
];

/// Moves the annotations of a document into their targets and reads its declarations.
pub(super) fn read(root: &mut Element, source: &Source, diagnostics: &mut Diagnostics) -> Declarations {
    let mut reader = Reader::new(root, source, diagnostics);
    reader.diagnostics.about(Subject::Unmodelled);
    reader.attach(root);
    reader.diagnostics.about(Subject::Document);
    reader.edmx(root);
    reader.declarations
}

impl Reader<'_> {
    fn edmx(&mut self, root: &Element) {
        if root.tag != Tag::Edmx {
            let message = format!("expected <edmx:Edmx> as the root element, found <{}>", root.name());
            let help = "wrap the schema in <edmx:Edmx Version=\"4.0\"> and <edmx:DataServices>";
            return self.diagnostic(root.span, message, help);
        }
        let mut attributes = Attributes::of(root);
        if let Some(version) = self.required(&mut attributes, Attr::Version)
            && !["4.0", "4.01"].contains(&version.value.as_str())
        {
            let message = format!("unsupported OData version {:?}", version.value);
            self.diagnostic(version.span, message, "expected `4.0` or `4.01`");
        }
        self.finish(attributes);
        for child in &root.children {
            match child.tag {
                Tag::Reference => {
                    self.diagnostics.about(Subject::Unmodelled);
                    self.vocabulary(child);
                    self.diagnostics.about(Subject::Document);
                }
                Tag::DataServices => self.data_services(child),
                tag => {
                    // Children of <edmx:Reference> declare no types, even in the wrong place.
                    if matches!(tag, Tag::Include | Tag::IncludeAnnotations) {
                        self.diagnostics.about(Subject::Unmodelled);
                    }
                    self.unsupported_element(child, root, &[Tag::Reference, Tag::DataServices]);
                    self.diagnostics.about(Subject::Document);
                }
            }
        }
    }

    /// Reads a reference to a vocabulary. Nothing is ever fetched from its URI.
    fn vocabulary(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, Attr::Uri);
        self.finish(attributes);
        for child in &element.children {
            match child.tag {
                Tag::Include => {
                    let mut attributes = Attributes::of(child);
                    self.required(&mut attributes, Attr::Namespace);
                    attributes.take(Attr::Alias);
                    self.finish(attributes);
                    self.no_children(child);
                }
                Tag::IncludeAnnotations => {
                    let mut attributes = Attributes::of(child);
                    self.required(&mut attributes, Attr::TermNamespace);
                    attributes.take(Attr::Qualifier);
                    attributes.take(Attr::TargetNamespace);
                    self.finish(attributes);
                    self.no_children(child);
                    self.skip_element(child);
                }
                _ => self.unsupported_element(child, element, &[Tag::Include, Tag::IncludeAnnotations]),
            }
        }
    }

    fn data_services(&mut self, element: &Element) {
        self.finish(Attributes::of(element));
        for child in &element.children {
            match child.tag {
                Tag::Schema => self.schema(child),
                _ => self.unsupported_element(child, element, &[Tag::Schema]),
            }
        }
    }

    fn schema(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        let Some(namespace) = self.required(&mut attributes, Attr::Namespace) else { return };
        let alias = attributes.take(Attr::Alias);
        self.finish(attributes);
        if !namespace.value.split('.').all(is_identifier) {
            let message = format!("invalid namespace {:?}", namespace.value);
            let help = "expected identifiers separated by dots, such as `microsoft.graph`";
            self.diagnostic(namespace.span, message, help);
        }
        if let Some(alias) = alias {
            self.identifier(alias);
        }
        let scope = Scope::of(element);
        for child in &element.children {
            self.diagnostics.about(subject(child, &scope));
            match child.tag {
                Tag::EntityType => self.structured(child, StructuredKind::Entity, &scope),
                Tag::ComplexType => self.structured(child, StructuredKind::Complex, &scope),
                Tag::EnumType => self.enumeration(child, &scope),
                Tag::TypeDefinition => self.type_definition(child, &scope),
                Tag::Action => self.operation(child, OperationKind::Action, &scope),
                Tag::Function => self.operation(child, OperationKind::Function, &scope),
                Tag::EntityContainer => self.container(child, &scope),
                Tag::Annotations => self.unattached(child),
                Tag::Term => self.skip_element(child),
                // Annotates the schema itself.
                Tag::Annotation => self.annotation(child, &mut Documentation::default()),
                _ => {
                    self.unsupported_element(child, element, &DECLARATIONS);
                    self.declarations.unread.extend(child.value(Attr::Name).map(|name| scope.qualify(name)));
                }
            }
        }
        self.diagnostics.about(Subject::Document);
    }
}

/// Returns the subject of the diagnostics in a child of a schema.
fn subject(child: &Element, scope: &Scope<'_>) -> Subject {
    match (child.tag.role(), child.value(Attr::Name)) {
        (Role::Type, name) => Subject::declaration(scope.qualify(name.unwrap_or_default())),
        // A type whose kind has a typing error, for example.
        (Role::Unknown, Some(name)) => Subject::declaration(scope.qualify(name)),
        _ => Subject::Unmodelled,
    }
}
