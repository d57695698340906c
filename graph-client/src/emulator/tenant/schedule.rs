//! What is going to happen, and when.

use crate::emulator::object_kind::ObjectKind;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

pub(super) enum Event {
    /// The import with this id is being worked on.
    ImportPending(String),
    /// The import with this id succeeds or fails.
    ImportEnds {
        id: String,
        /// Whether an earlier device of the same batch has the same hash.
        is_twin: bool,
    },
    SyncEnds,
    /// The associated device with this id is associated with the tenant.
    Preassociated(String),
    /// An object disappears.
    Gone(ObjectKind, String),
}

pub(super) struct Schedule {
    events: BTreeMap<(Instant, u64), Event>,
    /// Distinguishes events of the same instant.
    next: u64,
    scale: f64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { events: BTreeMap::new(), next: 0, scale: 1.0 }
    }
}

impl Schedule {
    /// Lets later events happen so many times faster.
    pub(super) fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }

    /// Returns how long something takes.
    pub(super) fn scaled(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() / self.scale).unwrap_or(duration)
    }

    /// Lets an event happen after a time.
    pub(super) fn after(&mut self, duration: Duration, event: Event) {
        let at = Instant::now() + self.scaled(duration);
        self.events.insert((at, self.next), event);
        self.next += 1;
    }

    /// Removes the next event that is due.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, Event)> {
        let first = self.events.first_entry()?;
        let at = first.key().0;
        (at <= now).then(|| (at, first.remove()))
    }
}
