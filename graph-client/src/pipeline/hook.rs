//! A hook into attempts.

use reqwest::header::HeaderMap;

/// An observer of attempts. The emulator prepares for those of its own clients.
pub(crate) trait AttemptHook: Send + Sync {
    /// Announces an attempt with these headers. The guard is dropped when the attempt has ended.
    fn begin(&self, headers: &HeaderMap) -> AttemptGuard;
}

/// A guard that lives as long as an attempt.
pub(crate) type AttemptGuard = Box<dyn Send>;
