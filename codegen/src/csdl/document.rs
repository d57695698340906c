//! From the root of a document to its declarations.

use super::annotation::ANNOTATION;
use super::attributes::{Attributes, is_identifier};
use super::scope::Scope;
use super::target::External;
use super::xml::Element;
use crate::schema::{Declarations, Documentation, OperationKind, QualifiedName, StructuredKind};
use crate::{Problem, Problems, Source, Span};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn read(root: &Element, source: &Source<'_>, problems: &mut Problems) -> Declarations {
    let mut document = Document {
        source,
        declarations: Declarations::default(),
        containers: BTreeSet::new(),
        aliases: aliases(root),
        problems,
    };
    document.edmx(root);
    document.declarations
}

/// What a schema may consist of.
const UNDERSTOOD: &str = "<EntityType>, <ComplexType>, <EnumType>, <TypeDefinition>, <Action>, <Function>, \
    <EntityContainer>, <Term>, <Annotations> and <Annotation>";

/// What has been read so far, and what was wrong with it.
pub(super) struct Document<'a> {
    source: &'a Source<'a>,
    pub(super) declarations: Declarations,
    /// The names of entity containers.
    pub(super) containers: BTreeSet<QualifiedName>,
    /// The namespaces that go by another name in the whole document, those of vocabularies included.
    pub(super) aliases: BTreeMap<String, String>,
    pub(super) problems: &'a mut Problems,
}

impl Document<'_> {
    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(self.source, span, message).with_help(help));
    }

    pub(super) fn not_understood(&mut self, child: &Element, parent: &Element, understood: &str) {
        let message = format!("<{}> inside <{}> is not understood", child.name, parent.name);
        let help = if understood.is_empty() {
            format!("remove it; <{}> has no elements inside", parent.name)
        } else {
            format!("remove it; understood are {understood}")
        };
        self.problem(child.span, message, help);
    }

    pub(super) fn no_children(&mut self, element: &Element) {
        for child in &element.children {
            self.not_understood(child, element, "");
        }
    }

    fn edmx(&mut self, root: &Element) {
        if root.name != "Edmx" {
            let message = format!("a CSDL document begins with <edmx:Edmx>, not with <{}>", root.name);
            return self.problem(
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
            self.problem(version.span, message, "understood are \"4.0\" and \"4.01\"");
        }
        self.finish(attributes);
        let mut externals = Vec::new();
        for child in &root.children {
            match child.name.as_str() {
                "Reference" => self.vocabulary(child),
                "DataServices" => {
                    self.finish(Attributes::of(child));
                    for schema in &child.children {
                        match schema.name.as_str() {
                            "Schema" => self.schema(schema, &mut externals),
                            _ => self.not_understood(schema, child, "<Schema>"),
                        }
                    }
                }
                _ => self.not_understood(child, root, "<edmx:Reference> and <edmx:DataServices>"),
            }
        }
        self.annotate(externals);
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

    fn schema<'a>(&mut self, element: &'a Element, externals: &mut Vec<External<'a>>) {
        let mut attributes = Attributes::of(element);
        let Some(namespace) = self.required(&mut attributes, "Namespace") else { return };
        let alias = attributes.take("Alias");
        self.finish(attributes);
        if !namespace.value.split('.').all(is_identifier) {
            let message = format!("{:?} is not a namespace", namespace.value);
            self.problem(namespace.span, message, "write identifiers with dots in between, as in `microsoft.graph`");
        }
        if let Some(alias) = alias {
            self.identifier(alias);
        }
        let scope = Scope { namespace: &namespace.value, alias: alias.map(|alias| alias.value.as_str()) };
        for child in &element.children {
            match child.name.as_str() {
                "EntityType" => self.structured(child, StructuredKind::Entity, &scope),
                "ComplexType" => self.structured(child, StructuredKind::Complex, &scope),
                "EnumType" => self.enumeration(child, &scope),
                "TypeDefinition" => self.type_definition(child, &scope),
                "Action" => self.operation(child, OperationKind::Action, &scope),
                "Function" => self.operation(child, OperationKind::Function, &scope),
                "EntityContainer" => self.container(child, &scope),
                "Annotations" => externals.extend(self.external(child, &scope)),
                "Term" => self.skip_element(child),
                // Of the schema as a whole.
                ANNOTATION => self.annotation(child, &mut Documentation::default()),
                _ => {
                    self.not_understood(child, element, UNDERSTOOD);
                    let name = child.attributes.iter().find(|attribute| attribute.name == "Name");
                    let name = name
                        .map(|name| QualifiedName { namespace: scope.namespace.to_owned(), name: name.value.clone() });
                    self.declarations.unread.extend(name);
                }
            }
        }
    }
}

fn aliases(root: &Element) -> BTreeMap<String, String> {
    let is_named = |child: &&Element| ["Include", "Schema"].contains(&child.name.as_str());
    let schemas = root.children.iter().flat_map(|parent| &parent.children).filter(is_named);
    let value = |schema: &Element, name: &str| {
        schema.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.clone())
    };
    let aliases = schemas.filter_map(|schema| Some((value(schema, "Alias")?, value(schema, "Namespace")?)));
    // The first of several: the others mean what they stand in.
    let mut first = BTreeMap::new();
    for (alias, namespace) in aliases {
        first.entry(alias).or_insert(namespace);
    }
    first
}
