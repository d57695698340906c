//! The entity container: what paths begin with.

use super::annotation::ANNOTATION;
use super::attributes::Attributes;
use super::document::Document;
use super::scope::Scope;
use super::xml::Element;
use crate::schema::{Binding, Documentation, EntryPoint};

const BINDING: &str = "NavigationPropertyBinding";

impl Document<'_> {
    pub(super) fn container(&mut self, element: &Element, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        self.required(&mut attributes, "Name");
        self.skip_attribute(&mut attributes, "Extends");
        self.finish(attributes);
        for child in &element.children {
            match child.name.as_str() {
                "EntitySet" => self.entry_point(child, "EntityType", scope),
                "Singleton" => self.entry_point(child, "Type", scope),
                "ActionImport" | "FunctionImport" => self.skip_element(child),
                // Of the container as a whole.
                ANNOTATION => self.annotation(child, &mut Documentation::default()),
                _ => self.not_understood(child, element, "<EntitySet>, <Singleton> and <Annotation>"),
            }
        }
    }

    fn entry_point(&mut self, element: &Element, entity: &'static str, scope: &Scope<'_>) {
        let mut attributes = Attributes::of(element);
        let name = self.name(&mut attributes).map(str::to_owned);
        let is_collection = entity == "EntityType";
        let entity = self.required(&mut attributes, entity);
        let entity = entity.and_then(|entity| self.reference(entity, scope));
        self.skip_attribute(&mut attributes, if is_collection { "IncludeInServiceDocument" } else { "Nullable" });
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
            match child.name.as_str() {
                BINDING => {
                    let mut attributes = Attributes::of(child);
                    let path = self.required(&mut attributes, "Path").map(|path| path.value.clone());
                    let target = self.required(&mut attributes, "Target").map(|target| target.value.clone());
                    self.finish(attributes);
                    self.no_children(child);
                    bindings.extend(path.zip(target).map(|(path, target)| Binding { path, target }));
                }
                ANNOTATION => self.annotation(child, &mut documentation),
                _ => self.not_understood(child, element, "<NavigationPropertyBinding> and <Annotation>"),
            }
        }
        (bindings, documentation)
    }
}
