//! Decides whether and when a request is retried.
//!
//! The [outcome](crate::Outcome) of the attempts decides. A request that was certainly not carried out (the connection failed;
//! 429, 509 or another error that says that the request was throttled; 503) can always be retried. One that may have been carried out (a lost response; 504) can be retried only if its method
//! is idempotent, as GET and DELETE are, or if the caller accepts that it is carried out twice.

mod retry_after;

use crate::error::AttemptError;
use reqwest::StatusCode;
pub(crate) use retry_after::retry_after;
use std::time::Duration;

/// A policy for retries: the number of attempts and the backoff.
///
/// The client waits as long as the service asks for in `Retry-After`, which usually comes with 429 and 503. Without it, the
/// client waits for a random time below a bound that doubles with every attempt, so that clients do not retry at the same
/// time. The request's [timeout](crate::Request::timeout) includes all attempts and waits: the client does not begin a wait
/// that exceeds it, and returns an error whose [`retry_after`](crate::Error::retry_after) is that wait.
///
/// Throttling concerns all requests of a client and its clones: after a throttled response, none is sent until the wait is
/// over, and then a few first. By default only the timeout limits the throttled attempts of a request.
///
/// What waiting does not change is not retried: an invalid certificate, refused credentials of a proxy.
///
/// ```
/// use graph_client::{GraphClient, RetryPolicy, StaticToken};
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().with_max_attempts(10).with_max_backoff(Duration::from_secs(120));
/// let client = GraphClient::builder().credential(StaticToken::new("t")).retry(patient).build()?;
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_throttled_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
}

impl RetryPolicy {
    /// Returns a policy that sends every request once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().with_max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first one; 0 means 1. Defaults to 5 without the throttled ones.
    ///
    /// Sets the maximum number of [throttled attempts](Self::with_max_throttled_attempts) to the same number.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self.with_max_throttled_attempts(attempts)
    }

    /// Sets the maximum number of attempts that the service throttles, which are counted separately; 0 means 1. By default
    /// only the timeout limits them.
    ///
    /// ```
    /// use graph_client::RetryPolicy;
    ///
    /// // Give up early on failures, but wait for the service's permission as long as necessary.
    /// let policy = RetryPolicy::default().with_max_attempts(2).with_max_throttled_attempts(u32::MAX);
    /// ```
    #[must_use]
    pub fn with_max_throttled_attempts(mut self, attempts: u32) -> Self {
        self.max_throttled_attempts = attempts.max(1);
        self
    }

    /// Sets the bound of the first backoff. Defaults to 2 seconds. A throttled request waits for a second at least.
    #[must_use]
    pub fn with_initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// Sets the bound of every backoff. Defaults to 60 seconds.
    #[must_use]
    pub fn with_max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// Returns the bound of the wait after an attempt, counted from 1.
    pub(crate) fn backoff_bound(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        self.initial_backoff.saturating_mul(doubled).min(self.max_backoff)
    }

    /// Returns the wait after an attempt, counted from 1: its bound times a factor from 0 to below 1.
    fn backoff(&self, attempt: u32, jitter: f64) -> Duration {
        // A factor below 1 cannot overflow.
        self.backoff_bound(attempt).mul_f64(jitter)
    }

    /// Returns `true` if a request may be repeated after so many throttled attempts.
    pub(crate) fn retries_throttled(&self, attempts: u32) -> bool {
        attempts < self.max_throttled_attempts
    }

    /// Returns the wait before the attempt after this one, counted from 1 without throttled ones. `None` if it is the last one,
    /// or if waiting does not help. The source of random factors is used only if the service asks for no wait.
    pub(crate) fn wait(&self, attempt: u32, failed: &AttemptError, jitter: fn() -> f64) -> Option<Duration> {
        // To repeat a request at once would be a burst if many do.
        let retry_after = failed.error.retry_after().filter(|wait| !wait.is_zero());
        (attempt < self.max_attempts && is_transient(failed))
            .then(|| retry_after.unwrap_or_else(|| self.backoff(attempt, jitter())))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 5,
            max_throttled_attempts: u32::MAX,
            initial_backoff: Duration::from_secs(2),
            max_backoff: Duration::from_secs(60),
        }
    }
}

/// Returns `true` if the same request may succeed later. The status of a response decides, even if its body is
/// incomplete.
fn is_transient(AttemptError { error, is_truncated, .. }: &AttemptError) -> bool {
    match error.status() {
        Some(status) if status.is_success() => error.is_timeout() || *is_truncated,
        Some(status) => matches!(
            status,
            StatusCode::REQUEST_TIMEOUT
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
    fn the_backoff_is_random_below_an_exponential_bound() {
        let policy = RetryPolicy::default();
        for (attempt, bound) in [(1, 2), (2, 4), (3, 8), (6, 60), (40, 60), (u32::MAX, 60)] {
            let bound = Duration::from_secs(bound);
            let waits: Vec<Duration> = (0..200).map(|_| policy.backoff(attempt, fastrand::f64())).collect();
            assert!(waits.iter().all(|wait| *wait <= bound), "{attempt}: {waits:?}");
            assert!(waits.iter().any(|wait| *wait < bound / 4), "{attempt}: {waits:?}");
            assert!(waits.iter().any(|wait| *wait > bound / 4 * 3), "{attempt}: {waits:?}");
        }
    }

    #[test]
    fn the_bounds_of_the_backoff_can_be_set() {
        let policy = RetryPolicy::default()
            .with_initial_backoff(Duration::from_secs(3))
            .with_max_backoff(Duration::from_secs(10));
        assert_eq!([1, 2, 3].map(|attempt| policy.backoff_bound(attempt).as_secs()), [3, 6, 10]);
    }

    #[test]
    fn extreme_settings_do_not_overflow() {
        let policy = RetryPolicy::default()
            .with_initial_backoff(Duration::MAX)
            .with_max_backoff(Duration::MAX)
            .with_max_attempts(0);
        for attempt in [0, 1, 2, u32::MAX] {
            for jitter in [0.0, 0.5, 1.0_f64.next_down()] {
                assert!(policy.backoff(attempt, jitter) <= Duration::MAX);
            }
        }
    }
}
