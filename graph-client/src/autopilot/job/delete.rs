//! Deleting the records of imports.

use super::Job;
use super::backoff::Backoff;
use super::task::Completed;
use crate::autopilot::failure::Failure;
use crate::autopilot::fingerprint::fingerprint;
use crate::autopilot::journal::Line;
use crate::autopilot::record_id::RecordId;
use crate::autopilot::service::Deletion;
use crate::autopilot::{Event, RegistrationError};
use tokio::time::Instant;

/// The records that are deleted before all rows are sent. Writes are limited, and rows are more urgent.
const MANY_RECORDS: usize = 20_000;

/// The maximum number of records that one task deletes: a batch.
const RECORDS: usize = 20;

/// The deletions of records.
#[derive(Default)]
pub(super) struct Deletions {
    /// The records to delete, with the numbers of their rows.
    pub(super) records: Vec<(u64, RecordId)>,
    /// The tasks that delete records.
    running: usize,
    /// The pauses after tasks that have deleted nothing.
    pub(super) backoff: Backoff,
}

impl Job {
    /// Deletes the records of rows that have their verdict, when all rows are sent or there are many.
    pub(super) fn delete_records(&mut self) {
        let has_sent_all = self.has_sent_all();
        let Deletions { records, running, backoff } = &mut self.deletions;
        while *running < self.settings.concurrency
            && !records.is_empty()
            && (has_sent_all || records.len() >= MANY_RECORDS)
            && !backoff.is_paused(Instant::now())
        {
            // The latest first: those before them stay in place.
            let some = records.split_off(records.len().saturating_sub(RECORDS));
            let some = some.into_iter().map(|(row, id)| (row, id.to_string())).collect();
            let service = self.service.clone();
            *running += 1;
            self.tasks.push(Box::pin(async move { Completed::Deleted(service.delete_records(some).await) }));
        }
    }

    /// Takes the results of deletions. Those that failed by an error that passes are repeated.
    pub(super) fn deleted(&mut self, results: Vec<Deletion>) -> Result<(), RegistrationError> {
        self.deletions.running -= 1;
        let (mut deleted, mut left, mut error) = (Vec::new(), Vec::new(), None);
        for Deletion { row, id, result } in results {
            match result.map_err(|error| (Failure::of(&error), error)) {
                Ok(()) => {
                    deleted.push(row);
                    // A corrected row has another record now.
                    if !self.existing.contains(&fingerprint([id.as_str()])) {
                        self.lines.push(Line::Deleted { row });
                    }
                }
                Err((Failure::Fatal, error)) => return self.stop(error),
                Err((Failure::Unknown | Failure::Passing, passing)) => {
                    self.deletions.records.push((row, id.into()));
                    error = Some(passing);
                }
                Err(_) => left.push(row),
            }
        }
        let Deletions { records, backoff, .. } = &mut self.deletions;
        match error.filter(|_| deleted.is_empty()) {
            None => backoff.succeed(),
            Some(error) => {
                if backoff.fail(error, self.settings.poll_interval, &self.outbox).is_err() {
                    left.extend(records.drain(..).map(|(row, _)| row));
                }
            }
        }
        if !deleted.is_empty() {
            self.outbox.push(Event::RecordsDeleted { rows: deleted });
        }
        if !left.is_empty() {
            self.outbox.push(Event::RecordsLeft { rows: left });
        }
        Ok(())
    }

    /// Returns whether no row is left to send, unless one turns out to be lost.
    pub(super) fn has_sent_all(&self) -> bool {
        self.input.has_ended && self.queue.is_empty() && self.parts.is_empty() && self.sending == 0
    }
}
