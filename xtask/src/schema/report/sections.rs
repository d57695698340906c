//! The parts of a report, the most important one first.

use super::changelog;
use super::checklist::questions;
use super::group::{Group, groups};
use super::page::{Rank, Row, Section, page};
use super::style::{Form, Style};
use super::{Comparison, counts, file_counts, headline, listed, rules, sorted, values};
use codegen::diff::{Audience, Class, Diff, Entry, FileChange, Rule, Verdict, Watched};
use codegen::select::{Credential, Exposure};
use similar::{Change, ChangeTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the report of a comparison.
pub(super) fn report<S: Style>(comparison: &Comparison) -> String {
    let effect = comparison.diff.verdict().map(|verdict| format!("\n{}\n", effect(verdict))).unwrap_or_default();
    let head = S::head(&headline(comparison, S::quote)) + &effect;
    let mut sections = notable::<S>(comparison);
    sections.extend(S::section(Rank::Decision, "", Form::Paragraphs, summary::<S>(comparison)));
    sections.extend(differences::<S>(comparison));
    let questions = questions(comparison, S::quote).into_iter().map(|question| format!("[ ] {question}\n").into());
    sections.extend(S::section(Rank::Decision, "Decisions for the reviewer", Form::List, questions.collect()));
    page(S::LIMIT, &head, &sections, |omitted| note::<S>(comparison, omitted))
}

const fn effect(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Major => "Code that uses the models may no longer compile.",
        Verdict::Minor => "Code that uses the models still compiles, and the public API has additions.",
        Verdict::Patch => "Code that uses the models still compiles, and the public API does not change.",
    }
}

/// Describes what a report omits, by rank, and how to see it.
fn note<S: Style>(comparison: &Comparison, omitted: &BTreeMap<Rank, usize>) -> String {
    let [old, new] = &comparison.snapshots;
    let counts: Vec<_> = omitted.iter().map(|(rank, count)| format!("{count} {}", noun(*rank))).collect();
    let has = |rank| comparison.package.is_some() && omitted.contains_key(&rank);
    let (revision, _) = old.split_once(':').unwrap_or_default();
    let diff = format!("cargo xtask schema diff {old} {new} --format json");
    let commands = [
        (true, diff.as_str(), "all differences and lines of the public API"),
        (has(Rank::Code), &format!("git diff {revision}"), "the generated code"),
        (has(Rank::Decision), "cargo xtask schema update --from FILE --format json", "all that needs a decision"),
    ];
    let commands = commands.into_iter().filter(|(is_useful, ..)| *is_useful);
    let shown: Vec<_> = commands.map(|(_, command, what)| format!("{} for {what}", S::quote(command))).collect();
    format!("\nThis report omits {}, because its length is limited. Run {}.\n", counts.join(", "), shown.join(", "))
}

/// Returns what the rows of a rank are.
const fn noun(rank: Rank) -> &'static str {
    match rank {
        Rank::Decision => "lines about decisions",
        Rank::Breaking => "breaking differences",
        Rank::Changelog => "lines of the entry for CHANGELOG.md",
        Rank::Additive => "additive differences",
        Rank::Documentation => "differences without an effect on Rust code",
        Rank::Rule => "rules",
        Rank::Code => "lines of generated code",
        Rank::Api => "lines of the public API",
    }
}

