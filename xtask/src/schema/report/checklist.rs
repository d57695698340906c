//! The questions about an update that only a person can decide.

use super::{Comparison, counts, listed};
use codegen::diff::{Audience, Change, Verdict};

/// Returns the questions, without those that this update does not raise. `quote` marks text of the schema.
///
/// A question names what it is about: the workflow keeps its tick as long as its text stays the same.
pub(super) fn questions(comparison: &Comparison, quote: impl Fn(&str) -> String) -> Vec<String> {
    let Comparison { diff, package: Some(package), undescribed, credentials, watched, stale, .. } = comparison else {
        return Vec::new();
    };
    let mut questions = Vec::new();
    let mut ask = |paths: Vec<&String>, question: &str| {
        if !paths.is_empty() {
            questions.push(question.replacen("{}", &quote(&listed(&paths)), 1));
        }
    };
    let secrets = stale.iter().filter(|of| of.list == "secrets" && of.target.is_none()).map(|of| &of.entry);
    let renamed = diff.entries.iter().filter(|entry| entry.change == Change::Removed && entry.hint.is_some());
    ask(
        credentials.0.iter().map(|of| &of.path).collect(),
        "Which are secrets: {}? List each under `secrets` or `not-secrets` in `schema/models.toml`.",
    );
    ask(secrets.collect(), "Does another property have the secret of {} now?");
    ask(watched.iter().map(|of| &of.path).collect(), "Should models or calls cover {}?");
    ask(renamed.map(|entry| &entry.path).collect(), "Renamed, or removed: {}?");
    ask(undescribed.iter().collect(), "What do {} mean? Describe them in the slice.");
    let [(_, on_wire), ..] = counts(diff, Audience::Wire);
    if on_wire > 0 {
        questions.push("Do the calls and the emulator of `graph-client` depend on what breaks on the wire?".to_owned());
    }
    if diff.verdict() == Some(Verdict::Major) && package.version().is_some() {
        let next = package.next(Verdict::Major);
        questions.push(format!("Are the breaking changes worth the release of {next} now?"));
    }
    if !diff.surface.added.is_empty() || !diff.surface.removed.is_empty() {
        questions.push("Does `CHANGELOG.md` say what users have to do? Paste the entry, and say why.".to_owned());
    }
    questions
}
