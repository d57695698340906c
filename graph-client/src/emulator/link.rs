//! What ties the emulator's own clients to it.

use super::attempt_key::attempt_key;
use super::fault::Fault;
use super::server::Server;
use reqwest::header::HeaderMap;
use std::sync::Arc;

/// Tells the emulator of every attempt before it is made: some faults have to be there before the request is, and a
/// paused clock has to stand still.
#[derive(Clone)]
pub(crate) struct Link(pub(super) Arc<Server>);

impl Link {
    /// Announces a request with those headers. It is over when the guard is dropped.
    pub(crate) fn begin(&self, headers: &HeaderMap) -> InFlight {
        let key = attempt_key(headers).unwrap_or_default();
        self.0.auto_advance.begin(&key);
        let is_refused = self.0.faults().assign(&key) == Some(Fault::ConnectionRefused);
        if is_refused {
            self.0.listener.suspend();
        }
        InFlight { server: Arc::clone(&self.0), key, is_refused }
    }
}

/// A request between its client and the emulator.
pub(crate) struct InFlight {
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
