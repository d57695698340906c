//! Reports for a terminal.

use super::{
    Audience, Comparison, KNOWN_CREDENTIALS, LISTED, Statistics, change, headline, line, listed, paths, rules, sorted,
    values,
};
use codegen::diff::Class;
use std::fmt::Write;

pub(super) fn text(comparison: &Comparison) -> String {
    let Comparison { diff, undescribed, credentials, known_credentials, .. } = comparison;
    let mut out = headline(diff) + "\n";
    if diff.verdict().is_some() {
        out += &differences(comparison);
    }
    // Writing to a `String` does not fail.
    if !undescribed.is_empty() {
        let _ = writeln!(
            out,
            "\nno description: {}; add descriptions to the slice and run `cargo xtask schema update`",
            listed(undescribed, LISTED)
        );
    }
    if !credentials.0.is_empty() {
        let _ = writeln!(out, "\n{credentials}");
    }
    if !known_credentials.0.is_empty() {
        let _ = writeln!(out, "\n{KNOWN_CREDENTIALS}: {}", listed(&paths(known_credentials), LISTED));
    }
    if diff.verdict().is_some() {
        // Repeat the headline, because a long report scrolls it away.
        let _ = writeln!(out, "\n{}", headline(diff));
    }
    out
}

fn differences(comparison: &Comparison) -> String {
    let diff = &comparison.diff;
    let mut out = String::new();
    for (audience, who) in [(Audience::Rust, "users of the Rust API"), (Audience::Wire, "clients of the service")] {
        let counts = audience.counts(diff).map(|(class, count)| format!("{count} {class}"));
        let _ = writeln!(out, "for {who}: {}", counts.join(", "));
    }
    out.push('\n');
    for entry in sorted(diff) {
        let (rust, wire) = (entry.rust, entry.wire);
        let values = values(entry);
        let _ = write!(out, "{} {}", change(entry), line(&entry.path));
        let _ = if values.is_empty() { writeln!(out) } else { writeln!(out, "\n    {values}") };
        // The classes of other entries say nothing more.
        if rust.class > Class::Documentation || wire.class > Class::Documentation {
            let _ = writeln!(out, "    Rust: {} ({}); wire: {} ({})", rust.class, rust.id, wire.class, wire.id);
        }
        if let Some(hint) = &entry.hint {
            let _ = writeln!(out, "    {}", line(hint));
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
        for line in lines {
            let _ = writeln!(out, "    {sign} {line}");
        }
    }
    out + "\n" + &Statistics::of(diff).line() + "\n"
}
