//! Reports for a terminal.

use super::{
    Comparison, KNOWN_CREDENTIALS, LISTED, STALE, Statistics, change, counts, headline, line, listed, rules, sorted,
    values,
};
use codegen::diff::{Audience, Class, Entry};
use std::fmt::Write;

/// The maximum number of differences of each class, and of lines of the public API that are added or removed.
const SHOWN: usize = 500;

/// The way to all differences.
const ALL: &str = "`cargo xtask schema diff --format json` lists all";

pub(super) fn text(comparison: &Comparison) -> String {
    let Comparison { diff, undescribed, credentials, known_credentials, .. } = comparison;
    let mut out = headline(comparison, line) + "\n";
    if diff.verdict().is_some() {
        out += &differences(comparison);
    }
    // Writing to a `String` does not fail.
    if !undescribed.is_empty() {
        let _ = writeln!(
            out,
            "\nno description: {}; add descriptions to the slice and run `cargo xtask schema update`",
            listed(undescribed.iter(), LISTED)
        );
    }
    if !credentials.0.is_empty() {
        let _ = writeln!(out, "\n{credentials}");
    }
    let stale = comparison.stale.iter().map(|of| {
        let target = of.target.as_ref().map_or("removed".to_owned(), |target| format!("now {}", line(target)));
        format!("    {}: {}, {target}\n", of.list, line(&of.entry))
    });
    let watched = comparison.watched.iter().map(|of| format!("    {}", super::watched(of, line)));
    for (title, lines) in [(STALE, stale.collect::<String>()), ("watched", watched.collect())] {
        out += &if lines.is_empty() { lines } else { ["\n", title, ":\n", &lines].concat() };
    }
    if !known_credentials.0.is_empty() {
        let _ =
            writeln!(out, "\n{KNOWN_CREDENTIALS}: {}", listed(known_credentials.0.iter().map(|of| &of.path), LISTED));
    }
    if diff.verdict().is_some() {
        // Repeat the headline, because a long report scrolls it away.
        let _ = writeln!(out, "\n{}", headline(comparison, line));
    }
    out
}

fn differences(comparison: &Comparison) -> String {
    let diff = &comparison.diff;
    let mut out = String::new();
    for audience in Audience::ALL {
        let counts = counts(diff, audience).map(|(class, count)| format!("{count} {class}"));
        let _ = writeln!(out, "for {audience}: {}", counts.join(", "));
    }
    out.push('\n');
    let entries = sorted(diff);
    for class in [Class::Breaking, Class::Additive, Class::Documentation] {
        let of_class: Vec<_> = entries.iter().filter(|entry| entry.rust.class == class).collect();
        for entry in of_class.iter().take(SHOWN) {
            out += &difference(entry);
        }
        if let more @ 1.. = of_class.len().saturating_sub(SHOWN) {
            let _ = writeln!(out, "… {more} more, {class} for users of the Rust API; {ALL}");
        }
    }
    if !diff.entries.is_empty() {
        out += "\nrules:\n";
    }
    for rule in rules(diff).into_values() {
        let _ = writeln!(out, "    {}: {} ({})", rule.id, rule.text, rule.basis.name);
    }
    let surface = &diff.surface;
    let _ = writeln!(out, "\npublic API: {} lines added, {} removed", surface.added.len(), surface.removed.len());
    for (sign, lines) in [('-', &surface.removed), ('+', &surface.added)] {
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(out, "    {sign} {line}");
        }
        if let more @ 1.. = lines.len().saturating_sub(SHOWN) {
            let _ = writeln!(out, "    {sign} … {more} more; {ALL}");
        }
    }
    out + "\n" + &Statistics::of(diff).line() + "\n"
}

fn difference(entry: &Entry) -> String {
    let (rust, wire) = (entry.rust, entry.wire);
    let values = values(entry);
    let mut out = format!("{} {}\n", change(entry), line(&entry.path));
    if !values.is_empty() {
        let _ = writeln!(out, "    {values}");
    }
    // The classes of other entries say nothing more.
    if rust.class > Class::Documentation || wire.class > Class::Documentation {
        let _ = writeln!(out, "    Rust: {} ({}); wire: {} ({})", rust.class, rust.id, wire.class, wire.id);
    }
    if let Some(hint) = &entry.hint {
        let _ = writeln!(out, "    {}", line(hint));
    }
    out
}
