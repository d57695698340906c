//! Reading rows, and what the journal knows of them.
//!
//! Nothing is sent before all rows are read that the journal knows: the list may be another one. New and corrected rows among them
//! are checked after the others, so that no row of an earlier run becomes the duplicate of one that was not there then.

use super::waiting::Waiting;
use super::{Job, LINGER, Outgoing, WINDOW};
use crate::autopilot::check::fingerprint_of;
use crate::autopilot::fingerprint::fingerprint;
use crate::autopilot::journal::{Entry, Journal, Line, State};
use crate::autopilot::{Event, RegistrationError, Row, Verdict};
use std::collections::HashSet;
use tokio::time::Instant;

/// The maximum number of new and corrected rows among those that the journal knows. They are in memory, with their hashes.
const MAX_LATER: usize = 20_000;

/// How far the rows have been read.
#[derive(Default)]
pub(super) struct Input {
    pub(super) has_ended: bool,
    rows: u64,
    last: Option<u64>,
    /// The number of rows that were read and that the journal knows.
    known: usize,
    /// New and corrected rows, to be checked after those that the journal knows.
    later: Vec<Row>,
    /// The time of the last row, if it waits for others.
    pub(super) linger_until: Option<Instant>,
}

impl Job {
    pub(super) fn wants_rows(&self) -> bool {
        if self.input.has_ended || !self.has_caught_up() {
            return !self.input.has_ended;
        }
        self.queue.len() < self.chunk_size && has_room(self.waiting.len(), self.sending, self.chunk_size)
    }

    /// Returns whether all rows are read that the journal knows.
    pub(super) fn has_caught_up(&self) -> bool {
        self.next_known().is_none()
    }

    /// Returns what the journal knows of the next row that it knows.
    fn next_known(&self) -> Option<(&Journal, &Entry)> {
        let journal = self.journal.as_ref()?;
        Some((journal, journal.nth(self.input.known)?))
    }

    /// Takes a row: checks it, and compares it with the journal.
    pub(super) fn read(&mut self, row: Row) -> Result<(), RegistrationError> {
        let number = row.number;
        if self.input.last.is_some_and(|last| last >= number) {
            return Err(RegistrationError::Order { row: number });
        }
        self.input.last = Some(number);
        self.input.rows += 1;
        self.input.linger_until = Instant::now().checked_add(LINGER);
        match self.next_known() {
            None => {
                let fingerprint = fingerprint_of(&row);
                self.take(row, fingerprint, State::Unsent);
            }
            Some((journal, entry)) if entry.row < number => return Err(journal.other_list(entry.row).into()),
            Some((_, entry)) if entry.row > number => self.take_later(row)?,
            Some((_, entry)) => {
                let entry = entry.clone();
                self.input.known += 1;
                self.take_known(row, entry)?;
            }
        }
        if self.has_caught_up() {
            if let Some(journal) = &mut self.journal {
                journal.forget_entries();
            }
            for row in std::mem::take(&mut self.input.later) {
                let fingerprint = fingerprint_of(&row);
                self.take(row, fingerprint, State::Unsent);
            }
        }
        Ok(())
    }

    /// Takes a row that the journal knows.
    fn take_known(&mut self, row: Row, entry: Entry) -> Result<(), RegistrationError> {
        let Some(journal) = &self.journal else { return Ok(()) };
        let fingerprint = fingerprint_of(&row);
        let is_changed = fingerprint != entry.device;
        if is_changed && !matches!(entry.state, State::Finished { is_correctable: true, .. }) {
            return Err(journal.other_list(entry.row).into());
        }
        let State::Finished { offset, is_deleted, .. } = entry.state else {
            self.take(row, fingerprint, entry.state);
            return Ok(());
        };
        let line = journal.line_at(offset)?;
        if is_changed {
            self.forget(line, is_deleted)?;
            return self.take_later(row);
        }
        if let Line::Finished { verdict: Verdict::DuplicateOf { row: other }, .. } = line
            && (other > row.number || self.input.later.binary_search_by_key(&other, |row| row.number).is_ok())
        {
            // It may not be a duplicate of the corrected row.
            return self.take_later(row);
        }
        // Later rows may be duplicates of it. Its verdict is known.
        let _ = self.checker.take(row, fingerprint);
        self.finished_before(line, is_deleted);
        Ok(())
    }

