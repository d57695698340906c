//! Pending events and their times.

use crate::emulator::object_kind::ObjectKind;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// What happens to an object.
pub(super) enum Event {
    /// The import is being worked on.
    ImportPending,
    /// The import succeeds or fails.
    ImportEnds {
        /// Whether an earlier device of the same batch has the same hash.
        is_twin: bool,
    },
    SyncEnds,
    /// The associated device is associated with the tenant.
    Preassociated,
    /// The object disappears.
    Gone,
}

/// The object of an event.
pub(super) struct Subject {
    pub(super) kind: ObjectKind,
    pub(super) id: String,
    /// Distinguishes the object from others that have its id before or after it.
    pub(super) incarnation: u64,
}

pub(super) struct Schedule {
    events: BTreeMap<(Instant, u64), (Subject, Event)>,
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
    /// Divides the delays of later events by a number.
    pub(super) fn set_scale(&mut self, scale: f64) {
        self.scale = scale;
    }

    /// Returns how long something takes.
    pub(super) fn scaled(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() / self.scale).unwrap_or(duration)
    }

    /// Lets an event happen to an object after a time.
    pub(super) fn after(&mut self, duration: Duration, subject: Subject, event: Event) {
        let at = Instant::now() + self.scaled(duration);
        self.events.insert((at, self.next), (subject, event));
        self.next += 1;
    }

    /// Removes the next event that is due.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, Subject, Event)> {
        let first = self.events.first_entry()?;
        let at = first.key().0;
        (at <= now).then(|| {
            let (subject, event) = first.remove();
            (at, subject, event)
        })
    }
}
