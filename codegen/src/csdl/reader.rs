//! From elements to declarations.

use super::attributes::Attributes;
use super::xml::Element;
use crate::schema::{
    EnumerationType, ItemType, Member, NavigationProperty, Primitive, Property, QualifiedName, Reference, Singleton,
    StructuredKind, StructuredType, Type, ValueType, is_identifier,
};
use crate::text::is_blank;
use crate::{Problem, Problems, Source, Span};

/// Stands in for the name of a type that is missing, which is a problem already.
const NOTHING: &str = "nothing.nothing";

const DESCRIPTION: &str = "Org.OData.Core.V1.Description";

pub(super) fn read(root: &Element, source: Source<'_>) -> Result<(Vec<Type>, Vec<Singleton>), Problems> {
    let mut document = Document { source, types: Vec::new(), singletons: Vec::new(), problems: Vec::new() };
    document.edmx(root);
    Problems::none_or(document.problems)?;
    Ok((document.types, document.singletons))
}

/// What has been read so far, and what was wrong with it.
pub(super) struct Document<'a> {
    source: Source<'a>,
    types: Vec<Type>,
    singletons: Vec<Singleton>,
    problems: Vec<Problem>,
}

/// The namespace that declarations stand in, and the other name it goes by there.
struct Scope<'a> {
    namespace: &'a str,
    alias: Option<&'a str>,
}

