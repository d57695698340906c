//! Scopes, in which every name is unique.

use super::custom::{Claim, CustomNames};
use super::identifier::{Case, Identifier};
use crate::Span;
use heck::ToLowerCamelCase;
use std::collections::BTreeMap;

/// A declared item to be named.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// The path of the item in `models.toml`.
    pub(super) path: String,
    /// The name on the wire.
    pub(super) wire: &'a str,
    /// The name on the wire, converted to the case of the scope.
    pub(super) rust: String,
    /// The span of the declaration.
    pub(super) span: Span,
}

/// A set of unique names.
pub(super) struct Scope<'a> {
    case: Case,
    /// Names that the generated code uses unqualified.
    reserved: &'a [&'a str],
    taken: BTreeMap<Identifier, Claim>,
    /// The last number appended to each name, so that numbering many equal names takes linear time.
    numbers: BTreeMap<Identifier, usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(case: Case, reserved: &'a [&'a str]) -> Self {
        Self { case, reserved, taken: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// Marks names as taken.
    pub(super) fn with_taken(mut self, taken: impl IntoIterator<Item = (Identifier, Claim)>) -> Self {
        self.taken.extend(taken);
        self
    }

    /// Names items: first those with a custom name, then those whose name on the wire is in `camelCase`, then the others.
    pub(super) fn assign(&mut self, items: &[Item<'_>], custom: &mut CustomNames<'_>) -> Vec<Identifier> {
        let mut assigned: Vec<Option<Identifier>> =
            items.iter().map(|item| custom.get(&item.path, self.case, self.reserved)).collect();
        for (item, name) in items.iter().zip(&assigned) {
            let Some(name) = name else { continue };
            let claim = Claim { path: item.path.clone(), span: item.span, is_custom: true };
            if let Some(other) = self.taken.insert(name.clone(), claim) {
                custom.conflict(name, &item.path, &other);
            }
        }
        let is_camel_case = |item: &Item<'_>| item.wire.to_lower_camel_case() == item.wire;
        for camel_case in [true, false] {
            for (item, name) in items.iter().zip(&mut assigned) {
                if name.is_none() && is_camel_case(item) == camel_case {
                    *name = Some(self.natural(item, custom));
                }
            }
        }
        assigned.into_iter().flatten().collect()
    }

    /// Returns the name on the wire in the case of the scope, numbered if it is taken.
    fn natural(&mut self, item: &Item<'_>, custom: &mut CustomNames<'_>) -> Identifier {
        let Some(natural) = Identifier::new(&item.rust, self.case, self.reserved) else {
            return custom.unnameable(&item.path, item.span);
        };
        let claim = Claim { path: item.path.clone(), span: item.span, is_custom: false };
        if let Some(other) = self.taken.get(&natural).filter(|other| other.is_custom) {
            custom.conflict(&natural, &other.path, &claim);
        }
        let last = self.numbers.entry(natural.clone()).or_insert(1);
        let mut free = natural.clone();
        while self.taken.contains_key(&free) {
            *last += 1;
            free = natural.numbered(*last, self.case);
        }
        self.taken.insert(free.clone(), claim);
        free
    }
}
