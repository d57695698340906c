//! The attempts that are to leave with a batch.

use crate::error::{AttemptError, Error, ErrorKind, Outcome};
use crate::pipeline::call::Call;
use crate::pipeline::raw_response::RawResponse;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

/// The result of an attempt.
pub(super) type Attempted<'c> = Result<RawResponse<'c>, AttemptError>;

/// An attempt of a call that is to leave with a batch.
pub(super) struct Submission<'c> {
    /// The position of the call in the batch, counted from 0.
    pub(super) index: usize,
    pub(super) call: &'c Call,
    pub(super) client_request_id: String,
    /// The number of the attempt, counted from 1.
    pub(super) attempt: u32,
    pub(super) on_new_connection: bool,
    pub(super) attempt_timeout: Duration,
    pub(super) deadline: Instant,
    /// The latest time to wait for company.
    pub(super) lingers_until: Instant,
    /// The 424 with which the service put it off. It was sent before.
    pub(super) put_off: Option<AttemptError>,
    pub(super) events: UnboundedSender<Event<'c>>,
}

/// What happens to a submission.
pub(super) enum Event<'c> {
    /// It leaves. It must give up after this time if its batch may take longer.
    Sent { gives_up_at: Option<Instant> },
    /// It has to be sent again, because the call that it depends on has to be repeated.
    PutOff,
    /// The attempt ended.
    Ended(Attempted<'c>),
}

impl<'c> Submission<'c> {
    /// Returns `true` if the call no longer waits for it.
    pub(super) fn is_abandoned(&self) -> bool {
        self.events.is_closed()
    }

    /// Tells the call what happened, unless it no longer waits.
    pub(super) fn tell(&self, event: Event<'c>) {
        let _ = self.events.send(event);
    }

    /// Returns the time that the attempt may take from now on.
    pub(super) fn time_left(&self, now: Instant) -> Duration {
        self.attempt_timeout.min(self.deadline.saturating_duration_since(now))
    }

    /// Ends the attempt because the call at that position failed, on which this one depends.
    pub(super) fn refuse(mut self, failed: usize) {
        let error = match self.put_off.take() {
            Some(refusal) => refusal.error.into_dependency(message(failed)),
            None => not_tried(failed),
        };
        self.tell(Event::Ended(Err(error.into())));
    }
}

/// Returns the error of a call that is not sent because the one at that position failed.
pub(super) fn not_tried(failed: usize) -> Error {
    Error::new(ErrorKind::Dependency, Outcome::NotSent, message(failed))
}

fn message(failed: usize) -> String {
    format!("was not tried because request {} of the batch failed", failed + 1)
}
