//! Dates in tokio's time.

use chrono::{DateTime, SecondsFormat, Utc};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Tells the date of an instant. The date stands still while tokio's clock is paused.
pub(super) struct Clock {
    instant: Instant,
    system: SystemTime,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { instant: Instant::now(), system: SystemTime::now() }
    }

    /// Returns the date of an instant as Edm.DateTimeOffset, in microseconds.
    pub(super) fn date(&self, at: Instant) -> String {
        self.utc(at).to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// Returns the time from a date to an instant: zero if the date is later, `None` if it is not one.
    pub(super) fn since(&self, date: &str, at: Instant) -> Option<Duration> {
        let date = DateTime::parse_from_rfc3339(date).ok()?;
        Some((self.utc(at) - date.to_utc()).to_std().unwrap_or_default())
    }

    fn utc(&self, at: Instant) -> DateTime<Utc> {
        (self.system + at.saturating_duration_since(self.instant)).into()
    }
}
