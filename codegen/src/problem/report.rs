//! Problems as a person reads them, in the form that rustc made familiar.

use super::{Place, Problem};
use annotate_snippets::renderer::{DEFAULT_TERM_WIDTH, Renderer};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};

pub(super) fn report(problems: &[Problem], for_terminal: bool) -> String {
    let renderer = if for_terminal { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(DEFAULT_TERM_WIDTH);
    let reports: Vec<String> = problems.iter().map(|problem| renderer.render(&groups(problem))).collect();
    reports.join("\n\n")
}

fn groups(problem: &Problem) -> Vec<Group<'_>> {
    let title = Level::ERROR.primary_title(&problem.message);
    let main = match &problem.place {
        Some(place) => show(Group::with_title(title), place),
        None => Group::with_title(title),
    };
    let related =
        problem.related.iter().map(|(place, what)| show(Group::with_title(Level::NOTE.secondary_title(what)), place));
    let help = problem.help.iter().map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    std::iter::once(main).chain(related).chain(help).collect()
}

fn show<'a>(group: Group<'a>, place: &'a Place) -> Group<'a> {
    let marked = place.marked.start..place.marked.end.min(place.excerpt.len());
    let snippet = Snippet::source(&place.excerpt).line_start(place.line).fold(false);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(marked));
    if place.is_cut {
        // The snippet would count columns from the beginning of the excerpt.
        let origin = Origin::path(&place.file).line(place.line).char_column(place.column);
        return group.element(origin).element(snippet);
    }
    group.element(snippet.path(&place.file))
}
