//! The hook with which the emulator's clients announce their attempts.

use super::attempt_key::attempt_key;
use super::fault::Fault;
use super::server::Server;
use crate::pipeline::{AttemptGuard, AttemptHook};
use reqwest::header::HeaderMap;
use std::sync::Arc;

/// Tells the emulator of every attempt before it is made: some faults must be in place before the request is sent, and a
/// paused clock must stand still while the request is in flight.
pub(super) struct EmulatorHook(pub(super) Arc<Server>);

impl AttemptHook for EmulatorHook {
    fn begin(&self, headers: &HeaderMap) -> AttemptGuard {
        let key = attempt_key(headers).unwrap_or_default();
        self.0.auto_advance.begin(&key);
        let is_refused = self.0.faults().assign(&key) == Some(Fault::ConnectionRefused);
        if is_refused {
            self.0.listener.suspend();
        }
        Box::new(InFlight { server: Arc::clone(&self.0), key, is_refused })
    }
}

/// An attempt in flight between the client and the emulator.
struct InFlight {
    server: Arc<Server>,
    key: String,
    is_refused: bool,
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if self.is_refused {
            self.server.listener.resume();
        }
        self.server.faults().forget(&self.key);
        self.server.auto_advance.end(&self.key);
    }
}
