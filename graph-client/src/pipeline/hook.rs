//! A hook around each attempt.

use reqwest::header::HeaderMap;

/// A hook around each attempt. The emulator uses it to prepare faults and the clock.
pub(crate) trait AttemptHook: Send + Sync {
    /// Announces an attempt with these headers. Drop the guard when the attempt has ended.
    fn begin(&self, headers: &HeaderMap) -> AttemptGuard;
}

/// A guard that lives as long as an attempt.
pub(crate) type AttemptGuard = Box<dyn Send>;
