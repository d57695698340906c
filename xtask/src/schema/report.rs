//! Reports of the differences between two snapshots.

mod changelog;
mod checklist;
mod group;
mod json;
mod markdown;
mod page;
mod sections;
mod style;
mod text;

use super::package::Package;
use super::snapshot::Comparison;
use codegen::diff::{Audience, Class, Diff, Entry, FileChange, Kind};
use markdown::Markdown;
use similar::{ChangeTag, DiffTag, TextDiff};
use std::collections::BTreeMap;
use text::Text;

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Plain text for a terminal
    #[default]
    Text,
    /// Markdown for the body of a pull request
    Markdown,
    /// JSON for programs
    Json,
}

/// The last line of a pull request's body: the workflow that updates the schema looks for it.
const END: &str = "\n<!-- The end of the report. The next update replaces it, except for ticks; write below. -->\n";

/// Returns the report of a comparison.
#[must_use]
pub fn report(comparison: &Comparison, format: Format) -> String {
    match format {
        // Repeat the headline, because a long report scrolls it away.
        Format::Text => format!("{}\n{}\n", sections::report::<Text>(comparison), headline(comparison, line)),
        Format::Markdown => sections::report::<Markdown>(comparison) + END,
        Format::Json => json::json(comparison),
    }
}

/// Counts the entries of each class, the most severe first.
fn counts(diff: &Diff, audience: Audience) -> [(Class, usize); 3] {
    [Class::Breaking, Class::Additive, Class::Documentation]
        .map(|class| (class, diff.entries.iter().filter(|entry| entry.class(audience) == class).count()))
}

/// Returns the entries ordered by severity, for the Rust API first and then for the wire.
fn sorted(diff: &Diff) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = diff.entries.iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.rust.class, entry.wire.class)));
    entries
}

/// Returns the kind of difference, such as `property added` or `nullability changed`.
fn change(entry: &Entry) -> String {
    match entry.aspect.as_deref() {
        Some("order") => "order changed".to_owned(),
        _ => format!("{} {}", entry.kind, entry.change),
    }
}

/// Returns the old and new value, such as `Edm.String → Edm.Int32`.
fn values(entry: &Entry) -> String {
    if entry.aspect.as_deref() == Some("order") {
        return shorten(&moved(entry));
    }
    // Omit an aspect that the kind implies.
    let aspect = match (entry.kind, entry.aspect.as_deref()) {
        (Kind::Nullability | Kind::BaseType, _) | (_, None) => String::new(),
        (Kind::Documentation, Some(term)) if term.ends_with("V1.Description") => String::new(),
        (_, Some(aspect)) => format!("{}: ", line(aspect)),
    };
    let both = match (&entry.old, &entry.new) {
        (Some(old), Some(new)) => format!("{} → {}", shorten(old), shorten(new)),
        (Some(value), None) if entry.aspect.is_some() => format!("{} → nothing", shorten(value)),
        (None, Some(value)) if entry.aspect.is_some() => format!("nothing → {}", shorten(value)),
        (Some(value), None) | (None, Some(value)) => shorten(value),
        (None, None) => String::new(),
    };
    aspect + &both
}

/// Returns the parts that moved, each with its new neighbour.
fn moved(entry: &Entry) -> String {
    let [old, new] = [&entry.old, &entry.new].map(|names| names.as_deref().unwrap_or_default().split(", ").collect());
    let (old, new): (Vec<_>, Vec<_>) = (old, new);
    let diff = TextDiff::from_slices(&old, &new);
    let moves = diff.ops().iter().filter(|operation| operation.tag() != DiffTag::Equal).filter_map(|operation| {
        let at = operation.new_range();
        let names = new.get(at.clone()).filter(|names| !names.is_empty())?.join(", ");
        let before = at.start.checked_sub(1).and_then(|before| new.get(before)).map(|name| format!("after {name}"));
        Some(format!("{names} {}", before.or_else(|| Some(format!("before {}", new.get(at.end)?)))?))
    });
    moves.collect::<Vec<_>>().join("; ")
}

/// Returns the beginning of a text on one line.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 160;
    let text = line(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns text of a schema on one line, with control and formatting characters escaped.
fn line(text: &str) -> String {
    let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if shown.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return shown;
    }
    let escape = |character: char| match character {
        plain @ ' '..='~' => plain.to_string(),
        other => other.escape_debug().to_string(),
    };
    shown.chars().map(escape).collect()
}

/// Lists paths in a line, and counts those beyond a maximum.
fn listed(paths: &[impl AsRef<str>]) -> String {
    const LISTED: usize = 10;
    let listed = paths.iter().take(LISTED).map(|path| line(path.as_ref())).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Returns the verdict and the next version in a line. `quote` marks the name of the crate.
fn headline(comparison: &Comparison, quote: impl Fn(&str) -> String) -> String {
    let Comparison { diff, package, module, .. } = comparison;
    let left_out = match diff.left_out {
        0 => String::new(),
        more => format!(" ({more} more differences cannot touch what is selected)"),
    };
    let Some(verdict) = diff.verdict() else { return "The models do not change".to_owned() + &left_out };
    let name = quote(package.as_ref().map_or(module, |_| Package::NAME));
    let next = match package.as_ref().map(|package| (package.version(), package.next(verdict))) {
        Some((Some(version), next)) => format!("{name} {version} becomes {next}"),
        Some((None, next)) => format!("{name} {next}, which is not released yet"),
        None => format!("the models of {name}"),
    };
    format!("{verdict}: {next}{left_out}")
}

/// Counts the lines that a generated file gains and loses.
fn file_counts(file: &FileChange) -> (usize, usize) {
    let [old, new] = [&file.old, &file.new].map(|text| text.as_deref().unwrap_or_default());
    let lines = TextDiff::from_lines(old, new);
    let of = |tag| lines.iter_all_changes().filter(|change| change.tag() == tag).count();
    (of(ChangeTag::Insert), of(ChangeTag::Delete))
}

/// Returns the rules that apply, by their id.
fn rules(diff: &Diff) -> BTreeMap<&'static str, &'static codegen::diff::Rule> {
    diff.entries.iter().flat_map(|entry| [entry.rust, entry.wire]).map(|rule| (rule.id, rule)).collect()
}
