//! Sending rows, and what comes back.

use super::task::Completed;
use super::waiting::Waiting;
use super::{Job, Outgoing};
use crate::autopilot::failure::{Failure, explanation};
use crate::autopilot::fingerprint::normalized;
use crate::autopilot::journal::{Journal, Line};
use crate::autopilot::service::Record;
use crate::autopilot::{Event, RegistrationError, Verdict};
use crate::error::Error;
use std::collections::HashMap;
use tokio::time::Instant;

impl Job {
    /// Sends as many chunks as may be on their way at the same time.
    pub(super) fn send_chunks(&mut self) -> Result<(), RegistrationError> {
        let now = Instant::now();
        if !self.has_caught_up() || self.backoff.is_paused(now) {
            return Ok(());
        }
        while self.sending < self.settings.concurrency {
            let Some(chunk) = self.next_chunk(now) else { break };
            self.send(chunk)?;
        }
        Ok(())
    }

    /// Returns the rows of the next request, if they are complete.
    fn next_chunk(&mut self, now: Instant) -> Option<Vec<Outgoing>> {
        let size = if self.lacks_import_action { 1 } else { self.chunk_size };
        if let Some(part) = self.parts.front_mut() {
            let chunk: Vec<_> = part.drain(..size.min(part.len())).collect();
            if part.is_empty() {
                self.parts.pop_front();
            }
            return Some(chunk);
        }
        let has_lingered = self.input.linger_until.is_some_and(|until| until <= now);
        let is_complete = self.queue.len() >= size || self.input.has_ended || has_lingered;
        (is_complete && !self.queue.is_empty()).then(|| self.queue.drain(..size.min(self.queue.len())).collect())
    }

    fn send(&mut self, mut rows: Vec<Outgoing>) -> Result<(), RegistrationError> {
        for Outgoing { row, deadline, .. } in &mut rows {
            *deadline = Some(self.row_deadline(*deadline));
            self.lines.push(Line::Sending {
                row: row.number,
                serial_number: row.serial_number.clone(),
                device: row.fingerprint,
            });
        }
        self.write_journal()?;
        self.sending += 1;
        self.outbox.push(Event::Sent { rows: rows.iter().map(|outgoing| outgoing.row.number).collect() });
        let synced = self.journal.as_ref().map(Journal::sync);
        let (service, one_by_one) = (self.service.clone(), self.lacks_import_action);
        self.tasks.push(Box::pin(async move {
            if let Some(synced) = synced
                && let Err(error) = synced.await
            {
                return Completed::Import { rows, result: Err(error) };
            }
            let devices = rows.iter().map(|outgoing| &outgoing.row);
            let result = Ok(service.import(devices, one_by_one).await);
            Completed::Import { rows, result }
        }));
        Ok(())
    }

    /// Takes the records of an import, or its error.
    pub(super) fn imported(
        &mut self,
        rows: Vec<Outgoing>,
        result: Result<Vec<Record>, Error>,
    ) -> Result<(), RegistrationError> {
        let error = match result {
            Ok(records) => {
                self.backoff.succeed();
                self.accepted(rows, records);
                return Ok(());
            }
            Err(error) => error,
        };
        let failure = Failure::of(&error);
        if failure == Failure::Unknown {
            self.accepted(rows, Vec::new());
            return Ok(());
        }
        self.lines.extend(rows.iter().map(|outgoing| Line::Unsent { row: outgoing.row.number }));
        match failure {
            Failure::Fatal => return self.stop(error),
            Failure::Passing => {
                if let Err(error) = self.backoff.fail(error, self.settings.poll_interval, &self.outbox) {
                    return self.stop(error);
                }
                self.parts.push_front(rows);
            }
            Failure::NoAction if !self.lacks_import_action => {
                self.lacks_import_action = true;
                self.parts.push_front(rows);
            }
            Failure::TooLarge if rows.len() > 1 => {
                self.chunk_size = self.chunk_size.min(rows.len().div_ceil(2));
                self.parts.push_front(rows);
            }
            Failure::NoAction | Failure::TooLarge | Failure::Refused if rows.len() > 1 => self.divide(rows),
            _ => {
                for outgoing in rows {
                    self.refuse(outgoing, &error);
                }
            }
        }
        Ok(())
    }

    /// Waits for the imports of rows that were sent. A row without a record is looked for.
    fn accepted(&mut self, rows: Vec<Outgoing>, records: Vec<Record>) {
        let now = Instant::now();
        let mut records: HashMap<String, Record> =
            records.into_iter().map(|record| (record.serial_number.clone(), record)).collect();
        for Outgoing { row, deadline, was_lost } in rows {
            let (number, deadline) = (row.number, self.row_deadline(deadline));
            let waiting = match records.remove(&normalized(&row.serial_number)) {
                Some(Record { id, .. }) => {
                    self.lines.push(Line::Importing { row: number, import: id.clone() });
                    Waiting { was_lost, ..Waiting::new(row, id, deadline) }
                }
                None => Waiting::for_trace(row, now, deadline),
            };
            self.waiting.insert(number, waiting);
        }
    }

    /// Sends both halves of a refused chunk, to find the row that is refused.
    fn divide(&mut self, mut rows: Vec<Outgoing>) {
        let rest = rows.split_off(rows.len() / 2);
        self.parts.push_front(rest);
        self.parts.push_front(rows);
    }

    fn refuse(&mut self, outgoing: Outgoing, error: &Error) {
        let row = outgoing.row;
        let waiting = Waiting::for_verdict(row.serial_number, row.fingerprint, Instant::now());
        let (code, reason) = explanation(error);
        let verdict = if reason.contains("Edm.Binary") {
            Verdict::MalformedHash { reason }
        } else {
            Verdict::Refused { code, reason }
        };
        self.finish(row.number, waiting, verdict);
    }

    /// Ends the registration with an error. What is known is in the journal.
    pub(super) fn stop(&mut self, error: Error) -> Result<(), RegistrationError> {
        self.write_journal()?;
        Err(RegistrationError::Request(error))
    }
}
