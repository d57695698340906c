//! The loop around the attempts of a request.
//!
//! It depends on a policy, a clock, a gate, a source of random numbers and attempts, not on the network: authorize, wait at the
//! gate, send, then return or wait and try again.

mod rules;
#[cfg(test)]
mod tests;

use super::clock::Clock;
use super::gate::Pass;
use crate::credential::CredentialError;
use crate::error::{AttemptError, Error, ErrorKind, Outcome, Persistence};
use reqwest::{Method, StatusCode};
pub(super) use rules::Rules;
use std::time::Duration;
use tokio::time::Instant;

/// The least time to leave for an attempt that has waited: with less, it could only end with an unknown outcome.
const SHORTEST_ATTEMPT: Duration = Duration::from_millis(50);

/// The time for which the attempts of a request share a token, before the credential's cache is asked again.
const TOKEN_AGE: Duration = Duration::from_secs(10);

/// The duration of an acquisition behind the gate after which the request waits for another turn.
const LONG_ACQUISITION: Duration = Duration::from_millis(50);

/// Makes the attempts of a request.
pub(super) trait Attempts {
    type Token: Clone;
    type Response;

    /// Acquires a token with these claims, if any.
    fn authorize(&mut self, claims: Option<&str>) -> impl Future<Output = Result<Self::Token, CredentialError>> + Send;

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

/// The state of the attempts so far.
struct Progress<T> {
    attempts: u32,
    /// The attempts that the service throttled.
    throttled: u32,
    /// The attempts that failed for a reason that rarely passes.
    likely_lasting: u32,
    outcome: Outcome,
    /// Whether the one replacement of the token is used up.
    has_replaced_token: bool,
    /// The token at hand, and when it was acquired.
    token: Option<(T, Instant)>,
    /// The claims of the service's challenge. Later tokens need them, too.
    claims: Option<String>,
    on_new_connection: bool,
}

impl<T> Progress<T> {
    const fn new() -> Self {
        Self {
            attempts: 0,
            throttled: 0,
            likely_lasting: 0,
            outcome: Outcome::NotSent,
            has_replaced_token: false,
            token: None,
            claims: None,
            on_new_connection: false,
        }
    }

    /// Adds the outcome of an attempt to that of the whole request.
    fn record(&mut self, outcome: Outcome, method: &Method) {
        // Reading changes nothing, so earlier attempts do not matter.
        self.outcome = if method.is_safe() { outcome } else { outcome.after(self.outcome) };
    }

    /// Returns the number of attempts, without the throttled ones and the one whose token was replaced.
    fn counted_attempts(&self) -> u32 {
        self.attempts - self.throttled - u32::from(self.has_replaced_token)
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
    let mut previous: Option<AttemptError> = None;
    loop {
        progress.attempts += 1;
        let (token, pass) = match turn(rules, clock, attempts, progress).await? {
            Ok(turn) => turn,
            Err(too_late) => {
                let Some(previous) = previous else { return Err(too_late.into()) };
                progress.attempts -= 1;
                return Err(rules.too_late(previous, too_late.retry_after()));
            }
        };
        let time_left = rules.deadline.saturating_duration_since(clock.now());
        let (number, on_new_connection) = (progress.attempts, progress.on_new_connection);
        let result = attempts.send(&token, Attempt { number, on_new_connection, time_left }).await;
        let failed = match result {
            Ok(response) => {
                rules.gate.served(pass);
                return Ok(response);
            }
            Err(failed) => failed,
        };
        if rules.proves_deletion(progress.outcome, &failed.error) {
            rules.gate.served(pass);
            return Ok(attempts.already_done(&failed.error));
        }
        progress.record(failed.error.outcome(), rules.method);
        let wait = if failed.error.is_throttled() {
            progress.throttled += 1;
            Some(rules.close_gate(pass, &failed, clock.now()))
        } else {
            if failed.error.status().is_some() {
                rules.gate.served(pass);
            }
            None
        };
        if failed.may_need_another_token() && !progress.has_replaced_token {
            progress.has_replaced_token = true;
            progress.claims.clone_from(&failed.claims);
            let replacement = replace_token(rules, clock, attempts, token, failed).await?;
            progress.token = Some((replacement, clock.now()));
            previous = None;
            continue;
        }
        progress.on_new_connection = failed.error.status() == Some(StatusCode::SERVICE_UNAVAILABLE);
        progress.likely_lasting += u32::from(failed.persistence == Persistence::LikelyLasting);
        let waits_at_gate = wait.is_some();
        let (failed, wait) = rules.wait(progress, wait, failed, clock.now())?;
        let (kind, status) = (failed.error.kind(), failed.error.status().map(|status| status.as_u16()));
        let wait_ms = super::milliseconds(wait);
        tracing::info!(wait_ms, attempt = progress.attempts, ?kind, status, "waiting for the next attempt");
        if !waits_at_gate {
            clock.sleep(wait).await;
        }
        previous = Some(failed);
    }
}

/// Waits until the request may be sent, with a token that is not old. If that is too late, returns the error of a request that
/// was not sent.
async fn turn<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
    progress: &mut Progress<A::Token>,
) -> Result<Result<(A::Token, Pass), Error>, AttemptError> {
    let latest = rules.latest_start();
    // Requests that acquire the same token behind the gate would leave in a burst.
    authorize(rules, clock, attempts, progress).await?;
    let mut has_passed = false;
    loop {
        let pass = match rules.gate.pass(clock, latest).await {
            Ok(pass) => pass,
            Err(wait) => return Ok(Err(rules.gate_is_closed(wait))),
        };
        let passed_at = clock.now();
        let token = authorize(rules, clock, attempts, progress).await?;
        let now = clock.now();
        if now > latest {
            return Ok(Err(not_sent(ErrorKind::Timeout, "timed out before the request was sent")));
        }
        if has_passed || now.saturating_duration_since(passed_at) < LONG_ACQUISITION {
            return Ok(Ok((token, pass)));
        }
        has_passed = true;
    }
}

/// Returns the token at hand, or acquires one if there is none or it is old.
async fn authorize<A: Attempts>(
    rules: &Rules<'_>,
    clock: &impl Clock,
    attempts: &mut A,
    progress: &mut Progress<A::Token>,
) -> Result<A::Token, AttemptError> {
    if let Some((token, acquired_at)) = &progress.token
        && clock.now().saturating_duration_since(*acquired_at) < TOKEN_AGE
    {
        return Ok(token.clone());
    }
    let error = match clock.timeout_at(rules.deadline, attempts.authorize(progress.claims.as_deref())).await {
        Some(Ok(token)) => {
            progress.token = Some((token.clone(), clock.now()));
            return Ok(token);
        }
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

fn not_sent(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error::new(kind, Outcome::NotSent, message)
}
