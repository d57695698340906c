//! The decision whether and when to retry a request.

use super::{Progress, SHORTEST_ATTEMPT, not_sent};
use crate::error::{AttemptError, Error, ErrorKind, Outcome, Persistence};
use crate::pipeline::gate::{Gate, Pass, Throttling};
use crate::retry::RetryPolicy;
use reqwest::Method;
use std::time::Duration;
use tokio::time::Instant;

/// The rules for retrying a request.
pub(in crate::pipeline) struct Rules<'a> {
    pub(in crate::pipeline) policy: &'a RetryPolicy,
    pub(in crate::pipeline) gate: &'a Gate,
    pub(in crate::pipeline) method: &'a Method,
    pub(in crate::pipeline) retries_unknown: bool,
    pub(in crate::pipeline) timeout: Duration,
    pub(in crate::pipeline) deadline: Instant,
    /// The source of random factors for backoff and jitter, from 0 to below 1.
    pub(in crate::pipeline) jitter: fn() -> f64,
}

impl Rules<'_> {
    /// Returns the last moment at which an attempt may start.
    pub(super) fn latest_start(&self) -> Instant {
        let shortest = SHORTEST_ATTEMPT.min(self.timeout / 2);
        self.deadline.checked_sub(shortest).unwrap_or(self.deadline)
    }

    /// Returns `true` if the resource is gone because an earlier attempt deleted it, whichever status says so. The error must
    /// be an OData error: a 404 of a gateway proves nothing.
    pub(super) fn proves_deletion(&self, earlier: Outcome, error: &Error) -> bool {
        let is_gone = error.is_not_found() && error.service().is_some();
        self.method == Method::DELETE && earlier == Outcome::Unknown && is_gone
    }

    /// Closes the gate for all requests, and returns the time until it opens.
    pub(super) fn close_gate(&self, pass: Pass, failed: &AttemptError, now: Instant) -> Duration {
        let throttling = Throttling {
            retry_after: failed.error.retry_after(),
            time_left: self.deadline.saturating_duration_since(now),
            backoff: &|strikes| self.policy.backoff_bound(strikes),
            jitter: (self.jitter)(),
        };
        self.gate.throttled(pass, now, &throttling).saturating_duration_since(now)
    }

    /// Returns the failed attempt and the wait before the next one, or the error if the request must not be retried. The wait
    /// of a throttled request is known.
    pub(super) fn wait<T>(
        &self,
        progress: &Progress<T>,
        throttled_wait: Option<Duration>,
        failed: AttemptError,
        now: Instant,
    ) -> Result<(AttemptError, Duration), AttemptError> {
        let may_retry = match progress.outcome {
            Outcome::NotSent | Outcome::Refused => true,
            Outcome::Unknown => self.method.is_idempotent() || self.retries_unknown,
            Outcome::CarriedOut => self.method.is_safe(),
        };
        let is_hopeless = match failed.persistence {
            Persistence::Passing => false,
            Persistence::LikelyLasting => progress.likely_lasting > 1,
            Persistence::Lasting => true,
        };
        if !may_retry || is_hopeless {
            return Err(failed);
        }
        let wait = match throttled_wait {
            // The gate shortens an unreasonable wait for other requests, but this one has its answer.
            Some(wait) => self
                .policy
                .retries_throttled(progress.throttled)
                .then(|| wait.max(failed.error.retry_after().unwrap_or_default())),
            None => self.policy.wait(progress.counted_attempts(), &failed, self.jitter),
        };
        let Some(wait) = wait else { return Err(failed) };
        if wait + SHORTEST_ATTEMPT <= self.deadline.saturating_duration_since(now) {
            return Ok((failed, wait));
        }
        let wait = failed.error.retry_after().filter(|wait| !wait.is_zero()).unwrap_or(wait);
        Err(self.too_late(failed, Some(wait)))
    }

    /// Returns the error of an attempt that cannot be repeated in time.
    pub(super) fn too_late(&self, failed: AttemptError, wait: Option<Duration>) -> AttemptError {
        let hint = format!("the next attempt would start after the timeout of {:?}", self.timeout);
        let wait = wait.or(failed.error.retry_after());
        failed.error.with_retry_after(wait).with_hint(hint).into()
    }

    /// Returns the error of a request whose turn would come too late.
    pub(super) fn gate_is_closed(&self, wait: Option<Duration>) -> Error {
        let reason = self.gate.reason();
        let message = format!("{reason}, and the turn of this request comes after its timeout of {:?}", self.timeout);
        not_sent(ErrorKind::Timeout, message).with_retry_after(wait)
    }
}
