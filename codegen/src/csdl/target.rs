//! Annotations outside of the declarations that they target. Graph's metadata has all of them in one place.
//!
//! They have the same meaning as annotations inside a declaration. The reader moves them there first.

use super::attributes::Attributes;
use super::element::Element;
use super::identity::RETURN_TYPE;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::schema::QualifiedName;
use std::collections::HashMap;

/// The target of annotations: a declaration, or a part of one.
struct Target {
    name: QualifiedName,
    /// The parameter types of an overload.
    overload: Option<Vec<String>>,
    part: Option<String>,
}

/// The position of a declaration: the index of the child of the root, of the child of that, and so on.
type Path = [usize; 3];

impl Reader<'_> {
    /// Moves annotations into the declarations that they target, in any schema of the document. Annotations of undeclared
    /// targets stay.
    pub(super) fn attach(&mut self, root: &mut Element) {
        let mut declared: HashMap<QualifiedName, Vec<Path>> = HashMap::new();
        let mut apart = Vec::new();
        for (i, services) in root.children.iter().enumerate() {
            for (j, schema) in services.children.iter().enumerate().filter(|(_, schema)| schema.tag == Tag::Schema) {
                let scope = Scope::of(schema);
                for (k, element) in schema.children.iter().enumerate() {
                    if element.tag == Tag::Annotations {
                        apart.extend(self.target(element, &scope).map(|target| ([i, j, k], target)));
                    } else if let Some(name) = element.value(Attr::Name) {
                        declared.entry(scope.qualify(name)).or_default().push([i, j, k]);
                    }
                }
            }
        }
        for (place, target) in apart {
            let named = declared.get(&target.name).map(Vec::as_slice).unwrap_or_default();
            let mut places: Vec<Path> =
                named.iter().copied().filter(|place| self.is_meant(root, *place, &target)).collect();
            let Some(last) = places.pop() else { continue };
            let Some(element) = at(root, place) else { continue };
            let qualifier = element.attributes.iter().find(|attribute| attribute.attr == Attr::Qualifier).cloned();
            let mut moved = std::mem::take(&mut element.children);
            let other: Vec<_> = moved.extract_if(.., |child| child.tag != Tag::Annotation).collect();
            if !other.is_empty() {
                let element = element.clone();
                for child in &other {
                    self.unsupported_element(child, &element, &[Tag::Annotation]);
                }
            }
            for annotation in moved.iter_mut().filter(|annotation| annotation.value(Attr::Qualifier).is_none()) {
                annotation.attributes.extend(qualifier.clone());
            }
            let mut attach = |place, annotations| {
                if let Some(part) = at(root, place).and_then(|declaration| part(declaration, target.part.as_deref())) {
                    part.children.extend::<Vec<_>>(annotations);
                }
            };
            for place in places {
                attach(place, moved.clone());
            }
            attach(last, moved);
        }
    }

    /// Counts annotations of undeclared targets.
    pub(super) fn unattached(&mut self, element: &Element) {
        if !element.children.is_empty() {
            self.skip("annotations of undeclared targets");
        }
    }

    /// Reads the target of an `<Annotations>` element.
    fn target(&mut self, element: &Element, scope: &Scope<'_>) -> Option<Target> {
        let mut attributes = Attributes::of(element);
        let target = self.required(&mut attributes, Attr::Target)?;
        attributes.take(Attr::Qualifier);
        self.finish(attributes);
        // The types of an overload may contain slashes; names do not.
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
            let message = format!("expected the qualified name of a declaration, found {path:?}");
            let help = "write the namespace and the name, such as `microsoft.graph.entity/id`";
            self.diagnostic(target.span, message, help);
            return None;
        };
        let name = self.aliases.resolve(name, scope);
        let overload = overload.map(|types| {
            let types = types.split(',').map(str::trim).filter(|text| !text.is_empty());
            types.map(|text| self.aliases.resolve_type(text, scope)).collect()
        });
        Some(Target { name, overload, part: rest.map(str::to_owned) })
    }

    /// Returns whether a declaration with the name of the target is the overload, and has the part.
    ///
    /// By OData's rules, the binding parameter alone identifies an action; Graph's metadata lists all parameters.
    fn is_meant(&self, root: &Element, place: Path, target: &Target) -> bool {
        let Some(schema) = root.children.get(place[0]).and_then(|services| services.children.get(place[1])) else {
            return false;
        };
        let scope = Scope::of(schema);
        let Some(declaration) = schema.children.get(place[2]) else { return false };
        let is_overload = target.overload.as_ref().is_none_or(|types| {
            let parameters = declaration.children(Tag::Parameter);
            let own: Vec<String> = parameters
                .map(|parameter| self.aliases.resolve_type(parameter.value(Attr::Type).unwrap_or_default(), &scope))
                .collect();
            let is_bound_action = declaration.tag == Tag::Action && declaration.is(Attr::IsBound);
            own == *types || (is_bound_action && own.first().map(std::slice::from_ref) == Some(types))
        });
        is_overload
            && target.part.as_deref().is_none_or(|name| declaration.children.iter().any(|child| is_part(child, name)))
    }
}

fn at(root: &mut Element, [i, j, k]: Path) -> Option<&mut Element> {
    root.children.get_mut(i)?.children.get_mut(j)?.children.get_mut(k)
}

/// Returns the declaration itself, or its part with a name.
fn part<'a>(declaration: &'a mut Element, name: Option<&str>) -> Option<&'a mut Element> {
    match name {
        None => Some(declaration),
        Some(name) => declaration.children.iter_mut().find(|child| is_part(child, name)),
    }
}

fn is_part(child: &Element, name: &str) -> bool {
    child.value(Attr::Name) == Some(name) || (name == RETURN_TYPE && child.tag == Tag::ReturnType)
}
