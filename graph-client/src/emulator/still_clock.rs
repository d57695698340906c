//! Keeps tokio's clock from jumping while bytes are on their way.
//!
//! A test that pauses the clock wants waits to take no time. tokio moves a paused clock on whenever it has nothing else to
//! do, and waiting for a socket is nothing to do: a timeout would be over before an answer could arrive. But it holds the
//! clock as long as a blocking task runs. So one runs as long as any request is between its client and the emulator, and
//! is not merely kept waiting on purpose.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::{Handle, RuntimeFlavor};

#[derive(Clone, Default)]
pub(super) struct StillClock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// The requests that are under way, and whether each is at rest.
    under_way: HashMap<String, bool>,
    /// Ends the blocking task by being dropped.
    hold: Option<Sender<()>>,
}

impl StillClock {
    pub(super) fn begin(&self, key: &str) {
        self.change(|requests| {
            requests.insert(key.to_owned(), false);
        });
    }

    pub(super) fn end(&self, key: &str) {
        self.change(|requests| {
            requests.remove(key);
        });
    }

    /// Lets the clock go on for the sake of a request that the emulator keeps waiting, until the guard is dropped.
    pub(super) fn rest(&self, key: Option<String>) -> Rest {
        let rest = Rest { clock: self.clone(), key };
        rest.set(true);
        rest
    }

    fn change(&self, change: impl FnOnce(&mut HashMap<String, bool>)) {
        let mut state = self.lock();
        change(&mut state.under_way);
        if state.under_way.values().all(|is_at_rest| *is_at_rest) {
            state.hold = None;
        } else if state.hold.is_none()
            && let Ok(runtime) = Handle::try_current()
            // The clock of the others cannot be paused.
            && runtime.runtime_flavor() == RuntimeFlavor::CurrentThread
        {
            let (sender, receiver) = channel::<()>();
            runtime.spawn_blocking(move || receiver.recv());
            state.hold = Some(sender);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The worst that a panic can leave behind is a clock that stands still a little longer.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Rest {
    clock: StillClock,
    key: Option<String>,
}

impl Rest {
    fn set(&self, at_rest: bool) {
        if let Some(key) = &self.key {
            self.clock.change(|requests| {
                // A client that has given up in the meantime has no request anymore.
                if let Some(state) = requests.get_mut(key) {
                    *state = at_rest;
                }
            });
        }
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        self.set(false);
    }
}
