//! The loop around the attempts of a request.
//!
//! It depends on a policy, a clock and attempts, not on the network: authorize, send, then return or wait and try again.

use crate::error::{AttemptError, Error, Outcome};
use crate::retry::RetryPolicy;
use reqwest::{Method, StatusCode};
use std::time::Duration;
use tokio::time::Instant;

#[cfg(test)]
mod tests;

/// The source of time.
pub(super) trait Clock {
    fn now(&self) -> Instant;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;
}

/// Makes the attempts of a request.
pub(super) trait Attempts {
    type Token;
    type Response;

    /// Acquires a token.
    fn authorize(&mut self) -> impl Future<Output = Result<Self::Token, Error>> + Send;

    /// Sends the request once.
    fn send(
        &mut self,
        token: &Self::Token,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Self::Response, AttemptError>> + Send;

    /// Acquires a replacement for a token that the service rejected, or returns the rejection.
    fn replace_token(
        &mut self,
        refused: Self::Token,
        refusal: AttemptError,
    ) -> impl Future<Output = Result<Self::Token, Error>> + Send;

    /// Returns the response for a 404 that proves that an earlier attempt succeeded.
    fn already_done(&self, error: Error) -> Self::Response;
}

/// One of the attempts of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Counted from 1.
    pub(super) number: u32,
    pub(super) on_new_connection: bool,
}

/// The rules for retrying a request.
pub(super) struct Rules<'a> {
    pub(super) policy: &'a RetryPolicy,
    pub(super) method: &'a Method,
    pub(super) retries_unknown: bool,
    pub(super) timeout: Duration,
    pub(super) deadline: Instant,
}

/// The state of the attempts so far.
struct Progress<T> {
    attempts: u32,
    outcome: Outcome,
    /// Whether the one replacement of the token is used up.
    has_replaced_token: bool,
    /// The replacement, until the next attempt takes it.
    token: Option<T>,
    on_new_connection: bool,
}

impl<T> Progress<T> {
    const fn new() -> Self {
        Self {
            attempts: 0,
            outcome: Outcome::NotSent,
            has_replaced_token: false,
            token: None,
            on_new_connection: false,
        }
    }

    fn next_attempt(&mut self) -> Attempt {
        self.attempts += 1;
        Attempt { number: self.attempts, on_new_connection: self.on_new_connection }
    }

    /// Records the outcome of an attempt, and returns the error of the whole request.
    fn record(&mut self, error: Error, method: &Method) -> Error {
        // Reading changes nothing, so earlier attempts do not matter.
        self.outcome = if method.is_safe() { error.outcome() } else { error.outcome().after(self.outcome) };
        error.with_attempts(self.attempts, self.outcome)
    }

    /// Returns the number of attempts, without the one whose token was replaced.
    fn counted_attempts(&self) -> u32 {
        self.attempts - u32::from(self.has_replaced_token)
    }
}

/// Attempts a request until it succeeds or must not be retried. Returns the response and the number of attempts.
pub(super) async fn run<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
) -> Result<(A::Response, u32), Error> {
    let mut progress = Progress::new();
    loop {
        let attempt = progress.next_attempt();
        let token = match progress.token.take() {
            Some(token) => token,
            None => attempts.authorize().await.map_err(|error| progress.record(error, rules.method))?,
        };
        let mut failed = match attempts.send(&token, attempt).await {
            Ok(response) => return Ok((response, attempt.number)),
            Err(failed) => failed,
        };
        if rules.proves_deletion(progress.outcome, &failed.error) {
            return Ok((attempts.already_done(failed.error), attempt.number));
        }
        failed.error = progress.record(failed.error, rules.method);
        if failed.error.is_unauthorized() && !progress.has_replaced_token {
            progress.has_replaced_token = true;
            progress.token = Some(attempts.replace_token(token, failed).await?);
            continue;
        }
        progress.on_new_connection = failed.error.status() == Some(StatusCode::SERVICE_UNAVAILABLE);
        let wait = rules.wait(progress.counted_attempts(), failed, clock.now())?;
        tracing::info!(wait_ms = super::milliseconds(wait), "waiting for the next attempt");
        clock.sleep(wait).await;
    }
}

impl Rules<'_> {
    /// Returns `true` if the resource is gone because an earlier attempt deleted it. The error must be an
    /// OData error: a 404 of a gateway proves nothing.
    fn proves_deletion(&self, earlier: Outcome, error: &Error) -> bool {
        let is_gone = error.is_not_found() && error.service().is_some();
        self.method == Method::DELETE && earlier == Outcome::Unknown && is_gone
    }

    /// Returns the wait before the next attempt, or the error if the request must not be retried.
    fn wait(&self, attempts: u32, failed: AttemptError, now: Instant) -> Result<Duration, Error> {
        let Some(wait) = self.policy.wait(self.method, self.retries_unknown, attempts, &failed) else {
            return Err(failed.error);
        };
        if wait < self.deadline.saturating_duration_since(now) {
            return Ok(wait);
        }
        let hint = format!("the next attempt would wait for {wait:?}, which exceeds the timeout of {:?}", self.timeout);
        Err(failed.error.with_retry_after(Some(wait)).with_hint(hint))
    }
}
