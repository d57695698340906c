//! The loop around the attempts of a request.
//!
//! It depends on a policy, a clock, a source of random numbers and attempts, not on the network: authorize, send, then return
//! or wait and try again.

use crate::credential::CredentialError;
use crate::error::{AttemptError, Error, ErrorKind, Outcome};
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

    /// Awaits a future until a deadline. Returns `None` if the deadline passes first.
    fn timeout_at<F: Future + Send>(
        &self,
        deadline: Instant,
        future: F,
    ) -> impl Future<Output = Option<F::Output>> + Send;
}

/// Makes the attempts of a request.
pub(super) trait Attempts {
    type Token;
    type Response;

    /// Acquires a token.
    fn authorize(&mut self) -> impl Future<Output = Result<Self::Token, CredentialError>> + Send;

    /// Sends the request once.
    fn send(
        &mut self,
        token: &Self::Token,
        attempt: Attempt,
    ) -> impl Future<Output = Result<Self::Response, AttemptError>> + Send;

    /// Acquires a replacement for a token that the service rejected, with the claims that it demands, if any. Returns `None` if
    /// the credential has no other token.
    fn replace_token(
        &mut self,
        refused: Self::Token,
        claims: Option<&str>,
    ) -> impl Future<Output = Result<Option<Self::Token>, CredentialError>> + Send;

    /// Returns the response for an error that proves that an earlier attempt succeeded.
    fn already_done(&self, error: &Error) -> Self::Response;
}

/// One of the attempts of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Counted from 1.
    pub(super) number: u32,
    pub(super) on_new_connection: bool,
    /// The time until the deadline.
    pub(super) time_left: Duration,
}

/// The rules for retrying a request.
pub(super) struct Rules<'a> {
    pub(super) policy: &'a RetryPolicy,
    pub(super) method: &'a Method,
    pub(super) retries_unknown: bool,
    pub(super) timeout: Duration,
    pub(super) deadline: Instant,
    /// The source of random factors for the backoff, from 0 to below 1.
    pub(super) jitter: fn() -> f64,
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

    /// Adds the outcome of an attempt to that of the whole request.
    fn record(&mut self, outcome: Outcome, method: &Method) {
        // Reading changes nothing, so earlier attempts do not matter.
        self.outcome = if method.is_safe() { outcome } else { outcome.after(self.outcome) };
    }

    /// Returns the number of attempts, without the one whose token was replaced.
    fn counted_attempts(&self) -> u32 {
        self.attempts - u32::from(self.has_replaced_token)
    }
}

/// Attempts a request until it succeeds or must not be retried. Returns the response and the number of attempts. An error has
/// the outcome of all attempts.
pub(super) async fn run<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
) -> Result<(A::Response, u32), Error> {
    let mut progress = Progress::new();
    match attempt_until_final(rules, clock, attempts, &mut progress).await {
        Ok(response) => Ok((response, progress.attempts)),
        Err(AttemptError { error, .. }) => {
            progress.record(error.outcome(), rules.method);
            Err(error.with_attempts(progress.attempts, progress.outcome))
        }
    }
}

/// Returns the response, or the error of the last attempt alone.
async fn attempt_until_final<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
    progress: &mut Progress<A::Token>,
) -> Result<A::Response, AttemptError> {
    loop {
        progress.attempts += 1;
        let token = match progress.token.take() {
            Some(token) => token,
            None => authorize(rules, clock, attempts).await?,
        };
        let time_left = rules.deadline.saturating_duration_since(clock.now());
        if time_left.is_zero() {
            return Err(not_sent(ErrorKind::Timeout, "timed out before the request was sent").into());
        }
        let (number, on_new_connection) = (progress.attempts, progress.on_new_connection);
        let failed = match attempts.send(&token, Attempt { number, on_new_connection, time_left }).await {
            Ok(response) => return Ok(response),
            Err(failed) => failed,
        };
        if rules.proves_deletion(progress.outcome, &failed.error) {
            return Ok(attempts.already_done(&failed.error));
        }
        progress.record(failed.error.outcome(), rules.method);
        if failed.error.may_need_another_token() && !progress.has_replaced_token {
            progress.has_replaced_token = true;
            progress.token = Some(replace_token(rules, clock, attempts, token, failed).await?);
            continue;
        }
        progress.on_new_connection = failed.error.status() == Some(StatusCode::SERVICE_UNAVAILABLE);
        let wait = rules.wait(progress.counted_attempts(), progress.outcome, failed, clock.now())?;
        tracing::info!(wait_ms = super::milliseconds(wait), "waiting for the next attempt");
        clock.sleep(wait).await;
    }
}

async fn authorize<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
) -> Result<A::Token, AttemptError> {
    let error = match clock.timeout_at(rules.deadline, attempts.authorize()).await {
        Some(Ok(token)) => return Ok(token),
        Some(Err(source)) => {
            not_sent(ErrorKind::Credential, "could not acquire an access token").with_shared_source(source)
        }
        None => not_sent(ErrorKind::Timeout, "timed out before an access token was acquired"),
    };
    Err(error.into())
}

/// Acquires a replacement for a token that the service rejected, or returns the rejection.
async fn replace_token<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
    refused: A::Token,
    refusal: AttemptError,
) -> Result<A::Token, AttemptError> {
    let claims = refusal.claims.as_deref();
    match clock.timeout_at(rules.deadline, attempts.replace_token(refused, claims)).await {
        Some(Ok(Some(token))) => Ok(token),
        Some(Ok(None)) | None => Err(refusal),
        Some(Err(source)) => {
            let hint = match claims {
                Some(_) => "the service asks for a token with other claims, which could not be acquired",
                None => "could not acquire another token",
            };
            let error = refusal.error.with_shared_source(source).with_hint(hint);
            Err(error.into())
        }
    }
}

fn not_sent(kind: ErrorKind, message: &str) -> Error {
    Error::new(kind, Outcome::NotSent, message)
}

impl Rules<'_> {
    /// Returns `true` if the resource is gone because an earlier attempt deleted it, whichever status says so. The error must
    /// be an OData error: a 404 of a gateway proves nothing.
    fn proves_deletion(&self, earlier: Outcome, error: &Error) -> bool {
        let is_gone = error.is_not_found() && error.service().is_some();
        self.method == Method::DELETE && earlier == Outcome::Unknown && is_gone
    }

    /// Returns the wait before the next attempt, or the error if the request must not be retried. The outcome is that of all
    /// attempts so far.
    fn wait(
        &self,
        attempts: u32,
        outcome: Outcome,
        failed: AttemptError,
        now: Instant,
    ) -> Result<Duration, AttemptError> {
        let may_retry = match outcome {
            Outcome::NotSent | Outcome::Refused => true,
            Outcome::Unknown => self.method.is_idempotent() || self.retries_unknown,
            Outcome::CarriedOut => self.method.is_safe(),
        };
        let wait = if may_retry { self.policy.wait(attempts, &failed, self.jitter) } else { None };
        let Some(wait) = wait else { return Err(failed) };
        if wait < self.deadline.saturating_duration_since(now) {
            return Ok(wait);
        }
        let hint = format!("the next attempt would start after the timeout of {:?}", self.timeout);
        let error = failed.error.with_retry_after(Some(wait)).with_hint(hint);
        Err(error.into())
    }
}
