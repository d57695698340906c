//! How to register.

use std::time::Duration;

/// How to register.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    /// The maximum number of devices in a request.
    pub(super) chunk_size: usize,
    /// The maximum number of requests at the same time.
    pub(super) concurrency: usize,
    pub(super) poll_interval: Duration,
    pub(super) row_timeout: Duration,
    pub(super) timeout: Option<Duration>,
    pub(super) waits_for_profile: bool,
    pub(super) synchronizes: bool,
    pub(super) keeps_records: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            chunk_size: 200,
            concurrency: 4,
            poll_interval: Duration::from_secs(15),
            row_timeout: Duration::from_secs(60 * 60),
            timeout: None,
            waits_for_profile: false,
            synchronizes: false,
            keeps_records: false,
        }
    }
}
