//! The formats of `Retry-After` that the emulator writes.

use std::time::{Duration, SystemTime};

/// The format of a `Retry-After` header.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault, RetryAfter};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.inject_faults([
///     Fault::Throttled(Some(RetryAfter::Decimal(Duration::from_millis(2128)))),
///     Fault::unavailable(RetryAfter::Date(Duration::from_secs(30))),
///     Fault::Throttled(None),
/// ]);
/// let response = emulator.client()?.beta().device_management().autopilot_events().list().send().await?;
/// assert_eq!(response.attempts(), 4);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// Whole seconds, such as `2`.
    Seconds(u64),
    /// Decimal seconds, such as `2.128`.
    Decimal(Duration),
    /// Any text, such as `00:00:02` or `soon`.
    Verbatim(&'static str),
    /// An HTTP date this long after the date of the response, rounded down to seconds.
    Date(Duration),
}

impl RetryAfter {
    /// Returns the value of the header in a response with this date.
    pub(in crate::emulator) fn header(self, now: SystemTime) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Decimal(duration) => duration.as_secs_f64().to_string(),
            Self::Verbatim(text) => text.to_owned(),
            // `fmt_http_date` panics after the year 9999.
            Self::Date(duration) => {
                let max = Duration::from_secs(60 * 60 * 24 * 365 * 1000);
                httpdate::fmt_http_date(now + duration.min(max))
            }
        }
    }
}
