//! The entries of `models.toml` that name something that a newer snapshot no longer declares.

use super::{find_operation, path};
use crate::document::Document;
use crate::models::{Entries, Models, span};
use crate::schema::{QualifiedName, Schema, Type};
use crate::{Diagnostics, Span};

/// An entry of `models.toml` that names something that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The list or table, such as `secrets`.
    pub list: &'static str,
    /// The entry.
    pub entry: String,
    /// The range of the entry in the file.
    span: Span,
}

/// Returns the entries that match something in a schema, but nothing in a newer one. There are none if more than a third of the
/// roots is gone: that schema describes something else. An entry that matches nothing in either is a
/// mistake, and [`load`](crate::load()) reports it.
#[must_use]
pub fn stale(models: &Models, old: &Document, new: &Document) -> Vec<Stale> {
    let (Some(old), Some(new)) = (old.declared(), new.declared()) else { return Vec::new() };
    let Entries { roots, derived, navigation, omit, operations, paths, secrets, not_secrets, names, docs, .. } =
        models.entries();
    let roots = roots.as_deref().unwrap_or_default();
    let lists = [
        ("roots", roots),
        ("derived", derived),
        ("navigation", navigation),
        ("omit", omit),
        ("operations", operations),
        ("paths", paths),
        ("secrets", secrets),
        ("not-secrets", not_secrets),
    ];
    let listed = lists.into_iter().flat_map(|(list, entries)| entries.iter().map(move |entry| (list, entry, entry)));
    let tables = [("names", names), ("docs", docs)];
    let pairs = tables.into_iter().flat_map(|(list, of)| of.iter().map(move |(entry, value)| (list, entry, value)));
    let all = listed.chain(pairs).map(|(list, entry, value)| Stale {
        list,
        entry: entry.get_ref().clone(),
        span: Span { start: span(entry).start, end: span(value).end },
    });
    let stale: Vec<_> =
        all.filter(|Stale { list, entry, .. }| has(old, list, entry) && !has(new, list, entry)).collect();
    let gone = stale.iter().filter(|stale| stale.list == "roots").count();
    if gone * 3 > roots.len() { Vec::new() } else { stale }
}

/// Returns whether a schema has what an entry names, declared or inherited.
fn has(schema: &Schema, list: &str, entry: &str) -> bool {
    match list {
        "paths" => path::follow(schema, entry, &Diagnostics::default(), &mut Vec::new()).is_ok(),
        "operations" => find_operation(schema, entry).is_ok() || schema.unread.contains(&QualifiedName::split(entry)),
        _ => {
            let (owner, part) = entry.split_once('/').map_or((entry, None), |(owner, part)| (owner, Some(part)));
            let name = QualifiedName::split(owner);
            let is_within = |namespace: &str| {
                namespace.strip_prefix(owner).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let is_part = |part: &str| match schema.types.get(&name) {
                Some(Type::Structured(structured)) => schema.lineage(structured).iter().any(|declaring| {
                    declaring.property(part).is_some() || declaring.navigation_property(part).is_some()
                }),
                Some(Type::Enumeration(enumeration)) => enumeration.members.iter().any(|member| member.name == part),
                None => {
                    let overloads = schema.operations.get(&name).into_iter().flatten();
                    let named = overloads.chain(find_operation(schema, owner).ok());
                    named.flat_map(|of| &of.parameters).any(|parameter| parameter.name == part)
                }
            };
            schema.unread.contains(&name)
                || part.map_or_else(
                    || {
                        schema.types.contains_key(&name)
                            || find_operation(schema, owner).is_ok()
                            || list == "names" && schema.types.keys().any(|name| is_within(&name.namespace))
                    },
                    is_part,
                )
        }
    }
}

impl Models {
    /// Returns the text of the file without some entries. An entry on lines of its own goes with these lines.
    #[must_use]
    pub fn without(&self, stale: &[Stale]) -> String {
        let mut text = self.source().text().to_owned();
        let mut spans: Vec<_> = stale.iter().map(|stale| stale.span).collect();
        spans.sort_by_key(|span| std::cmp::Reverse(span.start));
        for Span { start, end } in spans {
            // The parser takes spans at the boundaries of characters.
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
