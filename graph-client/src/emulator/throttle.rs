//! Throttling of writes by a token bucket.

use super::fault::{Fault, RetryAfter};
use std::time::Duration;
use tokio::time::Instant;

/// A limit of writes, as a token bucket: full at first, and full again after the period.
///
/// ```
/// use graph_client::emulator::{Emulator, RetryAfter, Throttle};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// use std::time::Duration;
///
/// // With tokio's clock paused, the waits of the client take no time.
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.set_throttle(Throttle::new(10, Duration::from_secs(20)).with_retry_after(RetryAfter::Seconds(2)));
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// for number in 0..20 {
///     devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string())).await?;
/// }
/// assert!(emulator.requests().len() > 20);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Throttle {
    requests: u32,
    period: Duration,
    retry_after: Option<RetryAfter>,
    /// The tokens left, and when.
    level: f64,
    at: Option<Instant>,
}

/// 100 writes in 20 seconds without `Retry-After`: the [limit] that Intune publishes for the neighbours of the Autopilot
/// resources, per application and tenant.
///
/// ```
/// use graph_client::emulator::Throttle;
/// use std::time::Duration;
///
/// assert_eq!(Throttle::default(), Throttle::new(100, Duration::from_secs(20)));
/// ```
///
/// [limit]: https://learn.microsoft.com/graph/throttling-limits#intune-service-limits
impl Default for Throttle {
    fn default() -> Self {
        Self::new(100, Duration::from_secs(20))
    }
}

impl Throttle {
    /// Creates a limit of so many writes in a period. Further writes get 429 without `Retry-After`.
    #[must_use]
    pub fn new(requests: u32, period: Duration) -> Self {
        Self { requests, period, retry_after: None, level: f64::from(requests), at: None }
    }

    /// Adds `Retry-After` to the responses.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: RetryAfter) -> Self {
        self.retry_after = Some(retry_after);
        self
    }

    /// Takes a token, or returns the response of a write that is throttled.
    pub(super) fn take(&mut self) -> Option<Fault> {
        let (now, capacity) = (Instant::now(), f64::from(self.requests));
        let elapsed = now.saturating_duration_since(self.at.unwrap_or(now)).as_secs_f64();
        // A period of zero refills at once.
        let refill = if self.period.is_zero() { capacity } else { elapsed * capacity / self.period.as_secs_f64() };
        self.level = (self.level + refill).min(capacity);
        self.at = Some(now);
        if self.level < 1.0 {
            return Some(Fault::Throttled(self.retry_after));
        }
        self.level -= 1.0;
        None
    }
}
