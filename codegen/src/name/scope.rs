//! Scopes, in which every name is unique.

use super::custom::{Claim, CustomNames, ItemPath};
use super::identifier::{Case, Identifier};
use crate::Span;
use heck::ToLowerCamelCase;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use unicode_security::skeleton;

/// The longest name of a type for parameters, in bytes. It becomes a file name.
const MAX_LENGTH: usize = 200;

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
    /// Whether all names are ASCII, including the inherited ones.
    is_ascii: bool,
    /// The last number appended to each name, so that numbering many equal names takes linear time.
    numbers: BTreeMap<Identifier, usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(case: Case, reserved: &'a [&'a str]) -> Self {
        Self { case, reserved, inherited: None, taken: BTreeMap::new(), is_ascii: true, numbers: BTreeMap::new() }
    }

    /// Marks names as taken.
    pub(super) fn with_taken(mut self, taken: impl IntoIterator<Item = (Identifier, Claim<'a>)>) -> Self {
        taken.into_iter().for_each(|(name, claim)| self.take(name, claim));
        self
    }

    /// Marks the names in another scope as taken.
    pub(super) fn with_inherited(self, inherited: Option<Rc<Self>>) -> Self {
        let is_ascii = self.is_ascii && inherited.as_ref().is_none_or(|inherited| inherited.is_ascii);
        Self { inherited, is_ascii, ..self }
    }

    fn take(&mut self, name: Identifier, claim: Claim<'a>) {
        self.is_ascii &= name.as_str().is_ascii();
        self.taken.insert(name, claim);
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
            self.take(name.clone(), item.claim(true));
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
        if self.is_ascii {
            return;
        }
        let names = self.names();
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

    /// Names an item with words that identify it. A name that is too long or taken is an error, never numbered.
    pub(super) fn assign_exactly(&mut self, item: &Item<'a>, words: &str, custom: &mut CustomNames<'_>) -> Identifier {
        let given = custom.get(item.path, self.case, self.reserved);
        let claim = item.claim(given.is_some());
        let name = given.or_else(|| Identifier::new(words, self.case, self.reserved));
        let Some(name) = name else { return custom.unnameable(item.path, item.span) };
        if let Some(other) = self.claim(&name) {
            custom.collision(&name, claim, other);
        } else if name.as_str().len() > MAX_LENGTH {
            custom.too_long(&name, claim, MAX_LENGTH);
        }
        self.take(name.clone(), claim);
        name
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
        self.take(free.clone(), claim);
        free
    }
}
