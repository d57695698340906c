//! Compares two documents.

use super::elements::{Aspect, Elements, PathElement, annotations, aspects, default, describe, parts};
use super::{Change, Kind};
use crate::csdl::{Attr, Element, Role, Tag, Term};
use std::collections::{BTreeMap, BTreeSet};

/// A difference, with the elements of both documents at its path.
#[derive(Clone, Debug)]
pub(super) struct Difference<'a> {
    pub(super) path: String,
    /// The path of the declaration around the element, if the element is a part of one.
    pub(super) parent: Option<String>,
    pub(super) subject: Subject<'a>,
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
}

/// The part of an element that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject<'a> {
    /// Everything: one document alone has the element.
    Whole,
    /// The kind of the element.
    Kind,
    /// An attribute, or a child that amounts to one.
    Aspect(Aspect<'a>),
    /// An annotation, by its term.
    Annotation(String),
    /// The order of the parts.
    Order,
}

/// The side of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Side<'a> {
    pub(super) element: Option<&'a Element>,
    /// The value on this side, if present.
    pub(super) value: Option<String>,
}

impl Difference<'_> {
    pub(super) fn is_whole(&self) -> bool {
        self.subject == Subject::Whole
    }

    pub(super) fn change(&self) -> Change {
        match (&self.subject, &self.old.value, &self.new.value) {
            (Subject::Whole | Subject::Annotation(_), None, _) => Change::Added,
            (Subject::Whole | Subject::Annotation(_), _, None) => Change::Removed,
            _ => Change::Changed,
        }
    }

    pub(super) fn aspect(&self) -> Option<String> {
        match &self.subject {
            Subject::Whole => None,
            Subject::Kind => Some("kind".to_owned()),
            Subject::Aspect(aspect) => Some(aspect.to_string()),
            Subject::Annotation(term) => Some(term.clone()),
            Subject::Order => Some("order".to_owned()),
        }
    }

    /// Returns the tag of the element, in the new document if that has it.
    pub(super) fn tag(&self) -> Tag {
        self.new.element.or(self.old.element).map_or(Tag::Unknown, |element| element.tag)
    }

    /// Returns the path of the declaration around the difference.
    pub(super) fn declaration(&self) -> &str {
        self.parent.as_deref().unwrap_or(&self.path)
    }

    pub(super) fn kind(&self) -> Kind {
        let tag = self.tag();
        match &self.subject {
            Subject::Annotation(term) => match Term::parse(term) {
                Some(Term::Description | Term::LongDescription) => return Kind::Documentation,
                _ => return Kind::Annotation,
            },
            Subject::Aspect(Aspect::Attribute(Attr::BaseType)) if tag != Tag::Term => return Kind::BaseType,
            Subject::Aspect(Aspect::Attribute(Attr::Nullable)) => return Kind::Nullability,
            Subject::Order if tag == Tag::EnumType => return Kind::Member,
            Subject::Order if tag.role() == Role::Type => return Kind::Property,
            _ => {}
        }
        match tag.role() {
            Role::Property => Kind::Property,
            Role::Navigation => Kind::Navigation,
            Role::Member => Kind::Member,
            Role::Operation | Role::Signature => Kind::Operation,
            Role::Container | Role::EntryPoint => Kind::EntryPoint,
            Role::Annotation => Kind::Annotation,
            // The others are types and terms. The rest is never compared.
            _ => Kind::Type,
        }
    }
}

