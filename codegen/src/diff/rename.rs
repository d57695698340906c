//! Finds removals and additions that may be renames. These are hints: a schema does not record renames.

use super::Change;
use super::compare::Difference;
use super::elements::parts;
use crate::csdl::{Attr, Element, Scalar, Tag, Term};
use heck::ToSnakeCase;
use std::collections::{BTreeMap, BTreeSet};

/// The minimum similarity of two names that may be a rename, from 0 to 1, if they have half of their words in common.
const MIN_NAME_SIMILARITY: f64 = 0.75;

/// The minimum similarity of two names of which one may be misspelt.
const MIN_SPELLING_SIMILARITY: f64 = 0.9;

/// The minimum share of common words of two names that may be a rename.
const MIN_COMMON_WORDS: f64 = 0.5;

/// The minimum share of common parts of two types that may be a rename, from 0 to 1.
const MIN_COMMON_SHARE: f64 = 0.6;

/// The minimum share of common words of two descriptions of the same element, and their minimum number: short descriptions
/// are often equal.
const MIN_COMMON_DESCRIPTION: (f64, usize) = (0.75, 5);

/// The maximum number of pairs to compare in a declaration.
const MAX_PAIRS: usize = 1_000_000;

/// An element that is only in one document.
struct Candidate<'a> {
    path: &'a str,
    element: &'a Element,
    name: &'a str,
    /// The name in lower case.
    lower: String,
    /// The names of the parts of a type or an operation; the words in the description of any other element.
    content: BTreeSet<&'a str>,
}

impl<'a> Candidate<'a> {
    fn new(difference: &'a Difference<'_>) -> Option<Self> {
        let element = difference.old.element.or(difference.new.element)?;
        let content = if is_declaration(element) {
            parts(element).filter_map(|part| part.value(Attr::Name)).collect()
        } else {
            let mut annotations = element.children(Tag::Annotation);
            let description = annotations.find(|annotation| annotation.term() == Some(Term::Description));
            let text = description.and_then(|annotation| annotation.value(Attr::Scalar(Scalar::String)));
            text.unwrap_or_default().split_whitespace().collect()
        };
        let name = element.value(Attr::Name).unwrap_or_default();
        Some(Self { path: &difference.path, element, name, lower: name.to_lowercase(), content })
    }
}

fn is_declaration(element: &Element) -> bool {
    matches!(element.tag, Tag::EntityType | Tag::ComplexType | Tag::EnumType | Tag::Action | Tag::Function)
}

/// Returns hints for removals and additions, by path.
pub(super) fn hints<'a>(differences: impl Iterator<Item = &'a Difference<'a>>) -> BTreeMap<String, String> {
    // Candidates are elements of the same kind in the same declaration.
    let mut groups: BTreeMap<(String, Tag), [Vec<Candidate<'_>>; 2]> = BTreeMap::new();
    for difference in differences.filter(|difference| difference.is_whole()) {
        let parent = if difference.declaration() == difference.path { "" } else { difference.declaration() };
        let group = groups.entry((parent.to_owned(), difference.tag())).or_default();
        group[usize::from(difference.change() == Change::Added)].extend(Candidate::new(difference));
    }
    let mut hints = BTreeMap::new();
    for [removed, added] in groups.into_values() {
        if removed.len().saturating_mul(added.len()) > MAX_PAIRS {
            continue;
        }
        let mut pairs: Vec<(f64, &str, &str)> = Vec::new();
        for old in &removed {
            for new in &added {
                let alike = likeness(old, new);
                if alike > 0.0 {
                    pairs.push((alike, old.path, new.path));
                }
            }
        }
        pairs.sort_by(|left, right| right.0.total_cmp(&left.0));
        let mut taken = BTreeSet::new();
        for (_, old, new) in pairs {
            if !taken.contains(old) && !taken.contains(new) {
                taken.extend([old, new]);
                hints.insert(old.to_owned(), format!("perhaps renamed to {new}"));
                hints.insert(new.to_owned(), format!("perhaps renamed from {old}"));
            }
        }
    }
    hints
}

/// Returns the likelihood of a rename, or 0.
fn likeness(old: &Candidate<'_>, new: &Candidate<'_>) -> f64 {
    let is_same = |attr| old.element.value(attr) == new.element.value(attr);
    if is_declaration(old.element) {
        // The same name means a type that moved to another namespace, or another overload.
        let is_same_name = old.name == new.name;
        let common = common(old, new, if is_same_name { 0.0 } else { MIN_COMMON_SHARE });
        return if is_same_name { 1.0 + common } else { common };
    }
    if old.element.tag == Tag::Member && old.element.value(Attr::Value).is_some() && is_same(Attr::Value) {
        return 1.0 + similarity(old, new);
    }
    if old.element.tag != Tag::Member && !(is_same(Attr::Type) && is_same(Attr::EntityType)) {
        return 0.0;
    }
    let (min_share, min_words) = MIN_COMMON_DESCRIPTION;
    let is_described = old.content.len().min(new.content.len()) >= min_words;
    alike(old, new).max(if is_described { common(old, new, min_share) } else { 0.0 })
}

/// Returns the share of common content, or 0 if it is less than a minimum.
fn common(old: &Candidate<'_>, new: &Candidate<'_>, min: f64) -> f64 {
    let (less, more) = (old.content.len().min(new.content.len()), old.content.len().max(new.content.len()));
    // Most pairs differ too much in size.
    if ratio(less, more) < min {
        return 0.0;
    }
    let share = share(&old.content, &new.content);
    if share < min { 0.0 } else { share }
}

/// Returns the similarity of two names, or 0 if they have too little in common for a rename.
fn alike(old: &Candidate<'_>, new: &Candidate<'_>) -> f64 {
    let similarity = similarity(old, new);
    let is_rename = similarity >= MIN_SPELLING_SIMILARITY
        || similarity >= MIN_NAME_SIMILARITY && {
            let [old, new] = [old.name, new.name].map(ToSnakeCase::to_snake_case);
            share(&old.split('_').collect(), &new.split('_').collect()) >= MIN_COMMON_WORDS
        };
    if is_rename { similarity } else { 0.0 }
}

fn similarity(old: &Candidate<'_>, new: &Candidate<'_>) -> f64 {
    strsim::jaro_winkler(&old.lower, &new.lower)
}

/// Returns the share of common elements among those of two sets.
fn share(old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> f64 {
    let both = old.intersection(new).count();
    ratio(both, old.len() + new.len() - both)
}

fn ratio(part: usize, whole: usize) -> f64 {
    let [part, whole] = [part, whole].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}
