//! Groups of alike differences, which a report shows in one row.

use super::change;
use codegen::diff::{Entry, Kind};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The minimum number of alike differences in a group.
const MANY: usize = 8;

/// Differences of the same kind, with the same effects.
pub(super) struct Group<'a> {
    /// The declaration or namespace that has the differences, if there are several.
    pub(super) scope: Option<&'a str>,
    pub(super) entries: Vec<&'a Entry>,
}

/// Groups the differences of a declaration, then those of a namespace. The largest groups come first, and the other differences
/// follow one by one.
pub(super) fn groups<'a>(entries: Vec<&'a Entry>) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    let rest = alike(entries, |path| path.split_once('/').map(|(declaration, _)| declaration), &mut groups);
    let namespace =
        |path: &'a str| path.split(['/', '(', ' ']).next()?.rsplit_once('.').map(|(namespace, _)| namespace);
    let rest = alike(rest, namespace, &mut groups);
    groups.sort_by_key(|group| Reverse(group.entries.len()));
    groups.extend(rest.into_iter().map(|entry| Group { scope: None, entries: vec![entry] }));
    groups
}

/// Groups the differences that are alike in a scope, and returns the others.
fn alike<'a>(
    entries: Vec<&'a Entry>,
    scope: impl Fn(&'a str) -> Option<&'a str>,
    groups: &mut Vec<Group<'a>>,
) -> Vec<&'a Entry> {
    let key = |entry: &'a Entry| Some((scope(&entry.path)?, change(entry), entry.rust.id, entry.wire.id));
    let mut by_key: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().copied() {
        by_key.entry(key(entry)).or_default().push(entry);
    }
    by_key.retain(|key, entries| key.is_some() && entries.len() >= MANY);
    let rest = entries.into_iter().filter(|entry| !by_key.contains_key(&key(entry))).collect();
    groups.extend(by_key.into_iter().map(|(key, entries)| Group { scope: key.map(|key| key.0), entries }));
    rest
}

impl Group<'_> {
    /// Returns the kind of the differences, such as `property added` or `12 properties added`.
    pub(super) fn title(&self) -> String {
        let [first, ..] = self.entries.as_slice() else { return String::new() };
        if self.scope.is_none() {
            return change(first);
        }
        let kind = first.kind.as_str();
        let plural = match (first.kind, kind.strip_suffix('y')) {
            (Kind::Documentation, _) => "descriptions".to_owned(),
            (_, Some(stem)) => format!("{stem}ies"),
            (_, None) => format!("{kind}s"),
        };
        format!("{} {}", self.entries.len(), change(first).replacen(kind, &plural, 1))
    }
}
