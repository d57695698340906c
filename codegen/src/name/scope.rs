//! Scopes, in which every name is unique.

use super::custom::{Claim, CustomNames, ItemPath};
use super::identifier::{Case, Identifier};
use crate::Span;
use heck::ToLowerCamelCase;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use unicode_security::skeleton;

/// A declared item to be named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'a> {
    pub(super) path: ItemPath<'a>,
    /// The name on the wire.
    pub(super) wire: &'a str,
    /// The span of the declaration.
    pub(super) span: Span,
}

impl<'a> Item<'a> {
    fn claim(&self, is_custom: bool) -> Claim<'a> {
        Claim { path: self.path, span: self.span, is_custom }
    }
}

/// A set of unique names.
pub(super) struct Scope<'a> {
    case: Case,
    /// Names that the generated code uses unqualified.
    reserved: &'a [&'a str],
    /// The scope whose names are taken in this one, too.
    inherited: Option<Rc<Scope<'a>>>,
    taken: BTreeMap<Identifier, Claim<'a>>,
    /// The last number appended to each name, so that numbering many equal names takes linear time.
    numbers: BTreeMap<Identifier, usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(case: Case, reserved: &'a [&'a str]) -> Self {
        Self { case, reserved, inherited: None, taken: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// Marks names as taken.
    pub(super) fn with_taken(mut self, taken: impl IntoIterator<Item = (Identifier, Claim<'a>)>) -> Self {
        self.taken.extend(taken);
        self
    }

    /// Marks the names in another scope as taken.
    pub(super) fn with_inherited(self, inherited: Option<Rc<Self>>) -> Self {
        Self { inherited, ..self }
    }

    /// Names items: first those with a custom name, then those whose name on the wire is in `camelCase`, then the others.
    pub(super) fn assign(&mut self, items: &[Item<'a>], custom: &mut CustomNames<'_>) -> Vec<Identifier> {
        let mut assigned: Vec<Option<Identifier>> =
            items.iter().map(|item| custom.get(item.path, self.case, self.reserved)).collect();
        for (item, name) in items.iter().zip(&assigned) {
            let Some(name) = name else { continue };
            if let Some(other) = self.claim(name) {
                custom.conflict(name, item.path, other);
            }
            self.taken.insert(name.clone(), item.claim(true));
        }
        let unnamed = items.iter().zip(&mut assigned).filter(|(_, name)| name.is_none());
        let natural = |item: &Item<'_>| Identifier::new(item.wire, self.case, self.reserved);
        let mut unnamed: Vec<_> = unnamed.map(|(item, name)| (item, natural(item), name)).collect();
        let mut seen = BTreeSet::new();
        let mut naturals = unnamed.iter().filter_map(|(_, natural, _)| natural.as_ref());
        // The order matters only if names collide.
        if naturals.any(|name| self.claim(name).is_some() || !seen.insert(name)) {
            unnamed.sort_by_cached_key(|(item, ..)| item.wire.to_lower_camel_case() != item.wire);
        }
        for (item, natural, name) in unnamed {
            *name = Some(match natural {
                Some(natural) => self.insert(natural, item, custom),
                None => custom.unnameable(item.path, item.span),
            });
        }
        self.report_confusable(custom);
        assigned.into_iter().flatten().collect()
    }

    /// Reports names that look like another, as the compiler's lint `confusable_idents` does. Names in ASCII are exempt.
    fn report_confusable(&self, custom: &mut CustomNames<'_>) {
        let names = self.names();
        if names.iter().all(|(name, _)| name.as_str().is_ascii()) {
            return;
        }
        let mut seen: BTreeMap<String, (&Identifier, Claim<'_>)> = BTreeMap::new();
        for (name, claim) in names {
            let (other, first) = *seen.entry(skeleton(name.as_str()).collect()).or_insert((name, claim));
            if other != name && !(other.as_str().is_ascii() && name.as_str().is_ascii()) {
                custom.confusable((name, claim), (other, first));
            }
        }
    }

    /// Returns the names of items, the inherited ones first.
    fn names(&self) -> Vec<(&Identifier, Claim<'a>)> {
        let mut names = self.inherited.as_ref().map(|inherited| inherited.names()).unwrap_or_default();
        let items = self.taken.iter().filter(|(_, claim)| !matches!(claim.path, ItemPath::Namespace(_)));
        names.extend(items.map(|(name, claim)| (name, *claim)));
        names
    }

    /// Returns the claim to a name that is taken.
    fn claim(&self, name: &Identifier) -> Option<Claim<'a>> {
        self.taken.get(name).copied().or_else(|| self.inherited.as_ref()?.claim(name))
    }

    /// Claims a name for an item. Returns the name, numbered if it is taken.
    fn insert(&mut self, natural: Identifier, item: &Item<'a>, custom: &mut CustomNames<'_>) -> Identifier {
        let claim = item.claim(false);
        let mut free = natural.clone();
        if let Some(other) = self.claim(&natural) {
            if other.is_custom {
                custom.conflict(&natural, other.path, claim);
            }
            let mut number = self.numbers.get(&natural).copied().unwrap_or(1);
            while self.claim(&free).is_some() {
                number += 1;
                free = natural.numbered(number, self.case);
            }
            self.numbers.insert(natural, number);
        }
        self.taken.insert(free.clone(), claim);
        free
    }
}
