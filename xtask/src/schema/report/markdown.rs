//! Reports for the body of a pull request, with the most important part first.

use super::group::{Group, groups};
use super::page::{Rank, Row, Section, page};
use super::{
    Comparison, KNOWN_CREDENTIALS, LISTED, STALE, Statistics, changelog, checklist, counts, headline, line, listed,
    rules, sorted, values,
};
use codegen::diff::{Audience, Class, Entry, FileChange, Rule, Verdict};
use similar::{Change, ChangeTag, TextDiff};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The maximum number of rows outside a folded section.
const OPEN: usize = 25;

/// The columns of differences.
const COLUMNS: [&str; 5] = ["What", "Where", "Old → new", "Rust API", "Wire"];

pub(super) fn markdown(comparison: &Comparison) -> String {
    let Comparison { diff, snapshots: [old, new], .. } = comparison;
    let verdict = diff.verdict();
    let head = match verdict {
        None => capitalized(&headline(comparison, code)),
        Some(_) => headline(comparison, code),
    };
    let head = format!("## {head}\n{}", verdict.map_or("", effect));
    let mut sections = notable(comparison);
    if verdict.is_some() {
        sections.push(summary(comparison));
        sections.extend(differences(comparison));
    }
    let questions = checklist::questions(comparison).into_iter().map(|question| format!("- [ ] {question}\n").into());
    sections.extend(open(Rank::Decision, "Only a person can decide", "", questions.collect()));
    page(&head, sections, |omitted| {
        let ranks =
            [(Rank::Breaking, "breaking"), (Rank::Additive, "additive"), (Rank::Documentation, "documentation")];
        let counts = ranks.iter().filter_map(|(rank, name)| omitted.get(rank).map(|count| format!("{count} {name}")));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let what =
            if counts.is_empty() { "lines of its last sections".to_owned() } else { format!("differences: {counts}") };
        let command = code(&format!("cargo xtask schema diff {old} {new} --format json"));
        format!("\n**GitHub limits the length of this page, which therefore omits {what}.** {command} lists all.\n")
    })
}

const fn effect(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Major => "\nCode that uses the models may no longer compile.\n",
        Verdict::Minor => "\nCode that uses the models still compiles, and the public API has additions.\n",
        Verdict::Patch => "\nCode that uses the models still compiles, and the public API does not change.\n",
    }
}

/// Returns sections for the possible credentials, the entries that an update removes, and the watched declarations that are new.
/// The workflow that opens pull requests looks for the title of the first.
fn notable(comparison: &Comparison) -> Vec<Section> {
    let rows = comparison.credentials.0.iter().map(|of| {
        let remark = of.exposure.remark().unwrap_or("redacted");
        format!("| {} | {} | {remark} |\n", code(&of.path), code(&of.value.to_string())).into()
    });
    let rows: Vec<_> = rows.collect();
    let title = format!("Possible credentials: {}", rows.len());
    let credentials = open(Rank::Decision, &title, &header(&["Where", "Type", "Models"]), rows);
    let rows = comparison.stale.iter().map(|of| {
        let target = of.target.as_ref().map_or("removed".to_owned(), |target| code(target));
        format!("| `{}` | {} | {target} |\n", of.list, code(&of.entry)).into()
    });
    let rows: Vec<_> = rows.collect();
    let stale = open(Rank::Decision, &format!("{STALE}: {}", rows.len()), &header(&["List", "Entry", "Now"]), rows);
    let rows: Vec<_> =
        comparison.watched.iter().map(|of| Row::from(format!("- {}", super::watched(of, code)))).collect();
    let watched = open(Rank::Decision, &format!("Watched: {} new", rows.len()), "", rows);
    [credentials, stale, watched].into_iter().flatten().collect()
}

