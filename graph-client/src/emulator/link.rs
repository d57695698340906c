//! What ties the emulator's own clients to it.

use super::fault::Fault;
use super::server::Server;
use crate::pipeline::{CLIENT_REQUEST_ID, RETRY_ATTEMPT};
use reqwest::header::HeaderMap;
use std::sync::Arc;

/// Tells the emulator of every attempt before it is made: some faults have to be there before the request is, and a
/// paused clock has to stand still.
#[derive(Clone)]
pub(crate) struct Link(pub(super) Arc<Server>);

impl Link {
    /// Announces a request with those headers. It is over when the guard is dropped.
    pub(crate) fn begin(&self, headers: &HeaderMap) -> InFlight {
        let key = request_key(headers).unwrap_or_default();
        self.0.clock.begin(&key);
        let is_refused = self.0.script().assign(&key) == Some(Fault::ConnectionRefused);
        if is_refused {
            self.0.door.shut();
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
            self.server.door.unshut();
        }
        self.server.script().forget(&self.key);
        self.server.clock.end(&self.key);
    }
}

/// What tells an attempt from all others.
pub(super) fn request_key(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    Some(format!("{}/{}", text(CLIENT_REQUEST_ID)?, text(RETRY_ATTEMPT).unwrap_or("0")))
}
