//! Deleting the records of imports.

use super::Job;
use super::task::Completed;
use crate::autopilot::Event;
use crate::autopilot::fingerprint::fingerprint;
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
            self.tasks.push(Box::pin(async move {
                // The next run deletes the others.
                let gone = service.delete_records(some).await.into_iter().filter(|deletion| deletion.result.is_ok());
                Completed::Deleted(gone.map(|deletion| (deletion.row, deletion.id)).collect())
            }));
        }
    }

    /// Takes the records that are deleted.
    pub(super) fn deleted(&mut self, records: Vec<(u64, String)>) {
        self.deleting -= 1;
        self.outbox.push(Event::RecordsDeleted { rows: records.iter().map(|(row, _)| *row).collect() });
        // A corrected row has another record now.
        let current = records.into_iter().filter(|(_, id)| !self.existing.contains(&fingerprint([id.as_str()])));
        self.lines.extend(current.map(|(row, _)| Line::Deleted { row }));
    }

    /// Returns whether no row is left to send, unless one turns out to be lost.
    pub(super) fn has_sent_all(&self) -> bool {
        self.input.has_ended && self.queue.is_empty() && self.parts.is_empty() && self.sending == 0
    }
}
