//! Whether a request is repeated, and when.
//!
//! What decides is what became of it. A request that was certainly not carried out (there was no connection; 429; 503)
//! can be repeated whatever it does. One that may have been carried out (a lost answer, 504, …) can be repeated only if
//! doing it twice comes to the same, as with GET and DELETE, or if its caller accepts that.

mod retry_after;

use crate::error::{Error, Outcome};
use reqwest::{Method, StatusCode};
pub(crate) use retry_after::retry_after;
use std::time::Duration;

/// How often a request is repeated, and how long to wait where the service does not say.
///
/// A service that answers 429 or 503 usually says in `Retry-After` how long to wait, and that is how long the client
/// waits. Otherwise it waits for a random time between nothing and a bound that doubles with every attempt, so that many
/// clients do not come back at once. Attempts and waits together end with the request's
/// [timeout](crate::Request::timeout): a wait that does not fit in is not begun, and
/// [`Error::retry_after`] says how long it would have been.
///
/// ```
/// use graph_client::{GraphClient, RetryPolicy, StaticToken};
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().with_max_attempts(10).with_max_backoff(Duration::from_secs(120));
/// let client = GraphClient::builder().credential(StaticToken::new("t")).retry(patient).build()?;
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
}

impl RetryPolicy {
    /// Sends every request once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().with_max_attempts(1)
    }

    /// How often a request is sent at most, the first time included; 5 if not set. There is always a first time, so 0 is
    /// the same as 1.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The bound of the first wait that the service does not prescribe; 2 seconds if not set.
    #[must_use]
    pub fn with_initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// The bound of all waits that the service does not prescribe; 60 seconds if not set.
    #[must_use]
    pub fn with_max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// How long to wait after that attempt (the first is 1) if the service does not say.
    fn backoff(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let bound = self.initial_backoff.saturating_mul(doubled).min(self.max_backoff);
        // A factor below 1 cannot overflow.
        bound.mul_f64(fastrand::f64())
    }

    /// How long to wait before an attempt that failed is repeated. `None` if it must not be, or is not to be again.
    pub(crate) fn wait(&self, method: &Method, accepts_twice: bool, attempt: u32, error: &Error) -> Option<Duration> {
        let is_safe = match error.outcome() {
            Outcome::NotSent | Outcome::Refused => true,
            Outcome::Unknown => method.is_idempotent() || accepts_twice,
            Outcome::CarriedOut => method.is_safe(),
        };
        (attempt < self.max_attempts && is_safe && is_transient(error))
            .then(|| error.retry_after().unwrap_or_else(|| self.backoff(attempt)))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 5, initial_backoff: Duration::from_secs(2), max_backoff: Duration::from_secs(60) }
    }
}

/// Whether the same request may well succeed a little later. An answer says so by its status, however much of it came.
fn is_transient(error: &Error) -> bool {
    match error.status() {
        Some(status) if status.is_success() => error.is_timeout() || error.is_broken_off(),
        Some(status) => matches!(
            status,
            StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_MANY_REQUESTS
                | StatusCode::INTERNAL_SERVER_ERROR
                | StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT
        ),
        None => error.is_timeout() || error.is_connection(),
    }
}

#[cfg(test)]
mod tests {
    use super::RetryPolicy;
    use std::time::Duration;

    #[test]
    fn a_backoff_is_spread_below_a_bound_that_doubles() {
        let policy = RetryPolicy::default();
        for (attempt, bound) in [(1, 2), (2, 4), (3, 8), (6, 60), (40, 60), (u32::MAX, 60)] {
            let bound = Duration::from_secs(bound);
            let waits: Vec<Duration> = (0..200).map(|_| policy.backoff(attempt)).collect();
            assert!(waits.iter().all(|wait| *wait <= bound), "{attempt}: {waits:?}");
            assert!(waits.iter().any(|wait| *wait < bound / 4), "{attempt}: {waits:?}");
            assert!(waits.iter().any(|wait| *wait > bound / 4 * 3), "{attempt}: {waits:?}");
        }
    }

    #[test]
    fn no_setting_overflows() {
        let policy = RetryPolicy::default()
            .with_initial_backoff(Duration::MAX)
            .with_max_backoff(Duration::MAX)
            .with_max_attempts(0);
        for attempt in [0, 1, 2, u32::MAX] {
            assert!(policy.backoff(attempt) <= Duration::MAX);
        }
    }
}
