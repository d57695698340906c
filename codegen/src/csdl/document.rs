//! The elements around declarations: from the root of a document to what its schemas declare.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::{Scope, is_identifier};
use super::vocabulary::{Attr, Tag};
use crate::schema::{Declarations, Documentation, OperationKind, StructuredKind};
use crate::{Diagnostics, Source};

/// The children of a schema.
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

/// Reads what a document declares, and moves annotations with a target into what they annotate.
pub(super) fn read(root: &mut Element, source: &Source<'_>, diagnostics: &mut Diagnostics) -> Declarations {
    let mut reader = Reader::new(root, source, diagnostics);
    reader.attach(root);
    reader.edmx(root);
    reader.declarations
}

impl Reader<'_> {
    fn edmx(&mut self, root: &Element) {
        if root.tag != Tag::Edmx {
            let message = format!("a CSDL document begins with <edmx:Edmx>, not with <{}>", root.name());
            let help = "put <edmx:Edmx Version=\"4.0\"> and <edmx:DataServices> around the schema";
            return self.diagnostic(root.span, message, help);
        }
        let mut attributes = Attributes::of(root);
        if let Some(version) = self.required(&mut attributes, Attr::Version)
            && !["4.0", "4.01"].contains(&version.value.as_str())
        {
            let message = format!("OData version {:?} is not understood", version.value);
            self.diagnostic(version.span, message, "understood are \"4.0\" and \"4.01\"");
        }
        self.finish(attributes);
        for child in &root.children {
            match child.tag {
                Tag::Reference => self.vocabulary(child),
                Tag::DataServices => self.data_services(child),
                _ => self.not_understood(child, root, &[Tag::Reference, Tag::DataServices]),
            }
        }
    }

    /// Reads where a vocabulary is described. Nothing is ever fetched from there.
    fn vocabulary(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, Attr::Uri);
        self.finish(attributes);
        for child in &element.children {
            if child.tag == Tag::Include {
                let mut attributes = Attributes::of(child);
                self.required(&mut attributes, Attr::Namespace);
                attributes.take(Attr::Alias);
                self.finish(attributes);
                self.no_children(child);
            } else {
                self.not_understood(child, element, &[Tag::Include]);
            }
        }
    }

    fn data_services(&mut self, element: &Element) {
        self.finish(Attributes::of(element));
        for child in &element.children {
            match child.tag {
                Tag::Schema => self.schema(child),
                _ => self.not_understood(child, element, &[Tag::Schema]),
            }
        }
    }

    fn schema(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        let Some(namespace) = self.required(&mut attributes, Attr::Namespace) else { return };
        let alias = attributes.take(Attr::Alias);
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
                // Of the schema as a whole.
                Tag::Annotation => self.annotation(child, &mut Documentation::default()),
                _ => {
                    self.not_understood(child, element, &DECLARATIONS);
                    self.declarations.unread.extend(child.value(Attr::Name).map(|name| scope.qualify(name)));
                }
            }
        }
    }
}