/// Returns sections for the possible credentials, the entries that an update changes, and the watched declarations that are new.
/// The workflow that opens pull requests looks for the title of the first.
fn notable<S: Style>(comparison: &Comparison) -> Vec<Section> {
    let Comparison { credentials, stale, watched, .. } = comparison;
    let lost = stale.iter().filter(|of| of.list == "secrets" && of.target.is_none());
    let lost: BTreeSet<_> = lost.filter_map(|of| owner(&of.entry)).collect();
    let credential = |Credential { path, value, exposure, .. }: &Credential| {
        let remark = match exposure {
            Exposure::Printed if owner(path).is_some_and(|owner| lost.contains(owner)) => {
                "not redacted; its type lost a secret"
            }
            other => other.remark().unwrap_or("redacted"),
        };
        format!("{}: {}, {remark}\n", S::quote(path), S::quote(&value.to_string())).into()
    };
    let watch = |Watched { path, description, operations, .. }: &Watched| {
        let description = description.as_ref().map(|text| format!(": {}", S::quote(text))).unwrap_or_default();
        let operations = match operations.as_slice() {
            [] => String::new(),
            some => format!(", with the operations {}", S::quote(&listed(some))),
        };
        format!("{} is new{description}{operations}\n", S::quote(path)).into()
    };
    let stale = stale.iter().map(|of| {
        let target = of.target.as_ref().map_or("removed".to_owned(), |target| format!("now {}", S::quote(target)));
        format!("{}: {}, {target}\n", S::quote(of.list), S::quote(&of.entry)).into()
    });
    [
        ("Possible credentials", credentials.0.iter().map(credential).collect::<Vec<Row>>()),
        ("Changed in `schema/models.toml`, because the metadata no longer has the entries", stale.collect()),
        ("New among the watched declarations", watched.iter().map(watch).collect()),
    ]
    .into_iter()
    .flat_map(|(title, rows)| S::section(Rank::Decision, &format!("{title}: {}", rows.len()), Form::List, rows))
    .collect()
}

/// Returns the declaration of a property or parameter.
fn owner(path: &str) -> Option<&str> {
    path.split_once('/').map(|(owner, _)| owner)
}

/// Returns paragraphs with the counts behind the verdict, the origin of the slice, and what the new snapshot lacks.
fn summary<S: Style>(comparison: &Comparison) -> Vec<Row> {
    let Comparison { diff, locked, undescribed, known_credentials, .. } = comparison;
    let mut lines = Vec::new();
    if diff.verdict().is_some() {
        lines.extend(Audience::ALL.map(|audience| {
            let counts = counts(diff, audience).map(|(class, count)| format!("{count} {class}"));
            format!("For {audience}: {}.", counts.join(", "))
        }));
        lines.push(
            "The version follows the Rust API. Breaking changes on the wire take effect whether or not this is merged."
                .to_owned(),
        );
        lines.push(files(diff));
    }
    lines.extend(locked.as_ref().map(|locked| {
        let revision = locked.revision.iter().map(|revision| format!(" at {}", S::quote(revision)));
        let revision: String = revision.collect();
        format!("The slice was cut from {}{revision} on {}.", S::quote(&locked.origin), locked.date)
    }));
    let known: Vec<_> = known_credentials.0.iter().map(|credential| credential.path.clone()).collect();
    let known =
        ("Possible credentials in both snapshots, listed neither under `secrets` nor under `not-secrets`", known);
    for (title, paths) in [known, ("No description", undescribed.clone())] {
        if !paths.is_empty() {
            lines.push(format!("{title}: {}", S::quote(&listed(&paths))));
        }
    }
    lines.into_iter().map(|line| (line + "\n").into()).collect()
}

/// Summarizes the differences between the generated files.
fn files(diff: &Diff) -> String {
    let [mut added, mut removed, mut changed, mut more, mut less] = [0; 5];
    for file in &diff.files {
        *match (&file.old, &file.new) {
            (None, _) => &mut added,
            (_, None) => &mut removed,
            _ => &mut changed,
        } += 1;
        let (of_new, of_old) = file_counts(file);
        more += of_new;
        less += of_old;
    }
    format!("Generated files: {added} added, {removed} removed, {changed} changed; lines: +{more} -{less}")
}

