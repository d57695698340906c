//! Reports for the body of a pull request, with the most important part first.

use super::{
    Comparison, KNOWN_CREDENTIALS, LISTED, STALE, Statistics, change, counts, headline, line, listed, rules, sorted,
    values,
};
use codegen::diff::{Audience, Class, Entry, Rule, Verdict};
use std::fmt::Write;

/// The maximum number of rows outside a folded section.
const OPEN: usize = 25;

/// The maximum length of each part, in bytes. GitHub rejects a body of more than 65,536 characters.
const ROWS: usize = 7_500;
const WATCHED: usize = 2_000;
const API: usize = 6_000;
const FILES: usize = 5_000;
const RULES: usize = 5_000;

pub(super) fn markdown(comparison: &Comparison) -> String {
    let diff = &comparison.diff;
    let Some(verdict) = diff.verdict() else {
        return format!("## {}\n{}", capitalized(&headline(comparison, code)), for_review(comparison));
    };
    let mut page = head(comparison, verdict);
    let entries = sorted(diff);
    for (class, title) in [
        (Class::Breaking, "Breaking for Rust code"),
        (Class::Additive, "New for Rust code"),
        (Class::Documentation, "No effect on Rust code"),
    ] {
        let rows: Vec<_> = entries.iter().filter(|entry| entry.rust.class == class).map(|entry| row(entry)).collect();
        page +=
            &table(title, &["What", "Where", "Old → new", "Rust API", "Wire"], &rows, class != Class::Documentation);
    }
    let surface = &diff.surface;
    let lines: Vec<_> = [('-', &surface.removed), ('+', &surface.added)]
        .into_iter()
        .flat_map(|(sign, lines)| lines.iter().map(move |line| format!("{sign} {line}\n")))
        .collect();
    let title = format!("Public API: {} lines added, {} removed", surface.added.len(), surface.removed.len());
    page += &fold(&title, "```diff\n", &lines, "```\n", API);
    let statistics = Statistics::of(diff);
    let files: Vec<_> = statistics
        .files
        .iter()
        .map(|(file, added, removed)| format!("| {} | +{added} | -{removed} |\n", code(&file.path)))
        .collect();
    page += &fold(&capitalized(&statistics.line()), "| File | | |\n|---|---|---|\n", &files, "", FILES);
    let rule =
        |rule: &Rule| format!("| {} | {} | [{}]({}) |\n", code(rule.id), rule.text, rule.basis.name, rule.basis.url);
    let rules: Vec<_> = rules(diff).into_values().map(rule).collect();
    page + &fold("Rules", "| Rule | Why | Source |\n|---|---|---|\n", &rules, "", RULES)
}

/// Returns the verdict, the counts behind it, and notes for the reviewer.
fn head(comparison: &Comparison, verdict: Verdict) -> String {
    let Comparison { diff, locked, undescribed, .. } = comparison;
    let mut head = format!("## {}\n\n", headline(comparison, code));
    head += match verdict {
        Verdict::Major => "Code that uses the models may no longer compile.\n",
        Verdict::Minor => "Code that uses the models still compiles, and the public API has additions.\n",
        Verdict::Patch => "Code that uses the models still compiles, and the public API does not change.\n",
    };
    head += &for_review(comparison);
    head += "\n| | breaking | additive | documentation |\n|---|---|---|---|\n";
    for audience in Audience::ALL {
        let counts = counts(diff, audience).map(|(_, count)| count.to_string());
        let _ = writeln!(head, "| {audience} | {} |", counts.join(" | "));
    }
    head +=
        "\nThe version follows the Rust API. Breaking changes on the wire take effect whether or not this is merged.\n";
    if let Some(locked) = locked {
        let revision = locked.revision.as_ref().map(|revision| format!(" at {}", code(revision))).unwrap_or_default();
        let _ = writeln!(head, "\nThe slice was cut from {}{revision} on {}.", code(&locked.origin), locked.date);
    }
    let known = &comparison.known_credentials.0;
    if !known.is_empty() {
        let listed = listed(known.iter().map(|credential| &credential.path), LISTED);
        let _ = writeln!(head, "\n{}: {}", capitalized(KNOWN_CREDENTIALS), code(&listed));
    }
    if !undescribed.is_empty() {
        let _ = writeln!(head, "\nNo description: {}", code(&listed(undescribed.iter(), LISTED)));
    }
    head
}

