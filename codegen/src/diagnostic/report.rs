//! Renders diagnostics in the style of rustc.

use super::kind::{self, Kind};
use super::{Diagnostic, Location, Severity};
use annotate_snippets::renderer::{DEFAULT_TERM_WIDTH, Renderer};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};
use std::collections::BTreeMap;

/// The largest number of diagnostics of a kind in a report. The others are counted.
const SHOWN: usize = 20;

pub(super) fn report(diagnostics: &[Diagnostic], counts: &BTreeMap<Kind, usize>, for_terminal: bool) -> String {
    let renderer = if for_terminal { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(DEFAULT_TERM_WIDTH);
    let mut shown: BTreeMap<(Severity, String), usize> = BTreeMap::new();
    let mut reports = Vec::new();
    for diagnostic in diagnostics {
        let shown = shown.entry((diagnostic.severity, kind::text(&diagnostic.message))).or_default();
        if *shown < SHOWN {
            *shown += 1;
            let groups = groups(diagnostic);
            // Without a location, a bar would connect the message with the help.
            let connected = if diagnostic.location.is_some() { groups.len() } else { 1 };
            reports.push(groups.chunks(connected).map(|groups| renderer.render(groups)).collect::<Vec<_>>().join("\n"));
        }
    }
    let mut totals: BTreeMap<(Severity, String), usize> = BTreeMap::new();
    for (Kind { severity, text, .. }, count) in counts {
        *totals.entry((*severity, text.clone())).or_default() += count;
    }
    for (key, total) in totals {
        if let more @ 1.. = total.saturating_sub(shown.get(&key).copied().unwrap_or_default()) {
            let (severity, text) = key;
            let kind = if text.is_empty() { "various kinds".to_owned() } else { format!("this kind: {text}") };
            let title = format!("{more} more of {kind}");
            reports.push(renderer.render(&[Group::with_title(level(severity).primary_title(&title))]));
        }
    }
    reports.join("\n\n")
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

fn groups(diagnostic: &Diagnostic) -> Vec<Group<'_>> {
    let title = level(diagnostic.severity).primary_title(&diagnostic.message);
    let main = match &diagnostic.location {
        Some(location) => show(Group::with_title(title), location),
        None => Group::with_title(title),
    };
    let related = diagnostic
        .related
        .iter()
        .map(|(location, note)| show(Group::with_title(Level::NOTE.secondary_title(note)), location));
    let help = diagnostic.help.iter().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    std::iter::once(main).chain(related).chain(help).collect()
}

fn show<'a>(group: Group<'a>, location: &'a Location) -> Group<'a> {
    let excerpt = location.excerpt();
    let snippet = Snippet::source(excerpt.text).line_start(location.line).fold(false);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(excerpt.marked));
    if excerpt.is_cut {
        // The snippet would count columns from the start of the excerpt.
        let origin = Origin::path(location.file()).line(location.line).char_column(location.column);
        return group.element(origin).element(snippet);
    }
    group.element(snippet.path(location.file()))
}
