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
const MAX_PAIRS: usize = 100_000;

/// Returns hints for removals and additions, by path.
pub(super) fn hints<'a>(differences: impl Iterator<Item = &'a Difference<'a>>) -> BTreeMap<String, String> {
    // Candidates are elements of the same kind in the same declaration.
    let mut groups: BTreeMap<(String, Tag), [Vec<&Difference<'_>>; 2]> = BTreeMap::new();
    for difference in differences.filter(|difference| difference.is_whole()) {
        let parent = if difference.declaration() == difference.path { "" } else { difference.declaration() };
        let group = groups.entry((parent.to_owned(), difference.tag())).or_default();
        group[usize::from(difference.change() == Change::Added)].push(difference);
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
                    pairs.push((alike, &old.path, &new.path));
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
fn likeness(old: &Difference<'_>, new: &Difference<'_>) -> f64 {
    let (Some(old), Some(new)) = (old.old.element, new.new.element) else { return 0.0 };
    let names = [old, new].map(|element| element.value(Attr::Name).unwrap_or_default());
    match old.tag {
        // The same name means a type that moved to another namespace, or another overload.
        Tag::EntityType | Tag::ComplexType | Tag::EnumType | Tag::Action | Tag::Function => {
            let common = common(old, new);
            if names[0] == names[1] {
                1.0 + common
            } else if common >= MIN_COMMON_SHARE {
                common
            } else {
                0.0
            }
        }
        Tag::Member => {
            let is_same = old.value(Attr::Value).is_some() && old.value(Attr::Value) == new.value(Attr::Value);
            if is_same { 1.0 + similarity(names) } else { alike(names).max(alike_descriptions(old, new)) }
        }
        _ if old.value(Attr::Type) != new.value(Attr::Type)
            || old.value(Attr::EntityType) != new.value(Attr::EntityType) =>
        {
            0.0
        }
        _ => alike(names).max(alike_descriptions(old, new)),
    }
}

/// Returns the share of common words of two descriptions, or 0 if they have too little in common for a rename.
fn alike_descriptions(old: &Element, new: &Element) -> f64 {
    let [old, new] = [old, new].map(|element| {
        let mut annotations = element.children(Tag::Annotation);
        let description = annotations.find(|annotation| annotation.term() == Some(Term::Description));
        let text = description.and_then(|annotation| annotation.value(Attr::Scalar(Scalar::String)));
        text.unwrap_or_default().split_whitespace().collect::<BTreeSet<_>>()
    });
    let (min_share, min_words) = MIN_COMMON_DESCRIPTION;
    let share = if old.len().min(new.len()) < min_words { 0.0 } else { share(&old, &new) };
    if share < min_share { 0.0 } else { share }
}

/// Returns the similarity of two names, or 0 if they have too little in common for a rename.
fn alike(names: [&str; 2]) -> f64 {
    let similarity = similarity(names);
    let is_rename = similarity >= MIN_SPELLING_SIMILARITY
        || similarity >= MIN_NAME_SIMILARITY && {
            let [old, new] = names.map(ToSnakeCase::to_snake_case);
            share(&old.split('_').collect(), &new.split('_').collect()) >= MIN_COMMON_WORDS
        };
    if is_rename { similarity } else { 0.0 }
}

fn similarity(names: [&str; 2]) -> f64 {
    let [old, new] = names.map(str::to_lowercase);
    strsim::jaro_winkler(&old, &new)
}

/// Returns the share of common parts among all parts.
fn common(old: &Element, new: &Element) -> f64 {
    let names = |element| parts(element).filter_map(|part| part.value(Attr::Name)).collect();
    share(&names(old), &names(new))
}

/// Returns the share of common elements among those of two sets.
fn share(old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> f64 {
    let [both, all] =
        [old.intersection(new).count(), old.union(new).count()].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    if all == 0 { 0.0 } else { f64::from(both) / f64::from(all) }
}