impl Document<'_> {
    pub(super) fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem::new(self.source, span, message));
    }

    fn not_understood(&mut self, child: &Element, parent: &Element) {
        self.problem(child.span, format!("<{}> inside <{}> is not understood", child.name, parent.name));
    }

    fn edmx(&mut self, root: &Element) {
        if root.name != "Edmx" {
            return self.problem(root.span, format!("a CSDL document begins with <edmx:Edmx>, not <{}>", root.name));
        }
        let mut attributes = Attributes::of(root);
        let version = self.required(&mut attributes, "Version");
        if let Some(version) = version.filter(|version| !["4.0", "4.01"].contains(version)) {
            self.problem(root.span, format!("OData version {version:?} is not understood, only 4.0 and 4.01 are"));
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
                            _ => self.not_understood(schema, child),
                        }
                    }
                }
                _ => self.not_understood(child, root),
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
                self.finish(attributes);
            } else {
                self.not_understood(child, element);
            }
        }
    }

    fn schema(&mut self, element: &Element) {
        let mut attributes = Attributes::of(element);
        let Some(namespace) = self.required(&mut attributes, "Namespace") else { return };
        let scope = Scope { namespace, alias: attributes.take("Alias") };
        self.finish(attributes);
        if !namespace.split('.').all(is_identifier) {
            self.problem(element.span, format!("{namespace:?} is not a namespace such as `microsoft.graph`"));
        }
        if let Some(alias) = scope.alias.filter(|alias| !is_identifier(alias)) {
            self.problem(element.span, format!("{alias:?} is not an OData identifier, so it cannot be an alias"));
        }
        for child in &element.children {
            match child.name.as_str() {
                "EntityType" => self.structured(child, StructuredKind::Entity, &scope),
                "ComplexType" => self.structured(child, StructuredKind::Complex, &scope),
                "EnumType" => self.enumeration(child, &scope),
                "EntityContainer" => self.container(child, &scope),
                _ => self.not_understood(child, element),
            }
        }
    }

    fn structured(&mut self, element: &Element, kind: StructuredKind, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let base = attributes.take("BaseType").map(|text| self.reference(text, element.span, scope));
        let is_abstract = self.boolean(&mut attributes, "Abstract", false);
        self.finish(attributes);
        let mut structured = StructuredType {
            name: scope.qualify(name),
            kind,
            base,
            is_abstract,
            key: Vec::new(),
            properties: Vec::new(),
            navigation_properties: Vec::new(),
            description: None,
            span: element.span,
        };
        for child in &element.children {
            match child.name.as_str() {
                "Property" => structured.properties.push(self.property(child, scope)),
                "NavigationProperty" => {
                    structured.navigation_properties.push(self.navigation_property(child, scope));
                }
                "Key" if kind == StructuredKind::Entity => structured.key.extend(self.key(child)),
                "Annotation" => self.annotation(child, &mut structured.description),
                _ => self.not_understood(child, element),
            }
        }
        self.types.push(Type::Structured(structured));
    }

    fn key(&mut self, element: &Element) -> Vec<String> {
        self.finish(Attributes::of(element));
        let mut names = Vec::new();
        for child in &element.children {
            if child.name == "PropertyRef" {
                let mut attributes = Attributes::of(child);
                names.push(self.name(&mut attributes).to_owned());
                self.finish(attributes);
            } else {
                self.not_understood(child, element);
            }
        }
        names
    }

    fn property(&mut self, element: &Element, scope: &Scope<'_>) -> Property {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).to_owned();
        let value = self.required(&mut attributes, "Type").unwrap_or(Primitive::String.as_str());
        let value = self.value_type(value, element.span, scope);
        let is_nullable = self.boolean(&mut attributes, "Nullable", true);
        self.finish(attributes);
        let description = self.description(element);
        Property { name, value, is_nullable, is_secret: false, description, span: element.span }
    }

    fn navigation_property(&mut self, element: &Element, scope: &Scope<'_>) -> NavigationProperty {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).to_owned();
        let target = self.required(&mut attributes, "Type");
        let (target, is_collection) = strip_collection(target.unwrap_or(NOTHING));
        let target = self.reference(target, element.span, scope);
        // Whether there is always an entity at the other end: of no consequence for the models.
        self.boolean(&mut attributes, "Nullable", true);
        let contains_target = self.boolean(&mut attributes, "ContainsTarget", false);
        self.finish(attributes);
        let description = self.description(element);
        NavigationProperty { name, target, is_collection, contains_target, description, span: element.span }
    }

    fn enumeration(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes);
        let is_flags = self.boolean(&mut attributes, "IsFlags", false);
        self.finish(attributes);
        let mut enumeration = EnumerationType {
            name: scope.qualify(name),
            is_flags,
            members: Vec::new(),
            description: None,
            span: element.span,
        };
        let has_value = |member: &&Element| member.attributes.iter().any(|(name, _)| name == "Value");
        let mut members = element.children.iter().filter(|child| child.name == "Member");
        if !is_flags
            && members.clone().any(|member| has_value(&member))
            && let Some(without) = members.find(|member| !has_value(member))
        {
            self.problem(without.span, "other members have a `Value`, so this one needs one, too");
        }
        for child in &element.children {
            match child.name.as_str() {
                "Member" => {
                    let member = self.member(child, &enumeration);
                    enumeration.members.push(member);
                }
                "Annotation" => self.annotation(child, &mut enumeration.description),
                _ => self.not_understood(child, element),
            }
        }
        self.types.push(Type::Enumeration(enumeration));
    }

    /// Without values, members are numbered from 0 on. Flags must have values, and other enumerations all or none.
    fn member(&mut self, element: &Element, enumeration: &EnumerationType) -> Member {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).to_owned();
        let value = match attributes.take("Value") {
            Some(text) => text.parse().unwrap_or_else(|_| {
                self.problem(element.span, format!("`Value` is a whole number of 64 bits, not {text:?}"));
                0
            }),
            None if enumeration.is_flags => {
                self.problem(element.span, format!("the member `{name}` of a flags enumeration needs a `Value`"));
                0
            }
            None => i64::try_from(enumeration.members.len()).unwrap_or(i64::MAX),
        };
        self.finish(attributes);
        let description = self.description(element);
        Member { name, value, description, span: element.span }
    }

    fn container(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, "Name");
        self.finish(attributes);
        for child in &element.children {
            if child.name == "Singleton" {
                let mut attributes = Attributes::of(child);
                let name = self.name(&mut attributes).to_owned();
                let entity = self.required(&mut attributes, "Type").unwrap_or(NOTHING);
                let entity = self.reference(entity, child.span, scope);
                self.finish(attributes);
                self.singletons.push(Singleton { name, entity, span: child.span });
            } else {
                self.not_understood(child, element);
            }
        }
    }

    /// The description among the annotations of an element that has no other children.
    fn description(&mut self, element: &Element) -> Option<String> {
        let mut description = None;
        for child in &element.children {
            match child.name.as_str() {
                "Annotation" => self.annotation(child, &mut description),
                _ => self.not_understood(child, element),
            }
        }
        description
    }

    fn annotation(&mut self, element: &Element, description: &mut Option<String>) {
        let mut attributes = Attributes::of(element);
        match self.required(&mut attributes, "Term") {
            Some(DESCRIPTION) => {
                let text = self.required(&mut attributes, "String");
                self.finish(attributes);
                if text.is_some_and(is_blank) {
                    self.problem(element.span, "the description is blank");
                }
                if description.is_some() {
                    self.problem(element.span, "there is a description already");
                }
                *description = text.map(str::to_owned);
            }
            Some(term) => self.problem(element.span, format!("the annotation `{term}` is not understood")),
            None => {}
        }
        for child in &element.children {
            self.not_understood(child, element);
        }
    }

    fn value_type(&mut self, text: &str, span: Span, scope: &Scope<'_>) -> ValueType {
        let (item, is_collection) = strip_collection(text);
        let item = match Primitive::ALL.into_iter().find(|primitive| primitive.as_str() == item) {
            Some(primitive) => ItemType::Primitive(primitive),
            None if item.starts_with("Edm.") => {
                let known = Primitive::ALL.map(Primitive::as_str).join(", ");
                let message = format!("the primitive type `{item}` is not understood");
                let problem = Problem::new(self.source, span, message);
                self.problems.push(problem.with_help(format!("understood are {known}")));
                ItemType::Primitive(Primitive::String)
            }
            None => ItemType::Named(self.reference(item, span, scope)),
        };
        ValueType { item, is_collection }
    }

    fn reference(&mut self, text: &str, span: Span, scope: &Scope<'_>) -> Reference {
        let mut name = QualifiedName::parse(text).unwrap_or_else(|| {
            let message = format!("{text:?} is not a qualified type name such as `microsoft.graph.entity`");
            self.problem(span, message);
            scope.qualify("")
        });
        if Some(name.namespace.as_str()) == scope.alias {
            scope.namespace.clone_into(&mut name.namespace);
        }
        Reference { name, span }
    }
}

impl Scope<'_> {
    fn qualify(&self, name: &str) -> QualifiedName {
        QualifiedName { namespace: self.namespace.to_owned(), name: name.to_owned() }
    }
}

fn strip_collection(text: &str) -> (&str, bool) {
    match text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
        Some(item) => (item, true),
        None => (text, false),
    }
}
