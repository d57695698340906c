//! The events on their way from a registration to its stream.

use super::Event;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A queue of events. Clones share it. It stays short: the registration makes progress only when it is empty.
#[derive(Clone, Default)]
pub(super) struct Outbox(Arc<Mutex<VecDeque<Event>>>);

impl Outbox {
    pub(super) fn push(&self, event: Event) {
        self.lock().push_back(event);
    }

    pub(super) fn pop(&self) -> Option<Event> {
        self.lock().pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Event>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
