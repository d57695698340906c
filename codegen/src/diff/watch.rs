//! The declarations that `models.toml` watches: a maintainer hears of new ones although nothing selects them.

use super::elements::{bound_to, describe, elements, parts};
use crate::Diagnostics;
use crate::csdl::{Attr, Element, Role, item};
use crate::load::Loaded;
use crate::schema::{Operation, QualifiedName, Type};
use crate::select::{Credentials, Exposure, find_in};
use std::collections::{BTreeMap, BTreeSet};

/// A declaration that an entry of `watch` matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The path, as that of an [`Entry`](super::Entry).
    pub path: String,
    /// The kind of declaration or, of a part, its type. `None` if the document does not declare it.
    pub description: Option<String>,
    /// The signatures of the operations that are bound to the type, or to a collection of it.
    pub operations: Vec<String>,
    /// The possible credentials in the type and in the parameters of these operations.
    pub credentials: Credentials,
}

impl Loaded {
    /// Returns the paths of the watched declarations that another schema does not declare, by entry of `watch`: types, their
    /// members and properties, entry points, and the operations that are bound to the types.
    ///
    /// # Errors
    ///
    /// One of the documents is not CSDL.
    pub fn watched(&self, known: &Self) -> Result<BTreeMap<String, BTreeSet<String>>, Diagnostics> {
        let watch = self.models.entries().watch.iter().map(toml::Spanned::get_ref);
        let mut watched: BTreeMap<String, BTreeSet<String>> =
            watch.map(|entry| (entry.clone(), BTreeSet::new())).collect();
        if watched.is_empty() {
            return Ok(watched);
        }
        let (document, known) = (self.document().canonical()?, elements(known.document().canonical()?));
        for (pattern, paths) in &mut watched {
            let matches = |name: &str| match pattern.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == pattern,
            };
            for (name, declared) in document.declarations() {
                if matches(&name.to_string()) || bound_to(declared).is_some_and(matches) {
                    let path = format!("{}.{}", name.namespace, declared.identity());
                    let parts = parts(declared).filter(|part| part.tag.role() != Role::Signature);
                    paths.extend(parts.map(|part| format!("{path}/{}", part.identity())));
                    paths.insert(path);
                }
            }
            paths.retain(|path| !known.contains_key(path));
        }
        Ok(watched)
    }

    /// Describes watched declarations.
    ///
    /// # Errors
    ///
    /// The document is not CSDL.
    pub fn describe(&self, paths: BTreeSet<String>) -> Result<Vec<Watched>, Diagnostics> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let elements = elements(self.document().canonical()?);
        Ok(paths.into_iter().map(|path| self.watch(elements.get(&path).map(|found| found.element), path)).collect())
    }

    fn watch(&self, element: Option<&Element>, path: String) -> Watched {
        let named = element.and_then(|of| of.value(Attr::Type).or(of.value(Attr::EntityType))).map(item);
        let description = element.map(|element| match named {
            Some(named) if element.is_collection() => format!("a collection of {named}"),
            _ => describe(element),
        });
        let schema = self.declared();
        let name = QualifiedName::split(named.unwrap_or(&path));
        let Some(structured) = schema.types.get(&name).and_then(Type::as_structured) else {
            return Watched { path, description, operations: Vec::new(), credentials: Credentials::default() };
        };
        let is_bound =
            |of: &&Operation| of.binding().and_then(|binding| binding.value.named()) == Some(&structured.name);
        let operations = schema.operations.values().flatten().filter(is_bound);
        Watched {
            path,
            description,
            operations: operations.map(|operation| operation.signature().to_string()).collect(),
            credentials: find_in(structured, schema, &self.models, &self.selection().operations, Exposure::Unmodelled),
        }
    }
}
