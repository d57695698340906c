//! Reading rows, and what the journal knows of them.

use super::waiting::Waiting;
use super::{Job, LINGER, Outgoing, WINDOW};
use crate::autopilot::journal::{Journal, Line, State};
use crate::autopilot::{Event, RegistrationError, Row};
use tokio::time::Instant;

/// How far the rows have been read.
#[derive(Default)]
pub(super) struct Input {
    pub(super) has_ended: bool,
    rows: u64,
    last: Option<u64>,
    /// The rows that the journal knows.
    known: usize,
    /// The time of the last row, if it waits for others.
    pub(super) linger_until: Option<Instant>,
}

impl Job {
    pub(super) fn wants_rows(&self) -> bool {
        if self.input.has_ended || !self.has_caught_up() {
            return !self.input.has_ended;
        }
        let on_the_way = self.waiting.len() + self.sending * self.chunk_size;
        self.queue.len() < self.chunk_size && on_the_way < WINDOW
    }

    /// Returns whether all rows are read that the journal knows. Before that, nothing is sent: the list may be another one.
    pub(super) fn has_caught_up(&self) -> bool {
        let last = self.journal.as_ref().and_then(Journal::last_row);
        self.input.has_ended || self.input.last >= last
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
        let checked = self.checker.take(row);
        let fingerprint = match &checked {
            Ok(checked) => checked.fingerprint,
            Err(failed) => failed.fingerprint,
        };
        let mut state = State::Unsent;
        if let Some(journal) = &self.journal {
            if let Some(entry) = journal.entry(number) {
                if entry.device != fingerprint {
                    return Err(journal.other_list(number).into());
                }
                self.input.known += 1;
                state = entry.state.clone();
            }
            if let State::Finished { offset, is_deleted } = state {
                let line = journal.line_at(offset)?;
                self.finished_before(line, is_deleted);
                return self.check_known(number);
            }
        }
        let now = Instant::now();
        match (checked, state) {
            (Err(failed), _) => {
                let waiting = Waiting::for_verdict(failed.serial_number, failed.fingerprint, now);
                self.finish(number, waiting, failed.verdict);
            }
            (Ok(row), State::Sending) => {
                let waiting = Waiting::for_trace(row, now, self.row_deadline(None));
                self.waiting.insert(number, waiting);
            }
            (Ok(row), State::Importing(import)) => {
                let waiting = Waiting::new(row, import.into(), self.row_deadline(None));
                self.waiting.insert(number, waiting);
            }
            (Ok(row), State::Unsent | State::Finished { .. }) => {
                self.queue.push_back(Outgoing { row, deadline: None, was_lost: false });
            }
        }
        self.check_known(number)
    }

    /// Takes the end of the rows.
    pub(super) fn end_input(&mut self) -> Result<(), RegistrationError> {
        self.input.has_ended = true;
        self.outbox.push(Event::Checked { rows: self.input.rows });
        match self.journal.as_ref().and_then(|journal| Some((journal, journal.last_row()?))) {
            Some((journal, last)) if self.input.last < Some(last) => Err(journal.other_list(last).into()),
            _ => Ok(()),
        }
    }

    /// At the last row that the journal knows, checks that the list has all of them.
    fn check_known(&self, number: u64) -> Result<(), RegistrationError> {
        match &self.journal {
            Some(journal) if journal.last_row() == Some(number) && journal.len() != self.input.known => {
                Err(journal.other_list(number).into())
            }
            _ => Ok(()),
        }
    }

    /// Takes the verdict of an earlier run, and the record that it may have left.
    fn finished_before(&mut self, line: Line, is_deleted: bool) {
        let Line::Finished { row, serial_number, import, verdict, .. } = line else { return };
        if let Some(import) = import.filter(|_| !is_deleted && !self.settings.keeps_records) {
            self.records.push((row, import.into()));
        }
        self.outbox.push(Event::Finished { row, serial_number, verdict });
    }

    pub(super) fn row_deadline(&self, earlier: Option<Instant>) -> Instant {
        let now = Instant::now();
        earlier.unwrap_or_else(|| now.checked_add(self.settings.row_timeout).unwrap_or(now + crate::clock::LONGEST))
    }
}
