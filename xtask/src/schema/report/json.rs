//! Reports for programs.

use super::super::package::Package;
use super::{Comparison, file_counts, rules};
use codegen::diff::{Audience, Entry, FileChange, Verdict};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Report<'a> {
    entries: Vec<Row<'a>>,
    #[serde(flatten)]
    rest: Value,
}

/// A difference.
#[derive(Serialize)]
struct Row<'a> {
    kind: &'a str,
    change: &'a str,
    path: &'a str,
    aspect: Option<&'a str>,
    old: Option<&'a str>,
    new: Option<&'a str>,
    rust: Effect,
    wire: Effect,
    hint: Option<&'a str>,
}

/// The rule that applies to a difference; the report has the text of each rule once.
#[derive(Serialize)]
struct Effect {
    class: &'static str,
    rule: &'static str,
}

pub(super) fn json(comparison: &Comparison) -> String {
    let Comparison {
        diff,
        package,
        module: _,
        snapshots: _,
        locked,
        undescribed,
        credentials,
        known_credentials,
        watched,
        stale,
    } = comparison;
    let stale: Vec<_> = stale.iter().map(|of| json!({ "list": of.list, "entry": of.entry })).collect();
    let watched: Vec<_> = watched
        .iter()
        .map(|of| json!({ "path": of.path, "description": of.description, "operations": of.operations }))
        .collect();
    let rules: BTreeMap<_, _> = rules(diff)
        .into_iter()
        .map(|(id, rule)| (id, json!({ "reason": rule.text, "source": rule.basis.name, "url": rule.basis.url })))
        .collect();
    let counts = |audience: Audience| -> Value {
        super::counts(diff, audience)
            .into_iter()
            .map(|(class, count)| (class.to_string(), Value::from(count)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let file = |file: &FileChange| {
        let (added, removed) = file_counts(file);
        json!({ "path": file.path, "lines_added": added, "lines_removed": removed })
    };
    let files: Vec<_> = diff.files.iter().map(file).collect();
    let possible_credentials: Vec<_> =
        credentials.0.iter().chain(&known_credentials.0).map(|credential| &credential.path).collect();
    let rest = json!({
        "package": package.as_ref().map(|_| Package::NAME),
        "version": package.as_ref().and_then(Package::version),
        "verdict": diff.verdict().map(Verdict::as_str),
        "next_version": package.as_ref().zip(diff.verdict()).map(|(package, verdict)| package.next(verdict)),
        "counts": { "rust": counts(Audience::Rust), "wire": counts(Audience::Wire) },
        "rules": rules,
        "left_out": diff.left_out,
        "api": { "added": diff.surface.added, "removed": diff.surface.removed },
        "files": files,
        "locked": locked,
        "undescribed": undescribed,
        "possible_credentials": possible_credentials,
        "watched": watched,
        "stale": stale,
    });
    let report = Report { entries: diff.entries.iter().map(Row::from).collect(), rest };
    // These types have neither keys that are not strings nor serializers that fail.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

impl<'a> From<&'a Entry> for Row<'a> {
    fn from(entry: &'a Entry) -> Self {
        let Entry { kind, change, path, aspect, old, new, rust, wire, hint } = entry;
        let [rust, wire] = [rust, wire].map(|rule| Effect { class: rule.class.as_str(), rule: rule.id });
        let [aspect, old, new, hint] = [aspect, old, new, hint].map(Option::as_deref);
        Self { kind: kind.as_str(), change: change.as_str(), path, aspect, old, new, rust, wire, hint }
    }
}