/// Returns the counts behind the verdict, and the origin of the slice.
fn summary(comparison: &Comparison) -> Section {
    let Comparison { diff, locked, undescribed, .. } = comparison;
    let mut text = "\n| | breaking | additive | documentation |\n|---|---|---|---|\n".to_owned();
    for audience in Audience::ALL {
        let counts = counts(diff, audience).map(|(_, count)| count.to_string());
        // Writing to a `String` does not fail.
        let _ = writeln!(text, "| {audience} | {} |", counts.join(" | "));
    }
    text +=
        "\nThe version follows the Rust API. Breaking changes on the wire take effect whether or not this is merged.\n";
    if let Some(locked) = locked {
        let revision = locked.revision.as_ref().map(|revision| format!(" at {}", code(revision))).unwrap_or_default();
        let _ = writeln!(text, "\nThe slice was cut from {}{revision} on {}.", code(&locked.origin), locked.date);
    }
    let known = &comparison.known_credentials.0;
    if !known.is_empty() {
        let listed = listed(known.iter().map(|credential| &credential.path), LISTED);
        let _ = writeln!(text, "\n{}: {}", capitalized(KNOWN_CREDENTIALS), code(&listed));
    }
    if !undescribed.is_empty() {
        let _ = writeln!(text, "\nNo description: {}", code(&listed(undescribed.iter(), LISTED)));
    }
    Section { rank: Rank::Decision, before: String::new(), rows: vec![text.into()], after: String::new() }
}

/// Returns the differences of the schema, of the public API and of the generated files.
fn differences(comparison: &Comparison) -> Vec<Section> {
    let diff = &comparison.diff;
    let mut sections = Vec::new();
    let entries = sorted(diff);
    for (class, rank, title) in [
        (Class::Breaking, Rank::Breaking, "Breaking for Rust code"),
        (Class::Additive, Rank::Additive, "New for Rust code"),
        (Class::Documentation, Rank::Documentation, "No effect on Rust code"),
    ] {
        let of_class = groups(entries.iter().copied().filter(|entry| entry.rust.class == class).collect());
        let rows: Vec<_> = of_class.iter().map(row).collect();
        let title = format!("{title}: {}", count(&rows));
        match class {
            Class::Documentation => sections.push(fold(rank, &title, &header(&COLUMNS), rows, "")),
            _ => sections.extend(open(rank, &title, &header(&COLUMNS), rows)),
        }
    }
    if comparison.package.is_some() {
        let lines = changelog::entry(&diff.surface).into_iter().map(Row::from).collect();
        sections.push(fold(Rank::Changelog, "Entry for CHANGELOG.md", "```markdown\n", lines, "```\n"));
    }
    sections.push(breaking_code(&diff.files));
    let rule = |rule: &Rule| {
        format!("| {} | {} | [{}]({}) |\n", code(rule.id), rule.text, rule.basis.name, rule.basis.url).into()
    };
    let rules = rules(diff).into_values().map(rule).collect();
    sections.push(fold(Rank::Detail, "Rules", &header(&["Rule", "Why", "Source"]), rules, ""));
    let statistics = Statistics::of(diff);
    let files = statistics
        .files
        .iter()
        .map(|(file, added, removed)| format!("| {} | +{added} | -{removed} |\n", code(&file.path)).into());
    let title = capitalized(&statistics.line());
    sections.push(fold(Rank::Detail, &title, &header(&["File", "", ""]), files.collect(), ""));
    let surface = &diff.surface;
    let lines = [('-', &surface.removed), ('+', &surface.added)]
        .into_iter()
        .flat_map(|(sign, lines)| lines.iter().map(move |line| format!("{sign} {line}\n").into()));
    let title = format!("Public API: {} lines added, {} removed", surface.added.len(), surface.removed.len());
    sections.push(fold(Rank::Detail, &title, "```diff\n", lines.collect(), "```\n"));
    sections
}

