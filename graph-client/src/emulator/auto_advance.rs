//! Inhibits the auto-advance of tokio's paused clock while requests are in flight.
//!
//! With a paused clock, tokio advances the time to the next timer whenever the runtime is idle, and a runtime that waits for
//! a socket is idle. The client's timeout would therefore elapse before a response could arrive. tokio does not
//! auto-advance while a blocking task runs, so one runs as long as a request is in flight that the emulator does not delay
//! on purpose.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};

#[derive(Clone, Default)]
pub(super) struct AutoAdvance(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Maps every request in flight to whether its response is delayed.
    in_flight: HashMap<String, bool>,
    /// Keeps the blocking task running until it is dropped.
    inhibitor: Option<Sender<()>>,
}

impl AutoAdvance {
    /// Inhibits auto-advance until the request [ends](Self::end).
    pub(super) fn begin(&self, key: &str) {
        self.update(|in_flight| {
            in_flight.insert(key.to_owned(), false);
        });
    }

    pub(super) fn end(&self, key: &str) {
        self.update(|in_flight| {
            in_flight.remove(key);
        });
    }

    /// Allows auto-advance during the delay of a response, until the guard is dropped.
    pub(super) fn delay(&self, key: Option<String>) -> Delay {
        let delay = Delay { auto_advance: self.clone(), key };
        delay.set(true);
        delay
    }

    fn update(&self, update: impl FnOnce(&mut HashMap<String, bool>)) {
        let mut state = self.lock();
        update(&mut state.in_flight);
        if state.in_flight.values().all(|is_delayed| *is_delayed) {
            state.inhibitor = None;
        } else if state.inhibitor.is_none()
            && let Ok(runtime) = Handle::try_current()
            // Only the clock of a current-thread runtime can be paused.
            && runtime.runtime_flavor() == RuntimeFlavor::CurrentThread
        {
            let (sender, receiver) = channel::<()>();
            runtime.spawn_blocking(move || receiver.recv());
            state.inhibitor = Some(sender);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic leaves auto-advance inhibited for longer at worst.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A guard that allows auto-advance while a response is delayed.
pub(super) struct Delay {
    auto_advance: AutoAdvance,
    key: Option<String>,
}

impl Delay {
    fn set(&self, is_delayed: bool) {
        if let Some(key) = &self.key {
            self.auto_advance.update(|in_flight| {
                // The client may have given up in the meantime.
                if let Some(state) = in_flight.get_mut(key) {
                    *state = is_delayed;
                }
            });
        }
    }
}

impl Drop for Delay {
    fn drop(&mut self) {
        self.set(false);
    }
}