/// Returns the differences of the schema, of the public API and of the generated files.
fn differences<S: Style>(comparison: &Comparison) -> Vec<Section> {
    let Diff { surface, files, .. } = &comparison.diff;
    let entries = sorted(&comparison.diff);
    let mut sections = Vec::new();
    for (class, rank, title) in [
        (Class::Breaking, Rank::Breaking, "Breaking for Rust code"),
        (Class::Additive, Rank::Additive, "New for Rust code"),
        (Class::Documentation, Rank::Documentation, "No effect on Rust code"),
    ] {
        let of_class: Vec<_> = entries.iter().copied().filter(|entry| entry.rust.class == class).collect();
        let title = format!("{title}: {}", of_class.len());
        sections.extend(S::section(rank, &title, Form::Table, groups(of_class).iter().map(row::<S>).collect()));
    }
    if comparison.package.is_some() {
        let lines = changelog::entry(surface).into_iter().map(Row::from).collect();
        sections.extend(S::section(Rank::Changelog, "Entry for CHANGELOG.md", Form::Code("markdown"), lines));
    }
    let rule = |rule: &Rule| {
        format!("{}: {} ({}: {})\n", S::quote(rule.id), rule.text, rule.basis.name, rule.basis.url).into()
    };
    let rules = rules(&comparison.diff).into_values().map(rule).collect();
    sections.extend(S::section(Rank::Rule, "Rules", Form::List, rules));
    if S::HAS_CODE {
        let code = breaking_code(files);
        sections.extend(S::section(Rank::Code, "Generated code that breaks", Form::Code("diff"), code));
    }
    let lines = [('-', &surface.removed), ('+', &surface.added)]
        .into_iter()
        .flat_map(|(sign, lines)| lines.iter().map(move |line| format!("{sign} {line}\n").into()));
    let title = format!("Public API: {} lines added, {} removed", surface.added.len(), surface.removed.len());
    sections.extend(S::section(Rank::Api, &title, Form::Code("diff"), lines.collect()));
    sections
}

fn row<S: Style>(group: &Group<'_>) -> Row {
    let hint = |entry: &Entry| entry.hint.as_deref().map(S::quote);
    let values =
        |entry: &Entry| Some(values(entry)).filter(|values| !values.is_empty()).map(|values| S::quote(&values));
    let effect = |rule: &Rule| format!("{} {}", rule.class, S::quote(rule.id));
    // A group has entries.
    let Some(first) = group.entries.first() else { return String::new().into() };
    let (what, effects) = (group.title(), [first.rust, first.wire].map(effect));
    let Some(scope) = group.scope else {
        let values: Vec<_> = values(first).into_iter().chain(hint(first)).collect();
        return S::difference(&what, &S::quote(&first.path), &values, &[], &effects);
    };
    let items = group.entries.iter().map(|entry| {
        let name = entry.path.strip_prefix(scope).unwrap_or(&entry.path).trim_start_matches(['.', '/']);
        let parts: Vec<_> = [S::quote(name)].into_iter().chain(values(entry)).chain(hint(entry)).collect();
        parts.join(": ")
    });
    S::difference(&what, &format!("under {}", S::quote(scope)), &[], &items.collect::<Vec<_>>(), &effects)
}

/// Returns the changes of the generated files that remove code. Code that only moves is not removed. Files that are removed have a
/// type each, as a difference.
fn breaking_code(files: &[FileChange]) -> Vec<Row> {
    let mut rows = Vec::new();
    for FileChange { path, old, new } in files.iter().filter(|file| !file.path.ends_with("mod.rs")) {
        let (Some(old), Some(new)) = (old, new) else { continue };
        let lines: BTreeSet<_> = new.lines().map(str::trim).collect();
        let is_removed = |change: &Change<&str>| {
            let line = change.value().trim();
            change.tag() == ChangeTag::Delete && !line.starts_with("//") && !lines.contains(line)
        };
        let diff = TextDiff::from_lines(old.as_str(), new);
        let mut unified = diff.unified_diff();
        let hunks = unified.context_radius(2).iter_hunks();
        let hunks = hunks.filter(|hunk| hunk.iter_changes().any(|change| is_removed(&change)));
        rows.extend(hunks.map(|hunk| Row {
            start: format!("{} {path}\n", hunk.header()),
            items: hunk.iter_changes().map(|change| format!("{}{}", change.tag(), change.value())).collect(),
            end: String::new(),
        }));
    }
    rows
}
