//! The questions about an update that only a person can decide.

use super::{Comparison, LISTED, counts, listed};
use codegen::diff::{Audience, Change, Verdict};

/// Returns the questions, without those that this update does not raise.
pub(super) fn questions(comparison: &Comparison) -> Vec<String> {
    let Comparison { diff, package, undescribed, credentials, watched, stale, .. } = comparison;
    let Some(package) = package else { return Vec::new() };
    let mut questions = Vec::new();
    if !credentials.0.is_empty() {
        questions.push(
            "Which of the possible credentials are secrets? List each under `secrets` or `not-secrets` in \
             `schema/models.toml`."
                .to_owned(),
        );
    }
    let secrets = stale.iter().filter(|of| of.list == "secrets" && of.target.is_none());
    let secrets: Vec<_> = secrets.map(|of| &of.entry).collect();
    if !secrets.is_empty() {
        questions.push(format!("Does another property have the secret of {} now?", quoted(&secrets)));
    }
    if !watched.is_empty() {
        questions.push("Should models or calls cover what is new among the watched declarations?".to_owned());
    }
    let renamed = diff.entries.iter().filter(|entry| entry.change == Change::Removed && entry.hint.is_some());
    let renamed: Vec<_> = renamed.map(|entry| &entry.path).collect();
    if !renamed.is_empty() {
        questions.push(format!("Renamed, or removed: {}?", quoted(&renamed)));
    }
    let [(_, on_wire), ..] = counts(diff, Audience::Wire);
    if on_wire > 0 {
        questions.push(format!(
            "Do the calls and the emulator of `graph-client` depend on any of the {on_wire} breaking changes on the wire?"
        ));
    }
    if !undescribed.is_empty() {
        questions.push("What do the declarations without a description mean? Describe them in the slice.".to_owned());
    }
    if diff.verdict() == Some(Verdict::Major) {
        let next = package.next(Verdict::Major);
        questions.push(format!("Are the breaking changes worth the release of {next} now?"));
    }
    if !diff.surface.added.is_empty() || !diff.surface.removed.is_empty() {
        questions.push("Does `CHANGELOG.md` say what users have to do? Paste the entry, and say why.".to_owned());
    }
    questions
}

/// Lists paths as code.
fn quoted(paths: &[&String]) -> String {
    format!("`{}`", listed(paths.iter().copied(), LISTED))
}
