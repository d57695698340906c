//! Renders diagnostics in the style of rustc.

use super::{Diagnostic, Location};
use annotate_snippets::renderer::{DEFAULT_TERM_WIDTH, Renderer};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};

pub(super) fn report(diagnostics: &[Diagnostic], for_terminal: bool) -> String {
    let renderer = if for_terminal { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(DEFAULT_TERM_WIDTH);
    let reports: Vec<String> = diagnostics.iter().map(|diagnostic| renderer.render(&groups(diagnostic))).collect();
    reports.join("\n\n")
}

fn groups(diagnostic: &Diagnostic) -> Vec<Group<'_>> {
    let title = Level::ERROR.primary_title(&diagnostic.message);
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
    let marked = location.marked.start..location.marked.end.min(location.excerpt.len());
    let snippet = Snippet::source(&location.excerpt).line_start(location.line).fold(false);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(marked));
    if location.is_cut {
        // The snippet would count columns from the start of the excerpt.
        let origin = Origin::path(&location.file).line(location.line).char_column(location.column);
        return group.element(origin).element(snippet);
    }
    group.element(snippet.path(&location.file))
}
