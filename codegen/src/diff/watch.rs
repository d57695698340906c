//! The declarations that `models.toml` watches: a maintainer hears of new ones although nothing selects them.

use super::elements::{bound_to, describe, elements, parts};
use crate::credential::is_credential;
use crate::csdl::{Attr, Element, Tag, item};
use crate::load::Loaded;
use crate::models::span;
use crate::schema::{Operation, QualifiedName, Schema, StructuredType, Type, ValueType};
use crate::select::{Credentials, DerivedTypes, derived_types, find_operation};
use crate::{Diagnostic, Diagnostics};
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
    /// The possible credentials in the declaration, in everything that its values may contain, and in the parameters and results of
    /// these operations.
    pub credentials: Credentials,
}

impl Loaded {
    /// Returns the paths of the watched declarations that another schema does not declare, by entry of `watch`: types, their
    /// members and properties, entry points, and the operations that are bound to the types, with their parameters.
    ///
    /// # Errors
    ///
    /// One of the documents is not CSDL, or an entry without `*` matches nothing. `earlier` has the entries that matched before:
    /// what they name may be gone.
    pub fn watched(
        &self,
        known: &Self,
        earlier: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, Diagnostics> {
        let (mut watched, mut diagnostics) = (BTreeMap::new(), Diagnostics::default());
        let watch = &self.models.entries().watch;
        if watch.is_empty() {
            return Ok(watched);
        }
        let (document, known) = (self.document().canonical()?, elements(known.document().canonical()?));
        for entry in watch {
            let pattern = entry.get_ref();
            let matches = |name: &str| match pattern.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == pattern,
            };
            let mut paths = BTreeSet::new();
            for (name, declared) in document.declarations() {
                if matches(&name.to_string()) || bound_to(declared).is_some_and(matches) {
                    let path = format!("{}.{}", name.namespace, declared.identity());
                    let parts = parts(declared).filter(|part| part.tag != Tag::ReturnType);
                    // Requests never contain the name of the binding parameter.
                    let parts = parts.skip(usize::from(declared.is(Attr::IsBound)));
                    paths.extend(parts.map(|part| format!("{path}/{}", part.identity())));
                    paths.insert(path);
                }
            }
            let is_known = pattern.ends_with('*') || known.contains_key(pattern) || earlier.contains_key(pattern);
            if paths.is_empty() && !is_known {
                let names = document.declarations().map(|(name, _)| name);
                let help = match diagnostics.nearest(pattern, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "correct the name, or end it with `*` if it may match nothing yet".to_owned(),
                };
                let message = format!("nothing to watch has the name `{pattern}`");
                diagnostics.push(Diagnostic::new(self.models.source(), span(entry), message).with_help(help));
            }
            paths.retain(|path| !known.contains_key(path));
            watched.insert(pattern.clone(), paths);
        }
        diagnostics.none_or(watched)
    }

    /// Describes watched declarations, except for those that another schema declares.
    ///
    /// # Errors
    ///
    /// One of the documents is not CSDL.
    pub fn describe(&self, mut paths: BTreeSet<String>, known: &Self) -> Result<Vec<Watched>, Diagnostics> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let [elements, known] = [self.document().canonical()?, known.document().canonical()?].map(elements);
        paths.retain(|path| !known.contains_key(path));
        let derived = derived_types(self.declared(), self.declared().types.keys().cloned().collect());
        let watch = |path: String| self.watch(elements.get(&path).map(|found| found.element), path, &derived);
        Ok(paths.into_iter().map(watch).collect())
    }

    fn watch(&self, element: Option<&Element>, path: String, derived: &DerivedTypes) -> Watched {
        let named = element.and_then(|of| of.value(Attr::Type).or(of.value(Attr::EntityType))).map(item);
        let description = element.map(|element| match named {
            Some(named) if element.is_collection() => format!("a collection of {named}"),
            _ => describe(element),
        });
        let schema = self.declared();
        let (declaration, part) = path.split_once('/').map_or((&*path, None), |(of, part)| (of, Some(part)));
        let (owner, value) = (QualifiedName::split(declaration), QualifiedName::split(named.unwrap_or(declaration)));
        let own = declaration.contains('(').then(|| find_operation(schema, declaration).ok()).flatten();
        let is_bound = |of: &&Operation| own.is_none() && of.bound_to() == Some(&value);
        let operations: Vec<_> = schema.operations.values().flatten().filter(is_bound).collect();
        let mut values: Vec<_> = schema.types.get_key_value(&value).map(|(name, _)| name).into_iter().collect();
        // A parameter is judged by itself.
        let whole = own.filter(|_| part.is_none());
        for operation in operations.iter().copied().chain(whole) {
            let parameters = operation.own_parameters().iter().map(|parameter| &parameter.value);
            let returned = operation.return_type.iter().map(|returned| &returned.value);
            values.extend(parameters.chain(returned).filter_map(ValueType::named));
        }
        let declaring = part.and_then(|_| schema.types.get(&owner)?.as_structured());
        let types = contents(schema, derived, values).into_iter().chain(declaring);
        let owner = own.map_or(&owner, |operation| &operation.name);
        let is_suspect = |of: &QualifiedName, name: &str, value: &ValueType| {
            (of != owner || part.is_none_or(|part| part == name)) && is_credential(of, name, value)
        };
        let searched = operations.iter().copied().chain(own);
        let credentials = self.selection.search(&self.models, types, searched, is_suspect);
        let operations = operations.iter().map(|operation| operation.signature().to_string()).collect();
        Watched { path, description, operations, credentials }
    }
}

/// Returns the types that values of some types may contain: these with their derived types, the types of their properties
/// likewise, and all of their base types.
fn contents<'a>(
    schema: &'a Schema,
    derived: &DerivedTypes,
    mut pending: Vec<&'a QualifiedName>,
) -> Vec<&'a StructuredType> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeMap::new());
    while let Some(name) = pending.pop() {
        let Some((name, Type::Structured(structured))) = schema.types.get_key_value(name) else { continue };
        if seen.insert(name) {
            let derived = derived.get(name).into_iter().flatten().filter_map(|name| schema.types.get_key_value(name));
            pending.extend(derived.map(|(name, _)| name));
            for declaring in schema.lineage(structured) {
                pending.extend(declaring.properties.iter().filter_map(|property| property.value.named()));
                found.insert(&declaring.name, declaring);
            }
        }
    }
    found.into_values().collect()
}
