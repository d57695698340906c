//! The entity container and its entry points, at which paths begin.

use super::attributes::Attributes;
use super::element::Element;
use super::reader::Reader;
use super::scope::Scope;
use super::vocabulary::{Attr, Tag};
use crate::schema::{Binding, Documentation, EntryPoint};

impl Reader<'_> {
    pub(super) fn container(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, Attr::Name);
        self.skip_attribute(&mut attributes, Attr::Extends);
        self.finish(attributes);
        for child in &element.children {
            match child.tag {
                Tag::EntitySet => self.entry_point(child, Attr::EntityType, scope),
                Tag::Singleton => self.entry_point(child, Attr::Type, scope),
                Tag::ActionImport | Tag::FunctionImport => self.skip_element(child),
                // Annotates the container itself.
                Tag::Annotation => self.annotation(child, &mut Documentation::default()),
                _ => self.unsupported_element(child, element, &[Tag::EntitySet, Tag::Singleton, Tag::Annotation]),
            }
        }
    }

    fn entry_point(&mut self, element: &Element, entity: Attr, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let is_collection = entity == Attr::EntityType;
        let entity = self.required(&mut attributes, entity);
        let entity = entity.and_then(|entity| self.reference(entity, scope));
        let skipped = if is_collection { Attr::IncludeInServiceDocument } else { Attr::Nullable };
        self.skip_attribute(&mut attributes, skipped);
        self.finish(attributes);
        let (bindings, documentation) = self.bindings(element);
        let (Some(name), Some(entity), span) = (name, entity, element.span) else { return };
        let entry = EntryPoint { name, is_collection, entity, bindings, documentation, span };
        self.declarations.entry_points.push(entry);
    }

    fn bindings(&mut self, element: &Element) -> (Vec<Binding>, Documentation) {
        let mut bindings = Vec::new();
        let mut documentation = Documentation::default();
        for child in &element.children {
            match child.tag {
                Tag::NavigationPropertyBinding => {
                    let mut attributes = Attributes::of(child);
                    let path = self.required(&mut attributes, Attr::PATH).map(|path| path.value.clone());
                    let target = self.required(&mut attributes, Attr::Target).map(|target| target.value.clone());
                    self.finish(attributes);
                    self.no_children(child);
                    bindings.extend(path.zip(target).map(|(path, target)| Binding { path, target }));
                }
                Tag::Annotation => self.annotation(child, &mut documentation),
                _ => self.unsupported_element(child, element, &[Tag::NavigationPropertyBinding, Tag::Annotation]),
            }
        }
        (bindings, documentation)
    }
}
