//! The modules of namespaces.

use super::custom::{Claim, CustomNames, ItemPath};
use super::identifier::{Case, Identifier};
use super::{RESERVED_FILES, ROOT_NAMESPACE};
use crate::Span;
use crate::schema::Type;
use std::collections::BTreeMap;

/// Returns the path of the module of each namespace.
pub(super) fn modules<'a>(
    namespaces: &BTreeMap<&'a str, Vec<&Type>>,
    custom: &mut CustomNames<'_>,
) -> BTreeMap<&'a str, Vec<Identifier>> {
    let (with_custom, natural): (Vec<_>, Vec<_>) =
        namespaces.iter().partition(|(namespace, _)| custom.contains(ItemPath::Namespace(namespace)));
    let mut taken: BTreeMap<Vec<Identifier>, Claim<'_>> = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for (namespace, types) in with_custom.into_iter().chain(natural) {
        let span = types.first().map(|first| first.span()).unwrap_or_default();
        let item = ItemPath::Namespace(namespace);
        let claim = Claim { path: item, span, is_custom: custom.contains(item) };
        let mut path = module_path(namespace, span, custom);
        // Namespaces may differ only in case. The root module is shared by the root namespace and types without a namespace.
        if let Some(last) = path.last().cloned() {
            if let Some(other) = taken.get(&path).filter(|other| other.is_custom) {
                let (winner, other) = if claim.is_custom { (claim, *other) } else { (*other, claim) };
                custom.conflict(&last, winner.path, other);
            }
            let mut number = 1;
            while taken.contains_key(&path) {
                number += 1;
                path.pop();
                path.push(last.numbered(number, Case::Snake));
            }
        }
        taken.insert(path.clone(), claim);
        paths.insert(*namespace, path);
    }
    paths
}

/// Returns the path of a namespace's module. Each part has the name that `models.toml` gives to the namespace up to it.
fn module_path(namespace: &str, span: Span, custom: &mut CustomNames<'_>) -> Vec<Identifier> {
    let below = match namespace.strip_prefix(ROOT_NAMESPACE) {
        Some("") => "",
        Some(rest) => rest.strip_prefix('.').unwrap_or(namespace),
        None => namespace,
    };
    let mut prefix = namespace[..namespace.len() - below.len()].to_owned();
    let mut path = Vec::new();
    for part in below.split('.').filter(|part| !part.is_empty()) {
        if !prefix.is_empty() && !prefix.ends_with('.') {
            prefix.push('.');
        }
        prefix += part;
        let module = custom.get(ItemPath::Namespace(&prefix), Case::Snake, RESERVED_FILES);
        let module = module.or_else(|| Identifier::of_file(part, RESERVED_FILES));
        path.push(module.unwrap_or_else(|| custom.unnameable(ItemPath::Namespace(namespace), span)));
    }
    path
}