/// Returns the differences between two documents, by path.
pub(super) fn compare<'a>(old: &Elements<'a>, new: &Elements<'a>) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    // The parts of a declaration follow each other.
    let mut covered = (None, false);
    for path in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (before, after) = (old.get(path), new.get(path));
        // The entry of a declaration that was added, removed or replaced covers its parts.
        let parent = before.or(after).and_then(|found| found.parent.as_ref());
        if covered.0 != parent {
            let is_covered = parent.is_some_and(|parent| match (old.get(parent), new.get(parent)) {
                (Some(before), Some(after)) => is_replaced(before, after),
                _ => true,
            });
            covered = (parent, is_covered);
        }
        let is_covered = covered.1;
        match (before, after) {
            _ if is_covered => {}
            (Some(before), Some(after)) => compare_elements(path, before, after, &mut differences),
            (before, after) => {
                let [old, new] = [before, after].map(|found| {
                    let element = found.map(|found| found.element);
                    Side { element, value: element.map(describe) }
                });
                let (path, parent) = (path.clone(), parent.cloned());
                differences.push(Difference { path, parent, subject: Subject::Whole, old, new });
            }
        }
    }
    differences
}

fn compare_elements<'a>(
    path: &str,
    old: &PathElement<'a>,
    new: &PathElement<'a>,
    differences: &mut Vec<Difference<'a>>,
) {
    let [before, after] = [old, new].map(|found| found.element);
    let mut add = |subject: Subject<'a>, old_value: Option<String>, new_value: Option<String>| {
        if old_value != new_value {
            let (path, parent) = (path.to_owned(), new.parent.clone());
            let old = Side { element: Some(before), value: old_value };
            let new = Side { element: Some(after), value: new_value };
            differences.push(Difference { path, parent, subject, old, new });
        }
    };
    if before.tag != after.tag {
        add(Subject::Kind, Some(describe(before)), Some(describe(after)));
        if is_replaced(old, new) {
            return;
        }
    }
    each(aspects(before), aspects(after), |name, old, new| {
        let [old, new] = [(old, before), (new, after)].map(|(value, element)| value.or_else(|| default(element, name)));
        add(Subject::Aspect(name), old, new);
    });
    each(annotations(before), annotations(after), |term, old, new| add(Subject::Annotation(term), old, new));
    let [before, after] = order(before, after);
    add(Subject::Order, before, after);
}

/// Returns whether a declaration of another kind replaced one of the same name.
fn is_replaced(old: &PathElement<'_>, new: &PathElement<'_>) -> bool {
    let is_structured = |found: &PathElement<'_>| matches!(found.element.tag, Tag::ComplexType | Tag::EntityType);
    let is_part = |found: &PathElement<'_>| found.parent.is_some();
    old.element.tag != new.element.tag && !(is_structured(old) && is_structured(new)) && !is_part(old)
}

/// Visits the values of two maps in pairs.
fn each<K: Ord>(
    mut old: BTreeMap<K, String>,
    new: BTreeMap<K, String>,
    mut pair: impl FnMut(K, Option<String>, Option<String>),
) {
    for (name, value) in new {
        let before = old.remove(&name);
        pair(name, before, Some(value));
    }
    for (name, value) in old {
        pair(name, Some(value), None);
    }
}

/// Returns the names of the common parts on each side, from the first to the last that moved.
fn order<'a>(old: &'a Element, new: &'a Element) -> [Option<String>; 2] {
    // Entry points are sorted by name.
    if old.tag == Tag::EntityContainer {
        return [None, None];
    }
    let [old, new] =
        [old, new].map(|element| parts(element).filter_map(|part| part.value(Attr::Name)).collect::<Vec<_>>());
    let (in_old, in_new): (BTreeSet<_>, BTreeSet<_>) = (old.iter().copied().collect(), new.iter().copied().collect());
    let common = |names: Vec<&'a str>| -> Vec<_> {
        names.into_iter().filter(|name| in_old.contains(name) && in_new.contains(name)).collect()
    };
    let (old, new) = (common(old), common(new));
    let differs = |(old, new): (&&str, &&str)| old != new;
    let first = old.iter().zip(&new).position(differs);
    let last = old.iter().zip(&new).rposition(differs);
    match (first, last) {
        (Some(first), Some(last)) => [&old, &new].map(|names| names.get(first..=last).map(|names| names.join(", "))),
        _ => [None, None],
    }
}