/// Returns sections for the possible credentials and the watched declarations that are new. The workflow that opens pull requests
/// looks for the title of the first.
fn for_review(comparison: &Comparison) -> String {
    let rows: Vec<_> = comparison
        .credentials
        .0
        .iter()
        .map(|of| {
            format!(
                "| {} | {} | {} |\n",
                code(&of.path),
                code(&of.value.to_string()),
                of.exposure.remark().unwrap_or("redacted")
            )
        })
        .collect();
    let section = table("Possible credentials", &["Where", "Type", "Models"], &rows, true);
    let mut sections = match section.as_str() {
        "" => section,
        _ => section + "\nList each under `secrets` or `not-secrets` in `schema/models.toml`.\n",
    };
    let rows: Vec<_> = comparison.stale.iter().map(|of| format!("| `{}` | {} |\n", of.list, code(&of.entry))).collect();
    sections += &table(STALE, &["List", "Entry"], &rows, true);
    let rows: Vec<_> =
        comparison.watched.iter().map(|watched| format!("- {}", super::watched(watched, code))).collect();
    let (open, folded) = rows.split_at(rows.len().min(OPEN));
    if !open.is_empty() {
        let _ = write!(sections, "\n### Watched: {} new\n\n{}", rows.len(), fit(open, WATCHED));
    }
    sections + &fold(&format!("{} more", folded.len()), "", folded, "", WATCHED)
}

fn row(entry: &Entry) -> String {
    let side = |rule: &Rule| format!("{} {}", rule.class, code(rule.id));
    let hint = entry.hint.as_ref().map(|hint| format!("<br>{}", code(hint))).unwrap_or_default();
    let values = values(entry);
    let values = if values.is_empty() { values } else { code(&values) };
    let (path, rust, wire) = (code(&entry.path), side(entry.rust), side(entry.wire));
    format!("| {} | {path}{hint} | {values} | {rust} | {wire} |\n", change(entry))
}

/// Returns text of a schema as inline code for a table, in which links, mentions and markup have no effect.
fn code(text: &str) -> String {
    let text = line(text);
    // The fence has more backticks than any sequence inside.
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let text = text.replace('|', "\\|");
    let blank = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Returns a table whose rows beyond the maximum are folded.
fn table(title: &str, columns: &[&str], rows: &[String], is_open: bool) -> String {
    let header = format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
    let (shown, folded) = rows.split_at(if is_open { rows.len().min(OPEN) } else { 0 });
    let mut text = String::new();
    if !shown.is_empty() {
        let _ = write!(text, "\n### {title}: {}\n\n{header}{}", rows.len(), fit(shown, ROWS));
    }
    let title = if shown.is_empty() { format!("{title}: {}", rows.len()) } else { format!("{} more", folded.len()) };
    let left = ROWS.saturating_sub(text.len());
    text + &fold(&title, &header, folded, "", left)
}

fn fold(title: &str, before: &str, lines: &[String], after: &str, limit: usize) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines = fit(lines, limit);
    format!("\n<details><summary>{title}</summary>\n\n{before}{lines}{after}\n</details>\n")
}

/// Returns the lines that fit the limit, and the number of those that do not.
fn fit(lines: &[String], limit: usize) -> String {
    let mut text = String::new();
    let mut omitted = 0;
    for line in lines {
        if text.len() + line.len() <= limit {
            text += line;
        } else {
            omitted += 1;
        }
    }
    if omitted > 0 {
        let border = if text.starts_with('|') { "| " } else { "" };
        let _ = writeln!(text, "{border}{omitted} more are omitted; `cargo xtask schema diff --format json` lists all");
    }
    text
}
