//! What a reviewer is shown of a difference.

mod json;
mod markdown;
mod text;

use super::snapshot::Comparison;
use codegen::diff::{Change, Class, Diff, Entry, FileChange, Kind, Verdict};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For the body of a pull request.
    Markdown,
    /// For a program.
    Json,
}

/// Writes a report of a comparison.
#[must_use]
pub fn report(comparison: &Comparison, format: Format) -> String {
    match format {
        Format::Text => text::text(comparison),
        Format::Markdown => markdown::markdown(comparison),
        Format::Json => json::json(comparison),
    }
}

/// For whom a difference is classed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Rust,
    Wire,
}

impl Audience {
    fn class(self, entry: &Entry) -> Class {
        match self {
            Self::Rust => entry.rust.class,
            Self::Wire => entry.wire.class,
        }
    }

    /// How many entries there are of each class, the gravest first.
    fn counts(self, diff: &Diff) -> [(Class, usize); 3] {
        [Class::Breaking, Class::Additive, Class::Documentation]
            .map(|class| (class, diff.entries.iter().filter(|entry| self.class(entry) == class).count()))
    }
}

/// The entries, the gravest for the models first and then for the wire.
fn sorted(diff: &Diff) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = diff.entries.iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.rust.class, entry.wire.class)));
    entries
}

/// `property added`, `nullability changed`.
fn what(entry: &Entry) -> String {
    match entry.aspect.as_deref() {
        Some("order") => "order changed".to_owned(),
        _ => format!("{} {}", entry.kind, entry.change),
    }
}

/// What the snapshots say: `Edm.String → Edm.Int32`.
fn said(entry: &Entry) -> String {
    // What the kind of difference says already, or a list of everything.
    let aspect = match (entry.kind, entry.aspect.as_deref()) {
        (Kind::Nullability | Kind::BaseType, _) | (_, None) => String::new(),
        (_, Some("order")) => return String::new(),
        (Kind::Documentation, Some(term)) if term.ends_with("V1.Description") => String::new(),
        (_, Some(aspect)) => format!("{}: ", line(aspect)),
    };
    let values = match (&entry.old, &entry.new) {
        (Some(old), Some(new)) => format!("{} → {}", shorten(old), shorten(new)),
        (Some(value), None) if entry.aspect.is_some() => format!("{} → nothing", shorten(value)),
        (None, Some(value)) if entry.aspect.is_some() => format!("nothing → {}", shorten(value)),
        (Some(value), None) | (None, Some(value)) => shorten(value),
        (None, None) => String::new(),
    };
    aspect + &values
}

/// What is shown of a long text, on one line.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 160;
    let text = line(text);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Text of a schema on one line, with nothing in it that a terminal or a page would follow or hide.
fn line(text: &str) -> String {
    let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_plain = |character: char| "\"'\\".contains(character);
    let escape = |character: char| match character {
        plain if is_plain(plain) => plain.to_string(),
        other => other.escape_debug().to_string(),
    };
    shown.chars().map(escape).collect()
}

/// How the names of credentials end.
const CREDENTIALS: [&str; 9] =
    ["credential", "key", "passcode", "passphrase", "password", "pin", "pwd", "secret", "token"];

/// What may be a credential and is a text that anybody may print: new properties whose names say so.
fn credentials(diff: &Diff) -> Vec<&str> {
    let is_suspect = |entry: &&Entry| {
        let name = entry.path.rsplit('/').next().unwrap_or_default();
        let is_text = entry.new.as_deref().is_some_and(|new| new.starts_with("Edm.String"));
        let is_modelled = entry.rust.class == Class::Additive;
        entry.kind == Kind::Property
            && entry.change == Change::Added
            && is_text
            && is_modelled
            && CREDENTIALS.iter().any(|word| name.to_lowercase().ends_with(word))
    };
    diff.entries.iter().filter(is_suspect).map(|entry| entry.path.as_str()).collect()
}

/// So many paths are named in a line.
const NAMED: usize = 10;

/// The first of many paths.
fn named<T: AsRef<str>>(paths: &[T]) -> String {
    let named = paths.iter().take(NAMED).map(|path| line(path.as_ref())).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The version that comes after the present one: below 1.0, a breaking change is that of the minor number, and any other that
/// of the last.
fn next_version(verdict: Verdict) -> String {
    let numbers = [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];
    let [major, minor, patch] = numbers.map(|number| number.parse::<u64>().unwrap_or_default());
    match (major, verdict) {
        (0, Verdict::Major) => format!("0.{}.0", minor + 1),
        (0, _) | (_, Verdict::Patch) => format!("{major}.{minor}.{}", patch + 1),
        (_, Verdict::Minor) => format!("{major}.{}.0", minor + 1),
        (_, Verdict::Major) => format!("{}.0.0", major + 1),
    }
}

/// The verdict in a line.
fn headline(diff: &Diff) -> String {
    match diff.verdict() {
        Some(verdict) => {
            format!("{verdict}: graph-models {} becomes {}", env!("CARGO_PKG_VERSION"), next_version(verdict))
        }
        None => "nothing changed".to_owned(),
    }
}

/// How the generated files differ.
struct Statistics<'a> {
    /// Each file with the lines that are new, and those that are gone.
    files: Vec<(&'a FileChange, usize, usize)>,
}

impl<'a> Statistics<'a> {
    fn of(diff: &'a Diff) -> Self {
        let count = |file: &'a FileChange| {
            let [old, new] = [&file.old, &file.new].map(|text| text.as_deref().unwrap_or_default());
            let lines = TextDiff::from_lines(old, new);
            let of = |tag| lines.iter_all_changes().filter(|change| change.tag() == tag).count();
            (file, of(ChangeTag::Insert), of(ChangeTag::Delete))
        };
        Self { files: diff.files.iter().map(count).collect() }
    }

    fn lines(&self) -> (usize, usize) {
        self.files.iter().fold((0, 0), |(added, removed), file| (added + file.1, removed + file.2))
    }

    /// How many files are new, gone, and other than before.
    fn counts(&self) -> (usize, usize, usize) {
        let count = |is: fn(&FileChange) -> bool| self.files.iter().filter(|(file, ..)| is(file)).count();
        let added = count(|file| file.old.is_none());
        let removed = count(|file| file.new.is_none());
        (added, removed, self.files.len() - added - removed)
    }

    /// Everything in a line.
    fn line(&self) -> String {
        let ((added, removed, changed), (more, less)) = (self.counts(), self.lines());
        format!("generated files: {added} added, {removed} removed, {changed} changed; lines: +{more} -{less}")
    }
}

/// The rules that decided, by their name.
fn rules(diff: &Diff) -> BTreeMap<&'static str, &'static codegen::diff::Rule> {
    diff.entries.iter().flat_map(|entry| [entry.rust, entry.wire]).map(|rule| (rule.id, rule)).collect()
}
