//! Reports for programs.

use super::super::package::Package;
use super::{Comparison, Statistics};
use codegen::diff::{Audience, Rule, Verdict};
use serde_json::{Value, json};

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
    let rule = |rule: &Rule| json!({ "class": rule.class.as_str(), "rule": rule.id, "reason": rule.text, "source": rule.basis.name, "url": rule.basis.url });
    let entries: Vec<Value> = diff
        .entries
        .iter()
        .map(|entry| {
            json!({
                "kind": entry.kind.as_str(),
                "change": entry.change.as_str(),
                "path": entry.path,
                "aspect": entry.aspect,
                "old": entry.old,
                "new": entry.new,
                "rust": rule(entry.rust),
                "wire": rule(entry.wire),
                "hint": entry.hint,
            })
        })
        .collect();
    let counts = |audience: Audience| -> Value {
        super::counts(diff, audience)
            .into_iter()
            .map(|(class, count)| (class.to_string(), Value::from(count)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let statistics = Statistics::of(diff);
    let files: Vec<Value> = statistics
        .files
        .iter()
        .map(|(file, added, removed)| json!({ "path": file.path, "lines_added": added, "lines_removed": removed }))
        .collect();
    let possible_credentials: Vec<_> =
        credentials.0.iter().chain(&known_credentials.0).map(|credential| &credential.path).collect();
    let report = json!({
        "package": package.as_ref().map(|_| Package::NAME),
        "version": package.as_ref().and_then(Package::version),
        "verdict": diff.verdict().map(Verdict::as_str),
        "next_version": package.as_ref().zip(diff.verdict()).map(|(package, verdict)| package.next(verdict)),
        "counts": { "rust": counts(Audience::Rust), "wire": counts(Audience::Wire) },
        "entries": entries,
        "left_out": diff.left_out,
        "api": { "added": diff.surface.added, "removed": diff.surface.removed },
        "files": files,
        "locked": locked,
        "undescribed": undescribed,
        "possible_credentials": possible_credentials,
        "watched": watched,
        "stale": stale,
    });
    format!("{report:#}\n")
}
