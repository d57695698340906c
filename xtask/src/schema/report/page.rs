//! A page of limited length. Its sections share the room: the most important one takes what it needs first.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The maximum length in characters: GitHub rejects a longer body.
const LIMIT: usize = 65_536;

/// The room for the number of rows that a section omits, and for that of the items that a row omits.
const OMISSION: usize = 40;

/// The importance of a section, the most important one first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Decision,
    Breaking,
    Changelog,
    Additive,
    Documentation,
    Code,
    Detail,
}

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

/// Returns the head, a note about what is omitted, and the sections. `note` describes the omitted rows, by rank.
pub(super) fn page(head: &str, sections: Vec<Section>, note: impl Fn(&BTreeMap<Rank, usize>) -> String) -> String {
    let mut counts = BTreeMap::new();
    for section in &sections {
        *counts.entry(section.rank).or_default() += section.rows.iter().map(Row::len).sum::<usize>();
    }
    let mut room = LIMIT.saturating_sub(len(head) + len(&note(&counts)));
    let mut omitted = BTreeMap::new();
    let mut order: Vec<_> = sections.into_iter().enumerate().collect();
    order.sort_by_key(|(_, section)| section.rank);
    let mut texts = BTreeMap::new();
    for (number, section) in order {
        let rank = section.rank;
        let (text, more) = section.fit(room);
        room = room.saturating_sub(len(&text));
        if more > 0 {
            *omitted.entry(rank).or_default() += more;
        }
        texts.insert(number, text);
    }
    let note = if omitted.is_empty() { String::new() } else { note(&omitted) };
    [head, &note].into_iter().chain(texts.values().map(String::as_str)).collect()
}

impl Section {
    /// Returns the text that fits the room, and the number of rows that do not.
    fn fit(self, room: usize) -> (String, usize) {
        let all = self.rows.iter().map(Row::len).sum();
        let Some(mut room) = room.checked_sub(len(&self.before) + len(&self.after) + OMISSION) else {
            return (String::new(), all);
        };
        if all == 0 {
            return (String::new(), 0);
        }
        let border = if self.before.ends_with("|\n") { "| " } else { "" };
        let mut text = self.before;
        let (mut of_rows, mut rows) = (0, 0);
        for row in self.rows {
            let count = row.len();
            match row.fit(room) {
                Some((row, more)) => {
                    room -= len(&row);
                    text += &row;
                    of_rows += more;
                }
                None => rows += count,
            }
        }
        if rows > 0 {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "{border}{rows} more are omitted");
        }
        (text + &self.after, of_rows + rows)
    }
}

impl Row {
    /// Returns the text that fits the room, and the number of items that do not, or `None` without room for one.
    fn fit(self, room: usize) -> Option<(String, usize)> {
        let frame = len(&self.start) + len(&self.end);
        if self.items.is_empty() {
            return (frame <= room).then(|| (self.start + &self.end, 0));
        }
        let mut room = room.checked_sub(frame + OMISSION)?;
        let mut text = self.start;
        let mut items = self.items.into_iter().peekable();
        while let Some(item) = items.next_if(|item| len(item) <= room) {
            room -= len(&item);
            text += &item;
        }
        let more = items.count();
        if more > 0 {
            let _ = write!(text, "… {more} more");
        }
        Some((text + &self.end, more))
    }
}

fn len(text: &str) -> usize {
    text.chars().count()
}
