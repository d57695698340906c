//! Finds removals and additions that may be renames. These are hints: a schema does not record renames.

use super::Change;
use super::compare::Difference;
use super::elements::parts;
use crate::csdl::{Attr, Element, Tag};
use std::collections::{BTreeMap, BTreeSet};

/// The minimum similarity of two names that may be a rename, from 0 to 1.
const MIN_NAME_SIMILARITY: f64 = 0.75;

/// The minimum share of common parts of two types that may be a rename, from 0 to 1.
const MIN_COMMON_SHARE: f64 = 0.6;

/// The maximum number of pairs to compare in a declaration.
const MAX_PAIRS: usize = 1_000_000;

/// Returns hints for removals and additions, by path.
pub(super) fn hints(differences: &[Difference<'_>]) -> BTreeMap<String, String> {
    // Candidates are elements of the same kind in the same declaration.
    let mut groups: BTreeMap<(String, Tag), [Vec<&Difference<'_>>; 2]> = BTreeMap::new();
    for difference in differences.iter().filter(|difference| difference.is_whole()) {
        let parent = if difference.declaration() == difference.path { "" } else { difference.declaration() };
        let group = groups.entry((parent.to_owned(), difference.tag())).or_default();
        group[usize::from(difference.change() == Change::Added)].push(difference);
    }
    let mut hints = BTreeMap::new();
    for [removed, added] in groups.into_values() {
        if removed.len().saturating_mul(added.len()) > MAX_PAIRS {
            continue;
        }
        let is_only = removed.len() == 1 && added.len() == 1;
        let mut pairs: Vec<(f64, &str, &str)> = Vec::new();
        for old in &removed {
            for new in &added {
                let alike = likeness(old, new, is_only);
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
fn likeness(old: &Difference<'_>, new: &Difference<'_>, is_only: bool) -> f64 {
    let (Some(old), Some(new)) = (old.old.element, new.new.element) else { return 0.0 };
    let names = [old, new].map(|element| element.value(Attr::Name).unwrap_or_default());
    // Costs more than all other conditions.
    let alike = || strsim::jaro_winkler(&names[0].to_lowercase(), &names[1].to_lowercase());
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
            let alike = alike();
            if is_same {
                1.0 + alike
            } else if alike >= MIN_NAME_SIMILARITY {
                alike
            } else {
                0.0
            }
        }
        _ if old.value(Attr::Type) != new.value(Attr::Type)
            || old.value(Attr::EntityType) != new.value(Attr::EntityType) =>
        {
            0.0
        }
        _ => match alike() {
            alike if is_only || alike >= MIN_NAME_SIMILARITY => alike.max(f64::MIN_POSITIVE),
            _ => 0.0,
        },
    }
}

/// Returns the share of common parts among all parts.
fn common(old: &Element, new: &Element) -> f64 {
    let names = |element| parts(element).filter_map(|part| part.value(Attr::Name)).collect::<BTreeSet<_>>();
    let (old, new) = (names(old), names(new));
    let [both, all] =
        [old.intersection(&new).count(), old.union(&new).count()].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    if all == 0 { 0.0 } else { f64::from(both) / f64::from(all) }
}
