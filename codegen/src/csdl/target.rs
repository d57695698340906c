//! Annotations that stand apart from what they annotate: Graph's metadata gathers all of them in one place.

use super::attributes::Attributes;
use super::document::Document;
use super::scope::{Scope, strip_collection};
use super::xml::Element;
use crate::schema::{Documentation, Operation, OperationKind, QualifiedName, Type};
use std::collections::BTreeMap;

/// What the reader says about annotations of something that it did not find.
const NOT_DECLARED: &str = "annotations of what is not declared";

/// An `<Annotations>` element with what its target means where it stands.
pub(super) struct External<'a> {
    element: &'a Element,
    target: Target,
}

/// What is annotated: a declaration, or a part of one.
struct Target {
    name: QualifiedName,
    /// The parameter types that tell an overload from others.
    overload: Option<Vec<String>>,
    part: Option<String>,
}

impl Document<'_> {
    /// Reads the target of an `<Annotations>` element. It may be declared further down.
    pub(super) fn external<'a>(&mut self, element: &'a Element, scope: &Scope<'_>) -> Option<External<'a>> {
        let mut attributes = Attributes::of(element);
        let target = self.required(&mut attributes, "Target")?;
        if let Some(qualifier) = attributes.take("Qualifier") {
            self.skip(format!("annotations for {}", qualifier.value));
            return None;
        }
        self.finish(attributes);
        // A slash may stand in the brackets, but names have none.
        let (path, overload, rest) = match target.value.split_once('(').and_then(|(path, rest)| {
            let (types, rest) = rest.rsplit_once(')')?;
            Some((path, types, rest))
        }) {
            Some((path, types, rest)) => (path, Some(types), rest.strip_prefix('/')),
            None => match target.value.split_once('/') {
                Some((path, part)) => (path, None, Some(part)),
                None => (target.value.as_str(), None, None),
            },
        };
        let Some(name) = QualifiedName::parse(path) else {
            let message = format!("{path:?} is not the qualified name of a declaration");
            self.problem(target.span, message, "write namespace and name, such as `microsoft.graph.entity/id`");
            return None;
        };
        let name = self.resolve(name, scope);
        let overload = overload.map(|types| {
            let types = types.split(',').map(str::trim).filter(|text| !text.is_empty());
            types.map(|text| self.canonical_type(text, scope)).collect()
        });
        Some(External { element, target: Target { name, overload, part: rest.map(str::to_owned) } })
    }

    /// Adds external annotations to what they annotate, once everything has been read.
    pub(super) fn annotate(&mut self, externals: Vec<External<'_>>) {
        let types = self.declarations.types.iter().enumerate();
        let types: BTreeMap<_, _> = types.map(|(index, declared)| (declared.name().clone(), index)).collect();
        let mut operations: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, operation) in self.declarations.operations.iter().enumerate() {
            operations.entry(operation.name.clone()).or_default().push(index);
        }
        for External { element, target } in externals {
            if let Some(index) = types.get(&target.name) {
                self.annotate_at(element, |document| type_part(&mut document.declarations.types[*index], &target));
            } else if let Some(overloads) = operations.get(&target.name) {
                let found = |document: &Self, index: &&usize| {
                    target
                        .overload
                        .as_ref()
                        .is_none_or(|types| is_overload(&document.declarations.operations[**index], types))
                };
                let overloads: Vec<_> = overloads.iter().filter(|index| found(self, index)).collect();
                if overloads.is_empty() {
                    self.skip(NOT_DECLARED);
                }
                for index in overloads {
                    self.annotate_at(element, |document| {
                        operation_part(&mut document.declarations.operations[*index], target.part.as_deref())
                    });
                }
            } else if self.containers.contains(&target.name) {
                self.annotate_at(element, |document| container_part(document, target.part.as_deref()));
            } else {
                self.skip(NOT_DECLARED);
            }
        }
    }

    /// Reads the annotations into the documentation that `find` finds.
    fn annotate_at(&mut self, element: &Element, find: impl Fn(&mut Self) -> Option<&mut Documentation>) {
        let Some(mut documentation) = find(self).map(std::mem::take) else { return self.skip(NOT_DECLARED) };
        self.annotations(element, &mut documentation);
        if let Some(place) = find(self) {
            *place = documentation;
        }
    }

    /// The text of a type in the brackets of a target, with its alias resolved.
    fn canonical_type(&self, text: &str, scope: &Scope<'_>) -> String {
        let (item, is_collection) = strip_collection(text);
        let item = match QualifiedName::parse(item) {
            Some(name) => self.resolve(name, scope).to_string(),
            None => item.to_owned(),
        };
        if is_collection { format!("Collection({item})") } else { item }
    }
}

fn type_part<'a>(declared: &'a mut Type, target: &Target) -> Option<&'a mut Documentation> {
    let Some(part) = target.part.as_deref() else { return Some(declared.documentation_mut()) };
    match declared {
        Type::Structured(structured) => {
            let properties = structured.properties.iter_mut().map(|own| (&own.name, &mut own.documentation));
            let links = structured.navigation_properties.iter_mut().map(|own| (&own.name, &mut own.documentation));
            properties.chain(links).find(|(name, _)| *name == part).map(|(_, documentation)| documentation)
        }
        Type::Enumeration(enumeration) => {
            let member = enumeration.members.iter_mut().find(|member| member.name == part);
            member.map(|member| &mut member.documentation)
        }
    }
}

fn operation_part<'a>(operation: &'a mut Operation, part: Option<&str>) -> Option<&'a mut Documentation> {
    match part {
        None => Some(&mut operation.documentation),
        Some("$ReturnType") => operation.return_type.as_mut().map(|returned| &mut returned.documentation),
        Some(part) => {
            let parameter = operation.parameters.iter_mut().find(|parameter| parameter.name == part);
            parameter.map(|parameter| &mut parameter.documentation)
        }
    }
}

fn container_part<'a>(document: &'a mut Document<'_>, part: Option<&str>) -> Option<&'a mut Documentation> {
    let part = part?;
    let entry = document.declarations.entry_points.iter_mut().find(|entry| entry.name == part);
    entry.map(|entry| &mut entry.documentation)
}

/// Whether the types are those of the overload. OData tells actions apart by their binding parameter alone; Graph's metadata
/// lists all parameters.
fn is_overload(operation: &Operation, types: &[String]) -> bool {
    let own: Vec<String> = operation.parameters.iter().map(|parameter| parameter.value.to_string()).collect();
    let binding = own.first().filter(|_| operation.is_bound && operation.kind == OperationKind::Action);
    own == types || binding.map(std::slice::from_ref) == Some(types)
}
