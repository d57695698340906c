//! From two documents to their differences.

use super::fact::{Fact, Facts, annotations, aspects, default, describe, parts};
use super::{Change, Kind};
use crate::csdl::{DESCRIPTIONS, Element};
use std::collections::{BTreeMap, BTreeSet};

/// One difference, with what both documents have at its path.
#[derive(Clone, Debug)]
pub(super) struct Difference<'a> {
    pub(super) path: String,
    pub(super) what: What,
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
}

/// What of an element is different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It is there in one document only.
    Whole,
    /// What kind of element it is.
    Element,
    /// An attribute, or what stands inside and says as much as one.
    Aspect(String),
    /// An annotation, by its term.
    Annotation(String),
    /// The order of its parts.
    Order,
}

/// What one document has.
#[derive(Clone, Debug, Default)]
pub(super) struct Side<'a> {
    pub(super) fact: Option<Fact<'a>>,
    /// What it says, if anything.
    pub(super) said: Option<String>,
}

impl Difference<'_> {
    pub(super) fn is_whole(&self) -> bool {
        self.what == What::Whole
    }

    pub(super) fn change(&self) -> Change {
        match (&self.what, &self.old.said, &self.new.said) {
            (What::Whole | What::Annotation(_), None, _) => Change::Added,
            (What::Whole | What::Annotation(_), _, None) => Change::Removed,
            _ => Change::Changed,
        }
    }

    pub(super) fn aspect(&self) -> Option<&str> {
        match &self.what {
            What::Whole => None,
            What::Element => Some("kind"),
            What::Aspect(name) | What::Annotation(name) => Some(name),
            What::Order => Some("order"),
        }
    }

    /// The name of the element, in the new document where it has it.
    pub(super) fn element(&self) -> &str {
        self.new.fact.as_ref().or(self.old.fact.as_ref()).map_or("", |fact| fact.element.name.as_str())
    }

    /// The path of the declaration that it is in.
    pub(super) fn declaration(&self) -> &str {
        let fact = self.new.fact.as_ref().or(self.old.fact.as_ref());
        fact.and_then(|fact| fact.parent.as_deref()).unwrap_or(&self.path)
    }

    pub(super) fn kind(&self) -> Kind {
        match &self.what {
            What::Annotation(term) if DESCRIPTIONS.contains(&term.as_str()) => return Kind::Documentation,
            What::Annotation(_) => return Kind::Annotation,
            What::Aspect(aspect) if aspect == "BaseType" && self.element() != "Term" => return Kind::BaseType,
            What::Aspect(aspect) if aspect == "Nullable" => return Kind::Nullability,
            _ => {}
        }
        match self.element() {
            "EnumType" if self.what == What::Order => Kind::Member,
            "EntityType" | "ComplexType" if self.what == What::Order => Kind::Property,
            "Property" => Kind::Property,
            "NavigationProperty" => Kind::Navigation,
            "Member" => Kind::Member,
            "Action" | "Function" | "Parameter" | "ReturnType" => Kind::Operation,
            "EntityContainer" | "EntitySet" | "Singleton" | "ActionImport" | "FunctionImport" => Kind::EntryPoint,
            "Annotations" => Kind::Annotation,
            _ => Kind::Type,
        }
    }
}

/// The differences of two documents, by path.
pub(super) fn compare<'a>(old: &Facts<'a>, new: &Facts<'a>) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (before, after) = (old.get(path), new.get(path));
        // What is part of something that comes, goes or becomes something else needs no entry of its own.
        let parent = before.or(after).and_then(|fact| fact.parent.as_ref());
        let is_covered = parent.is_some_and(|parent| match (old.get(parent), new.get(parent)) {
            (Some(before), Some(after)) => is_replaced(before, after),
            _ => true,
        });
        match (before, after) {
            _ if is_covered => {}
            (Some(before), Some(after)) => elements(path, before, after, &mut differences),
            (before, after) => {
                let side = |fact: Option<&Fact<'a>>| Side {
                    fact: fact.cloned(),
                    said: fact.map(|fact| describe(fact.element)),
                };
                let (old, new) = (side(before), side(after));
                differences.push(Difference { path: path.clone(), what: What::Whole, old, new });
            }
        }
    }
    differences
}

fn elements<'a>(path: &str, old: &Fact<'a>, new: &Fact<'a>, differences: &mut Vec<Difference<'a>>) {
    let mut add = |what: What, before: Option<String>, after: Option<String>| {
        if before != after {
            let old = Side { fact: Some(old.clone()), said: before };
            let new = Side { fact: Some(new.clone()), said: after };
            differences.push(Difference { path: path.to_owned(), what, old, new });
        }
    };
    let [before, after] = [old, new].map(|fact| fact.element);
    if before.name != after.name {
        add(What::Element, Some(describe(before)), Some(describe(after)));
        if is_replaced(old, new) {
            return;
        }
    }
    each(aspects(before), aspects(after), |name, old, new| {
        let [old, new] = [(old, before), (new, after)].map(|(said, element)| said.or_else(|| default(element, &name)));
        add(What::Aspect(name), old, new);
    });
    each(annotations(before), annotations(after), |term, old, new| add(What::Annotation(term), old, new));
    let [before, after] = order(before, after);
    add(What::Order, before, after);
}

/// Whether an element became one of another kind, with which it has nothing in common but the name.
fn is_replaced(old: &Fact<'_>, new: &Fact<'_>) -> bool {
    let is_structured = |fact: &Fact<'_>| ["ComplexType", "EntityType"].contains(&fact.element.name.as_str());
    let is_part = |fact: &Fact<'_>| fact.parent.is_some();
    old.element.name != new.element.name && !(is_structured(old) && is_structured(new)) && !is_part(old)
}

/// Pairs the values of two maps.
fn each(
    mut old: BTreeMap<String, String>,
    new: BTreeMap<String, String>,
    mut pair: impl FnMut(String, Option<String>, Option<String>),
) {
    for (name, value) in new {
        let before = old.remove(&name);
        pair(name, before, Some(value));
    }
    for (name, value) in old {
        pair(name, Some(value), None);
    }
}

/// The parts that both elements have but in another order: from the first to the last that has another place.
fn order(old: &Element, new: &Element) -> [Option<String>; 2] {
    // The order of entry points is that of their names.
    if old.name == "EntityContainer" {
        return [None, None];
    }
    let names = |element: &Element| -> Vec<String> {
        parts(element).filter_map(|part| part.value("Name")).map(str::to_owned).collect()
    };
    let (old, new) = (names(old), names(new));
    let common: BTreeSet<&String> =
        old.iter().collect::<BTreeSet<_>>().intersection(&new.iter().collect()).copied().collect();
    let of = |names: &[String]| -> Vec<String> { names.iter().filter(|name| common.contains(name)).cloned().collect() };
    let (old, new) = (of(&old), of(&new));
    let differs = |pair: (&String, &String)| pair.0 != pair.1;
    let first = old.iter().zip(&new).position(differs);
    let last = old.iter().zip(&new).rposition(differs);
    match (first, last) {
        (Some(first), Some(last)) => [&old, &new].map(|names| names.get(first..=last).map(|names| names.join(", "))),
        _ => [None, None],
    }
}
