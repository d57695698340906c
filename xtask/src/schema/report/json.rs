//! Reports for programs.

use super::super::package::Package;
use super::{Comparison, file_counts, rules};
use codegen::api::Line;
use codegen::diff::{Audience, Entry, FileChange, Rule, Verdict, Watched};
use codegen::select::Stale;
use serde_json::{Map, Value, json};

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
    // The report has the text of each rule once.
    let rules = rules(diff).into_iter().map(|(id, Rule { text, basis, .. })| {
        (id.to_owned(), json!({ "reason": text, "source": basis.name, "url": basis.url }))
    });
    let counts = |audience| -> Map<String, Value> {
        super::counts(diff, audience).into_iter().map(|(class, count)| (class.to_string(), count.into())).collect()
    };
    let effect = |rule: &Rule| json!({ "class": rule.class.as_str(), "rule": rule.id });
    let entry = |Entry { kind, change, path, aspect, old, new, rust, wire, hint }: &Entry| {
        json!({
            "kind": kind.as_str(), "change": change.as_str(), "path": path, "aspect": aspect, "old": old, "new": new,
            "rust": effect(rust), "wire": effect(wire), "hint": hint,
        })
    };
    let file = |file: &FileChange| {
        let (added, removed) = file_counts(file);
        json!({ "path": file.path, "lines_added": added, "lines_removed": removed })
    };
    let watch = |Watched { path, description, operations, .. }: &Watched| json!({ "path": path, "description": description, "operations": operations });
    let stale =
        stale.iter().map(|Stale { list, entry, target, .. }| json!({ "list": list, "entry": entry, "target": target }));
    let lines = |lines: &[Line]| lines.iter().map(Line::to_string).collect::<Vec<_>>();
    let possible_credentials = credentials.0.iter().chain(&known_credentials.0).map(|credential| &credential.path);
    let report = json!({
        "package": package.as_ref().map(|_| Package::NAME),
        "version": package.as_ref().and_then(Package::version),
        "verdict": diff.verdict().map(Verdict::as_str),
        "next_version": package.as_ref().zip(diff.verdict()).map(|(package, verdict)| package.next(verdict)),
        "counts": { "rust": counts(Audience::Rust), "wire": counts(Audience::Wire) },
        "entries": diff.entries.iter().map(entry).collect::<Vec<_>>(),
        "rules": rules.collect::<Map<_, _>>(),
        "left_out": diff.left_out,
        "api": { "added": lines(&diff.surface.added), "removed": lines(&diff.surface.removed) },
        "files": diff.files.iter().map(file).collect::<Vec<_>>(),
        "locked": locked,
        "undescribed": undescribed,
        "possible_credentials": possible_credentials.collect::<Vec<_>>(),
        "watched": watched.iter().map(watch).collect::<Vec<_>>(),
        "stale": stale.collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}
