//! The resources of a service: what requests address.

use crate::schema::{BindingType, Documentation, QualifiedName, Schema, Type};
use std::collections::BTreeSet;

/// The longest path that is followed, in bytes.
const MAX_PATH: usize = 1000;

/// The value of an entity set, a singleton or a navigation property.
#[derive(Clone)]
pub(super) struct Resource<'a> {
    /// The path, with a key for each collection on the way.
    pub(super) path: String,
    /// The name of the last segment.
    pub(super) name: &'a str,
    pub(super) value: BindingType,
    pub(super) documentation: &'a Documentation,
    /// Whether the entities belong to the resource, so that they are created and deleted there.
    pub(super) is_owner: bool,
    /// The group of the calls: the entry point, and the type of the first navigation property.
    pub(super) tag: String,
}

/// The resources with calls.
pub(super) struct Resources<'a>(pub(super) Vec<Resource<'a>>);

impl<'a> Resources<'a> {
    /// Follows the navigation properties from the entry points: those of each type once, at the shortest path, so that their
    /// number is that of the properties. Adds the resources on `paths`.
    pub(super) fn of(schema: &'a Schema, paths: &[&str]) -> Self {
        let entry_points = schema.entry_points.values().map(|entry| Resource {
            path: format!("/{}", entry.name),
            name: &entry.name,
            value: BindingType { item: entry.entity.name.clone(), is_collection: entry.is_collection },
            documentation: &entry.documentation,
            is_owner: entry.is_collection,
            tag: format!("{}.{}", entry.name, entry.entity.name.name),
        });
        let entry_points: Vec<_> = entry_points.collect();
        let mut all = entry_points.clone();
        let (mut next, mut followed) = (0, BTreeSet::new());
        while let Some(resource) = all.get(next) {
            next += 1;
            if resource.path.len() <= MAX_PATH && followed.insert(resource.value.item.clone()) {
                all.extend(resource.links(schema));
            }
        }
        for path in paths {
            let mut segments = path.split('/');
            let first = segments.next();
            let mut resource = entry_points.iter().find(|entry| Some(entry.name) == first).cloned();
            for segment in segments {
                let links = resource.map(|resource| resource.links(schema)).unwrap_or_default();
                resource = links.into_iter().find(|link| link.name == segment);
                all.extend(resource.clone().filter(|found| all.iter().all(|other| other.path != found.path)));
            }
        }
        Self(all)
    }

    /// Returns the path of the resource that an operation is bound to. One that no entry point leads to has a path that starts
    /// with its type.
    pub(super) fn path(&self, binding: &BindingType, schema: &Schema) -> String {
        let found = |item: &QualifiedName| {
            let is_bound = |resource: &&Resource<'_>| {
                resource.value.item == *item && (resource.value.is_collection || !binding.is_collection)
            };
            let resource = self.0.iter().find(is_bound)?;
            Some(if binding.is_collection { resource.path.clone() } else { resource.item() })
        };
        let structured = schema.types.get(&binding.item).and_then(Type::as_structured);
        let lineage = structured.map(|structured| schema.lineage(structured)).unwrap_or_default();
        let base = || lineage.iter().rev().find_map(|base| found(&base.name));
        match found(&binding.item) {
            Some(path) => path,
            None => match base() {
                Some(base) => format!("{base}/{}", binding.item),
                None if binding.is_collection => format!("/{}", binding.item),
                None => keyed(&format!("/{}", binding.item), &binding.item),
            },
        }
    }
}

impl<'a> Resource<'a> {
    /// Returns the path of the entity, or of each entity in a collection.
    pub(super) fn item(&self) -> String {
        if self.value.is_collection { keyed(&self.path, &self.value.item) } else { self.path.clone() }
    }

    /// Returns whether the resource is an entity set or a singleton.
    pub(super) fn is_entry_point(&self) -> bool {
        self.path.matches('/').count() == 1
    }

    /// Returns the resources of the navigation properties.
    fn links(&self, schema: &'a Schema) -> Vec<Self> {
        let structured = schema.types.get(&self.value.item).and_then(Type::as_structured);
        let lineage = structured.map(|structured| schema.lineage(structured)).unwrap_or_default();
        let links = lineage.iter().flat_map(|declaring| &declaring.navigation_properties);
        let base = self.item();
        let link = links.map(|link| Resource {
            path: format!("{base}/{}", link.name),
            name: &link.name,
            value: BindingType { item: link.target.name.clone(), is_collection: link.is_collection },
            documentation: &link.documentation,
            is_owner: link.contains_target,
            tag: match self.tag.split_once('.').filter(|_| self.is_entry_point()) {
                Some((entry, _)) => format!("{entry}.{}", link.target.name.name),
                None => self.tag.clone(),
            },
        });
        link.collect()
    }
}

/// Returns the path of an item in a collection. Keys in a path have different names.
fn keyed(path: &str, item: &QualifiedName) -> String {
    let key = format!("{{{}-id", item.name);
    match path.matches(&key).count() {
        0 => format!("{path}/{key}}}"),
        count => format!("{path}/{key}{count}}}"),
    }
}