    /// Takes a row after those that the journal knows.
    fn take_later(&mut self, row: Row) -> Result<(), RegistrationError> {
        match &self.journal {
            Some(journal) if self.input.later.len() == MAX_LATER => Err(journal.too_different(row.number).into()),
            _ => {
                self.input.later.push(row);
                Ok(())
            }
        }
    }

    fn take(&mut self, row: Row, fingerprint: u64, state: State) {
        let (number, now) = (row.number, Instant::now());
        let waiting = match (self.checker.take(row, fingerprint), state) {
            (Err(failed), _) => {
                let waiting = Waiting::for_verdict(failed.serial_number, failed.fingerprint, now);
                self.finish(number, waiting, failed.verdict);
                return;
            }
            (Ok(row), State::Sending) => Waiting::for_trace(row, now, self.row_deadline(None)),
            (Ok(row), State::Importing(import)) => Waiting::new(row, import.into(), self.row_deadline(None)),
            (Ok(row), State::Unsent | State::Finished { .. }) => {
                self.queue.push_back(Outgoing { row, deadline: None, was_lost: false });
                return;
            }
        };
        self.waiting.insert(number, waiting);
    }

    /// Takes the end of the rows.
    pub(super) fn end_input(&mut self) -> Result<(), RegistrationError> {
        self.input.has_ended = true;
        self.outbox.push(Event::Checked { rows: self.input.rows });
        match self.next_known() {
            Some((journal, entry)) => Err(journal.other_list(entry.row).into()),
            None => Ok(()),
        }
    }

    /// Forgets the record of a row that was corrected: a later record with its serial number is another one.
    fn forget(&mut self, line: Line, is_deleted: bool) -> Result<(), RegistrationError> {
        let (Line::Finished { row, import: Some(import), .. }, Some(journal)) = (line, &self.journal) else {
            return Ok(());
        };
        let record = fingerprint([import.as_str()]);
        journal.set_existing(&HashSet::from([record]))?;
        self.existing.insert(record);
        if !is_deleted && !self.settings.keeps_records {
            self.deletions.records.push((row, import.into()));
        }
        Ok(())
    }

    /// Takes the verdict of an earlier run, and the record that it may have left.
    fn finished_before(&mut self, line: Line, is_deleted: bool) {
        let Line::Finished { row, serial_number, import, verdict, .. } = line else { return };
        if let Some(import) = import.filter(|_| !is_deleted && !self.settings.keeps_records) {
            self.deletions.records.push((row, import.into()));
        }
        self.outbox.push(Event::Finished { row, serial_number, verdict });
    }

    pub(super) fn row_deadline(&self, earlier: Option<Instant>) -> Instant {
        let now = Instant::now();
        earlier.unwrap_or_else(|| now.checked_add(self.settings.row_timeout).unwrap_or(now + crate::clock::LONGEST))
    }
}

/// Returns whether more rows may be sent while so many wait, and so many chunks are on their way.
fn has_room(waiting: usize, sending: usize, chunk_size: usize) -> bool {
    waiting + sending * chunk_size < WINDOW
}

#[cfg(test)]
mod tests {
    use super::{WINDOW, has_room};

    #[test]
    fn the_rows_on_their_way_are_limited() {
        assert!(has_room(0, 0, 200) && has_room(WINDOW - 201, 1, 200));
        for (waiting, sending) in [(WINDOW, 0), (WINDOW - 200, 1), (0, WINDOW / 200)] {
            assert!(!has_room(waiting, sending, 200), "{waiting} {sending}");
        }
    }
}
