//! The entries of `models.toml` that name something that a newer snapshot no longer declares.

use super::{Request, select};
use crate::document::Document;
use crate::models::{Entries, Models, Roots, span};
use crate::schema::{QualifiedName, Schema};
use crate::{Diagnostics, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An entry of `models.toml` that names something that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The list or table, such as `secrets`.
    pub list: &'static str,
    /// The entry.
    pub entry: String,
    /// The entry that replaces it, if the property moved to a base type or a derived type.
    pub target: Option<String>,
    /// The range of the entry in the file, and that of its value in a table.
    spans: [Span; 2],
}

/// Returns the entries that match something in a schema, but nothing in a newer one. Returns none if more than a third of the
/// roots is gone: that schema describes something else. An entry that matches nothing in either is a mistake, which
/// [`load`](crate::load()) reports.
#[must_use]
pub fn stale(models: &Models, old: &Document, new: &Document) -> Vec<Stale> {
    let (Some(old), Some(new)) = (old.declared(), new.declared()) else { return Vec::new() };
    let before = unmatched(old, models);
    let mut gone = unmatched(new, &models.clone().exempting(BTreeSet::new()));
    gone.retain(|start| !before.contains(start));
    let Entries { roots, names, docs, .. } = models.entries();
    let lists = models.entries().lists().into_iter();
    let listed = lists.flat_map(|(list, entries)| entries.iter().map(move |entry| (list, entry, entry)));
    let tables = [("names", names), ("docs", docs)];
    let pairs = tables.into_iter().flat_map(|(list, of)| of.iter().map(move |(entry, value)| (list, entry, value)));
    // A path is in one of `secrets` and `not-secrets`.
    let once = |list: &'static str| if list == "not-secrets" { "secrets" } else { list };
    let (stale, rest): (Vec<_>, Vec<_>) =
        listed.chain(pairs).partition(|(_, entry, _)| gone.contains(&span(entry).start));
    let mut taken: BTreeSet<_> =
        rest.into_iter().map(|(list, entry, _)| (once(list), entry.get_ref().clone())).collect();
    let stale = stale.into_iter().map(|(list, entry, value)| {
        let target = moved(new, models, list, entry.get_ref());
        let target = target.filter(|target| taken.insert((once(list), target.clone())));
        Stale { list, entry: entry.get_ref().clone(), target, spans: [span(entry), span(value)] }
    });
    let stale: Vec<_> = stale.collect();
    let gone = stale.iter().filter(|stale| stale.list == "roots").count();
    if gone * 3 > roots.as_ref().map_or(0, Vec::len) { Vec::new() } else { stale }
}

/// Returns where the entries start that match nothing in a schema.
fn unmatched(schema: &Arc<Schema>, models: &Models) -> BTreeSet<usize> {
    let mut diagnostics = Diagnostics::unlimited();
    select(schema, &Request { models, roots: &Roots::Listed, all_operations: false }, &mut diagnostics);
    diagnostics.unmatched().map(|span| span.start).collect()
}

/// Returns the path of a property that moved: a base type declares it now, or one derived type.
fn moved(schema: &Schema, models: &Models, list: &str, entry: &str) -> Option<String> {
    let (owner, part) = entry.split_once('/')?;
    let mut navigation = models.entries().navigation.iter();
    let is_included = navigation.any(|entry| entry.get_ref().ends_with(&format!("/{part}")));
    let declaring = schema.relatives(&QualifiedName::split(owner), |of| {
        list != "navigation" && of.property(part).is_some() || is_included && of.navigation_property(part).is_some()
    });
    if let [only] = declaring.as_slice() { Some(format!("{}/{part}", only.name)) } else { None }
}

impl Models {
    /// Returns the text of the file without stale entries, except for those with a target, which is written instead. An entry on
    /// lines of its own goes with these lines.
    #[must_use]
    pub fn without(&self, stale: &[Stale]) -> String {
        let mut text = self.source().text().to_owned();
        let mut stale: Vec<_> = stale.iter().collect();
        stale.sort_by_key(|stale| std::cmp::Reverse(stale.spans[0].start));
        for Stale { target, spans: [entry, value], .. } in stale {
            if let Some(target) = target {
                text.replace_range(entry.start..entry.end, &format!("\"{target}\""));
                continue;
            }
            // The parser takes spans at the boundaries of characters.
            let (start, end) = (entry.start, value.end);
            let (before, after) = (&text[..start], &text[end..]);
            let line = before.rfind('\n').map_or(0, |newline| newline + 1);
            let comma = after.len() - after.trim_start_matches([' ', ',']).len();
            let rest = after[comma..].lines().next().unwrap_or_default();
            let is_alone = before[line..].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
            let range =
                if is_alone { line..(end + comma + rest.len() + 1).min(text.len()) } else { start..end + comma };
            text.replace_range(range, "");
        }
        text
    }
}