/// Returns the changes of the generated files that remove code, and then the removed files. Code that only moves is not removed.
fn breaking_code(files: &[FileChange]) -> Section {
    let (mut rows, mut removed) = (Vec::new(), Vec::new());
    for FileChange { path, old, new } in files {
        let (Some(old), Some(new)) = (old, new) else {
            removed.extend(old.as_ref().map(|_| format!("{path} is removed\n").into()));
            continue;
        };
        let lines: BTreeSet<_> = new.lines().map(str::trim).collect();
        let is_removed = |change: &Change<&str>| {
            let line = change.value().trim();
            change.tag() == ChangeTag::Delete && !line.starts_with("//") && !lines.contains(line)
        };
        let diff = TextDiff::from_lines(old.as_str(), new);
        let mut unified = diff.unified_diff();
        let hunks = unified.context_radius(2).iter_hunks();
        let hunks = hunks.filter(|hunk| hunk.iter_changes().any(|change| is_removed(&change)));
        let text: String = hunks.map(|hunk| hunk.to_string()).collect();
        if !text.is_empty() {
            let items = text.split_inclusive('\n').map(str::to_owned).collect();
            rows.push(Row { start: format!("{path}\n"), items, end: String::new() });
        }
    }
    rows.extend(removed);
    let fence = fence(rows.iter().flat_map(|row| &row.items).map(String::as_str), 3);
    fold(Rank::Code, "Generated code that changes or goes", &format!("{fence}diff\n"), rows, &format!("{fence}\n"))
}

fn row(group: &Group<'_>) -> Row {
    let side = |rule: &Rule| format!("{} {}", rule.class, code(rule.id));
    let hint = |entry: &Entry| entry.hint.as_ref().map(|hint| format!("<br>{}", code(hint))).unwrap_or_default();
    let values = |entry: &Entry| Some(values(entry)).filter(|values| !values.is_empty()).map(|values| code(&values));
    // A group has entries.
    let Some(first) = group.entries.first() else { return String::new().into() };
    let end = format!("{} | {} |\n", side(first.rust), side(first.wire));
    let Some(scope) = group.scope else {
        let (path, values) = (code(&first.path), values(first).unwrap_or_default());
        return format!("| {} | {path}{} | {values} | {end}", group.title(), hint(first)).into();
    };
    let items = group.entries.iter().map(|entry| {
        let name = entry.path.strip_prefix(scope).unwrap_or(&entry.path).trim_start_matches(['.', '/']);
        let values = values(entry).map(|values| format!(": {values}")).unwrap_or_default();
        format!("{}{values}{}<br>", code(name), hint(entry))
    });
    let start = format!("| {} | under {}<details><summary>list</summary>", group.title(), code(scope));
    Row { start, items: items.collect(), end: format!("</details> | | {end}") }
}

/// Returns text of a schema as inline code for a table, in which links, mentions and markup have no effect.
fn code(text: &str) -> String {
    let text = line(text);
    let fence = fence([text.as_str()], 1);
    let text = text.replace('|', "\\|");
    let blank = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Returns more backticks than any sequence in the texts, and at least a minimum.
fn fence<'a>(texts: impl IntoIterator<Item = &'a str>, min: usize) -> String {
    let runs = texts.into_iter().flat_map(|text| text.split(|character| character != '`'));
    "`".repeat(runs.map(|run| run.len() + 1).max().unwrap_or_default().max(min))
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn header(columns: &[&str]) -> String {
    format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()))
}

fn count(rows: &[Row]) -> usize {
    rows.iter().map(Row::len).sum()
}

/// Returns a section of rows, and a folded one of those beyond the maximum.
fn open(rank: Rank, title: &str, header: &str, mut rows: Vec<Row>) -> [Section; 2] {
    let folded = rows.split_off(rows.len().min(OPEN));
    let more = fold(rank, &format!("{} more", count(&folded)), header, folded, "");
    [Section { rank, before: format!("\n### {title}\n\n{header}"), rows, after: String::new() }, more]
}

fn fold(rank: Rank, title: &str, before: &str, rows: Vec<Row>, after: &str) -> Section {
    let before = format!("\n<details><summary>{title}</summary>\n\n{before}");
    Section { rank, before, rows, after: format!("{after}\n</details>\n") }
}
