//! Names that stand beside one another, no two of which may be the same.

use super::Namer;
use super::identifier::{Identifier, Style};
use crate::Span;
use heck::ToLowerCamelCase;
use std::collections::BTreeMap;

/// Something that needs a name.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    /// What `models.toml` calls it.
    pub(super) path: String,
    /// The name on the wire.
    pub(super) wire: &'a str,
    /// The same in the case that Rust wants.
    pub(super) rust: String,
    pub(super) span: Span,
}

/// Who has a name.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    pub(super) path: String,
    pub(super) span: Span,
    /// Whether `models.toml` gave the name.
    pub(super) is_given: bool,
}

pub(super) struct Scope<'a> {
    style: Style,
    /// What the generated code calls by its plain name.
    in_use: &'a [&'a str],
    taken: BTreeMap<Identifier, Owner>,
    /// Where very many meet, each goes on from where the last one found a number.
    numbers: BTreeMap<Identifier, usize>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(style: Style, in_use: &'a [&'a str]) -> Self {
        Self { style, in_use, taken: BTreeMap::new(), numbers: BTreeMap::new() }
    }

    /// The same with names that something else has.
    pub(super) fn with_taken(mut self, taken: impl IntoIterator<Item = (Identifier, Owner)>) -> Self {
        self.taken.extend(taken);
        self
    }

    /// A name for each, beside those that were assigned before: first the given ones, then those that are written plainly,
    /// then those that have to give way.
    pub(super) fn assign(&mut self, wanted: &[Wanted<'_>], namer: &mut Namer<'_>) -> Vec<Identifier> {
        let mut assigned: Vec<Option<Identifier>> =
            wanted.iter().map(|wanted| namer.given(&wanted.path, self.style, self.in_use)).collect();
        for (wanted, name) in wanted.iter().zip(&assigned) {
            let Some(name) = name else { continue };
            let owner = Owner { path: wanted.path.clone(), span: wanted.span, is_given: true };
            if let Some(other) = self.taken.insert(name.clone(), owner) {
                namer.taken(name, &wanted.path, &other);
            }
        }
        let is_plain = |wanted: &Wanted<'_>| wanted.wire.to_lower_camel_case() == wanted.wire;
        for plain_ones in [true, false] {
            for (wanted, name) in wanted.iter().zip(&mut assigned) {
                if name.is_none() && is_plain(wanted) == plain_ones {
                    *name = Some(self.natural(wanted, namer));
                }
            }
        }
        assigned.into_iter().flatten().collect()
    }

    /// The name that the schema asks for, or a numbered one.
    fn natural(&mut self, wanted: &Wanted<'_>, namer: &mut Namer<'_>) -> Identifier {
        let Some(natural) = Identifier::new(&wanted.rust, self.style, self.in_use) else {
            return namer.unnameable(&wanted.path, wanted.span);
        };
        let owner = Owner { path: wanted.path.clone(), span: wanted.span, is_given: false };
        if let Some(other) = self.taken.get(&natural).filter(|other| other.is_given) {
            namer.taken(&natural, &other.path, &owner);
        }
        let last = self.numbers.entry(natural.clone()).or_insert(1);
        let mut free = natural.clone();
        while self.taken.contains_key(&free) {
            *last += 1;
            free = natural.numbered(*last, self.style);
        }
        self.taken.insert(free.clone(), owner);
        free
    }
}
