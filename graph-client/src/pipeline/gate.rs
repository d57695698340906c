//! The gate that all requests of a client pass before they are sent.
//!
//! The service throttles an application, not a request. When it throttles one request, the gate closes for all of them, and
//! then opens slowly: see [`schedule`]. Requests pass in the order in which they arrive.

mod schedule;
#[cfg(test)]
mod tests;

use super::clock::Clock;
use schedule::Schedule;
pub(super) use schedule::{Pass, Throttling};
use std::sync::{Mutex as SyncMutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;

/// The gate of a client and its clones.
pub(crate) struct Gate {
    schedule: SyncMutex<Schedule>,
    /// The queue of waiting requests. The first one holds the lock.
    queue: Mutex<()>,
    /// The time until which the gate is closed, or was last closed.
    closed_until: watch::Sender<Option<Instant>>,
}

impl Gate {
    /// Creates an open gate, with the caller's limit in requests per second, if any.
    pub(crate) fn new(limit: Option<f64>) -> Self {
        Self {
            schedule: SyncMutex::new(Schedule::new(limit)),
            queue: Mutex::new(()),
            closed_until: watch::Sender::new(None),
        }
    }

    /// Waits until a request may be sent. If that would be too late, returns the wait that would be necessary, unless it depends
    /// on the requests ahead.
    pub(super) async fn pass(&self, clock: &impl Clock, latest: Instant) -> Result<Pass, Option<Duration>> {
        if let Ok(_turn) = self.queue.try_lock()
            && let Ok(pass) = self.schedule().admit(clock.now())
        {
            return Ok(pass);
        }
        // Do not queue for a time that is too late for the first in the queue already.
        let (now, opens_at) = (clock.now(), self.schedule().opens_at());
        if let Some(opens_at) = opens_at.filter(|opens_at| *opens_at > latest) {
            return Err(Some(opens_at.saturating_duration_since(now)));
        }
        let Some(_turn) = clock.timeout_at(latest, self.queue.lock()).await else {
            return Err(None);
        };
        loop {
            let now = clock.now();
            let admitted = self.schedule().admit(now);
            match admitted {
                Ok(pass) => return Ok(pass),
                Err(at) if at > latest => return Err(Some(at.saturating_duration_since(now))),
                Err(at) => clock.sleep(at.saturating_duration_since(now)).await,
            }
        }
    }

    /// Returns the reason why requests wait.
    pub(super) fn reason(&self) -> &'static str {
        self.schedule().reason()
    }

    /// Records that the service throttled a request. Returns the time at which the gate opens.
    pub(super) fn throttled(&self, pass: Pass, now: Instant, throttling: &Throttling<'_>) -> Instant {
        let opens_at = self.schedule().throttled(pass, now, throttling);
        self.closed_until.send_replace(Some(opens_at));
        opens_at
    }

    /// Returns a receiver of the times until which the gate is closed.
    pub(crate) fn closed_until(&self) -> watch::Receiver<Option<Instant>> {
        self.closed_until.subscribe()
    }

    /// Records that the service did not throttle a request.
    pub(super) fn served(&self, pass: Pass) {
        self.schedule().served(pass);
    }

    fn schedule(&self) -> MutexGuard<'_, Schedule> {
        // A panic leaves the gate closed for too long or too short a time at worst.
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
