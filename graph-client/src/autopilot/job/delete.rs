//! Deleting the records of imports.

use super::Job;
use super::task::Completed;
use crate::autopilot::Event;
use crate::autopilot::journal::Line;

/// The records that are deleted before all rows are sent. Writes are limited, and rows are more urgent.
const MANY_RECORDS: usize = 20_000;

/// The maximum number of records that one task deletes: a batch.
const RECORDS: usize = 20;

impl Job {
    /// Deletes the records of rows that have their verdict, when all rows are sent or there are many.
    pub(super) fn delete_records(&mut self) {
        while self.deleting < self.settings.concurrency
            && !self.records.is_empty()
            && (self.has_sent_all() || self.records.len() >= MANY_RECORDS)
        {
            // The latest first: those before them stay in place.
            let some = self.records.split_off(self.records.len().saturating_sub(RECORDS));
            let some = some.into_iter().map(|(row, id)| (row, id.to_string())).collect();
            let service = self.service.clone();
            self.deleting += 1;
            self.tasks.push(Box::pin(async move { Completed::Deleted(service.delete_records(some).await) }));
        }
    }

    /// Takes the rows whose records are deleted.
    pub(super) fn deleted(&mut self, rows: Vec<u64>) {
        self.deleting -= 1;
        self.outbox.push(Event::RecordsDeleted { rows: rows.clone() });
        self.lines.extend(rows.into_iter().map(|row| Line::Deleted { row }));
    }

    /// Returns whether no row is left to send, unless one turns out to be lost.
    pub(super) fn has_sent_all(&self) -> bool {
        self.input.has_ended && self.queue.is_empty() && self.parts.is_empty() && self.sending == 0
    }
}
