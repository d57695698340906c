//! A page of limited length. The beginning and the end of each section and group come first, then the rows of the most important
//! section.

use std::collections::BTreeMap;

/// The importance of a section, the most important one first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Decision,
    Breaking,
    Changelog,
    Additive,
    Documentation,
    Rule,
    Code,
    Api,
}

/// The room for the number of rows that a section omits, or of items that a row omits.
const OMISSION: usize = 24;

/// Rows between a beginning and an end.
pub(super) struct Section {
    pub(super) rank: Rank,
    pub(super) before: String,
    pub(super) rows: Vec<Row>,
    pub(super) after: String,
}

/// A row. Those of its items that fit are between its start and its end.
pub(super) struct Row {
    pub(super) start: String,
    pub(super) items: Vec<String>,
    pub(super) end: String,
}

impl From<String> for Row {
    fn from(start: String) -> Self {
        Self { start, items: Vec::new(), end: String::new() }
    }
}

impl Row {
    /// Returns the number of items, or 1 for a row without any.
    pub(super) fn len(&self) -> usize {
        self.items.len().max(1)
    }
}

/// A part of a page: a section, a row of it, or an item of a row.
struct Part {
    /// The part with the least value is placed first.
    order: (bool, Rank, usize),
    length: usize,
    /// The number of the part that must be placed, too.
    within: Option<usize>,
}

/// Returns the head, a note about what is omitted, and the sections. `note` describes the omitted rows, by rank.
///
/// Sections and groups of what is new or breaks come first, without their content. In each rank, the other rows follow, and then the
/// items: those of short lists first, so that most lists are complete.
pub(super) fn page(
    limit: usize,
    head: &str,
    sections: &[Section],
    note: impl Fn(&BTreeMap<Rank, usize>) -> String,
) -> String {
    let mut parts = Vec::new();
    let mut all = BTreeMap::new();
    for Section { rank, before, rows, after } in sections.iter().filter(|section| !section.rows.is_empty()) {
        let section = parts.len();
        let length = len(before) + len(after) + OMISSION;
        parts.push(Part { order: (false, *rank, 0), length, within: None });
        for Row { start, items, end } in rows {
            let length = len(start) + len(end) + if items.is_empty() { 0 } else { OMISSION };
            let is_late = items.is_empty() || *rank > Rank::Additive;
            parts.push(Part { order: (is_late, *rank, 0), length, within: Some(section) });
            // Code is read in its order.
            let list = if *rank == Rank::Code { 0 } else { items.len() };
            for item in items {
                let within = Some(parts.len() - 1);
                parts.push(Part { order: (true, *rank, list), length: len(item), within });
            }
        }
        *all.entry(*rank).or_default() += rows.iter().map(Row::len).sum::<usize>();
    }
    let mut placed = place(&parts, limit.saturating_sub(len(head) + len(&note(&all)))).into_iter();
    let mut is_placed = || placed.next() == Some(true);
    let (mut texts, mut omitted) = (String::new(), BTreeMap::new());
    for Section { rank, before, rows, after } in sections.iter().filter(|section| !section.rows.is_empty()) {
        let is_shown = is_placed();
        let (mut text, mut of_items, mut of_rows) = (before.clone(), 0, 0);
        for row in rows {
            let is_shown = is_placed();
            let items: Vec<_> = row.items.iter().filter(|_| is_placed()).map(String::as_str).collect();
            let more = row.items.len() - items.len();
            if is_shown {
                of_items += more;
                let is_line = row.start.ends_with('\n');
                let more = if is_line { omission("        ", more, "\n") } else { omission("", more, "") };
                text.extend([&row.start, &items.concat(), &more, &row.end].map(String::as_str));
            } else {
                of_rows += row.len();
            }
        }
        if is_shown {
            let border = if before.ends_with("|\n") { "| " } else { "" };
            texts.extend([&text, &omission(border, of_rows, "\n"), after].map(String::as_str));
        }
        if of_items + of_rows > 0 {
            *omitted.entry(*rank).or_default() += of_items + of_rows;
        }
    }
    let note = if omitted.is_empty() { String::new() } else { note(&omitted) };
    [head, &note, &texts].concat()
}

/// Returns for each part whether it has a place in the room.
fn place(parts: &[Part], mut room: usize) -> Vec<bool> {
    let mut order: Vec<_> = parts.iter().enumerate().collect();
    order.sort_by_key(|(_, part)| part.order);
    let mut placed = vec![false; parts.len()];
    for (number, Part { length, within, .. }) in order {
        let is_possible = within.is_none_or(|within| placed.get(within) == Some(&true));
        if let (true, Some(rest), Some(placed)) = (is_possible, room.checked_sub(*length), placed.get_mut(number)) {
            room = rest;
            *placed = true;
        }
    }
    placed
}

fn omission(before: &str, omitted: usize, after: &str) -> String {
    if omitted > 0 { format!("{before}… {omitted} more{after}") } else { String::new() }
}

fn len(text: &str) -> usize {
    text.chars().count()
}
