//! Annotations that stand apart from what they annotate: Graph's metadata gathers all of them in one place.
//!
//! They mean the same as annotations inside of what they target, so they are moved there before anything is read.

use super::annotation::ANNOTATION;
use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::Element;
use crate::schema::QualifiedName;
use std::collections::BTreeMap;

/// What the reader says about annotations of something that it did not find.
const NOT_DECLARED: &str = "annotations of what is not declared";

/// The element that annotates something that stands elsewhere.
pub(super) const ANNOTATIONS: &str = "Annotations";

/// What is annotated: a declaration, or a part of one.
struct Target {
    name: QualifiedName,
    /// The parameter types that tell an overload from others.
    overload: Option<Vec<String>>,
    part: Option<String>,
}

/// Where a declaration stands: which child of the root, which of its children, and so on.
type Path = [usize; 3];

impl Document<'_> {
    /// Moves annotations that stand apart into what they annotate, wherever that is declared. Those of something that is
    /// not declared stay where they are.
    pub(super) fn attach(&mut self, root: &mut Element) {
        let mut declared: BTreeMap<QualifiedName, Vec<Path>> = BTreeMap::new();
        let mut apart = Vec::new();
        for (i, services) in root.children.iter().enumerate() {
            for (j, schema) in services.children.iter().enumerate().filter(|(_, schema)| schema.name == "Schema") {
                let scope = Scope::of(schema);
                for (k, element) in schema.children.iter().enumerate() {
                    if element.name == ANNOTATIONS {
                        apart.extend(self.target(element, &scope).map(|target| ([i, j, k], target)));
                    } else if let Some(name) = element.value("Name") {
                        declared.entry(scope.qualify(name)).or_default().push([i, j, k]);
                    }
                }
            }
        }
        for (place, target) in apart {
            let named = declared.get(&target.name).map(Vec::as_slice).unwrap_or_default();
            let places: Vec<Path> =
                named.iter().copied().filter(|place| self.is_meant(root, *place, &target)).collect();
            if places.is_empty() {
                continue;
            }
            let Some(element) = at(root, place) else { continue };
            let qualifier = element.attributes.iter().find(|attribute| attribute.name == "Qualifier").cloned();
            let (mut moved, other): (Vec<_>, Vec<_>) =
                std::mem::take(&mut element.children).into_iter().partition(|child| child.name == ANNOTATION);
            let element = element.clone();
            for child in &other {
                self.not_understood(child, &element, "<Annotation>");
            }
            for annotation in moved.iter_mut().filter(|annotation| annotation.value("Qualifier").is_none()) {
                annotation.attributes.extend(qualifier.clone());
            }
            for place in places {
                if let Some(part) = at(root, place).and_then(|declaration| part(declaration, target.part.as_deref())) {
                    part.children.extend(moved.iter().cloned());
                }
            }
        }
    }

    /// Counts annotations that could not be attached.
    pub(super) fn unattached(&mut self, element: &Element) {
        if !element.children.is_empty() {
            self.skip(NOT_DECLARED);
        }
    }

    /// Reads the target of an `<Annotations>` element.
    fn target(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Target> {
        let mut attributes = Attributes::of(element);
        let target = self.required(&mut attributes, "Target")?;
        attributes.take("Qualifier");
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
            self.diagnostic(target.span, message, "write namespace and name, such as `microsoft.graph.entity/id`");
            return None;
        };
        let name = self.aliases.resolve(name, scope);
        let overload = overload.map(|types| {
            let types = types.split(',').map(str::trim).filter(|text| !text.is_empty());
            types.map(|text| self.aliases.resolve_type(text, scope)).collect()
        });
        Some(Target { name, overload, part: rest.map(str::to_owned) })
    }

    /// Whether a declaration of that name is the target, and has the part.
    ///
    /// OData tells actions apart by their binding parameter alone; Graph's metadata lists all parameters.
    fn is_meant(&self, root: &Element, place: Path, target: &Target) -> bool {
        let Some(schema) = root.children.get(place[0]).and_then(|services| services.children.get(place[1])) else {
            return false;
        };
        let scope = Scope::of(schema);
        let Some(declaration) = schema.children.get(place[2]) else { return false };
        let is_overload = target.overload.as_ref().is_none_or(|types| {
            let parameters = declaration.children.iter().filter(|child| child.name == "Parameter");
            let own: Vec<String> = parameters
                .map(|parameter| self.aliases.resolve_type(parameter.value("Type").unwrap_or_default(), &scope))
                .collect();
            let is_bound_action = declaration.name == "Action" && declaration.value("IsBound") == Some("true");
            own == *types || (is_bound_action && own.first().map(std::slice::from_ref) == Some(types))
        });
        is_overload
            && target.part.as_deref().is_none_or(|name| declaration.children.iter().any(|child| is_part(child, name)))
    }
}

fn at(root: &mut Element, [i, j, k]: Path) -> Option<&mut Element> {
    root.children.get_mut(i)?.children.get_mut(j)?.children.get_mut(k)
}

/// The declaration itself, or the part of it that has a name.
fn part<'a>(declaration: &'a mut Element, name: Option<&str>) -> Option<&'a mut Element> {
    match name {
        None => Some(declaration),
        Some(name) => declaration.children.iter_mut().find(|child| is_part(child, name)),
    }
}

fn is_part(child: &Element, name: &str) -> bool {
    child.value("Name") == Some(name) || (name == "$ReturnType" && child.name == "ReturnType")
}
