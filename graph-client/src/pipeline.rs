//! The only road to the network: authorize, send, receive, classify, and return or wait and go again.

mod answer;
mod call;
mod transport;

use crate::credential::{AccessToken, TokenCache};
use crate::error::{Error, ErrorKind, Outcome};
use crate::retry::RetryPolicy;
use crate::service_root::ServiceRoot;
pub(crate) use answer::Answer;
pub(crate) use call::{Call, Contract};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Method, StatusCode};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;
pub(crate) use transport::{Configure, Settings, Transport};
use uuid::{Builder, Uuid};

pub(crate) const CLIENT_REQUEST_ID: &str = "client-request-id";
pub(crate) const REQUEST_ID: &str = "request-id";
pub(crate) const RETRY_ATTEMPT: &str = "retry-attempt";

/// What a timeout beyond the clock's range comes to: about 30 years.
const FOREVER: Duration = Duration::from_secs(1_000_000_000);

/// What a client was built with.
pub(crate) struct Pipeline {
    pub(crate) transport: Transport,
    pub(crate) tokens: TokenCache,
    pub(crate) service_root: ServiceRoot,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) response_limit: usize,
    #[cfg(feature = "emulator")]
    pub(crate) emulator: Option<crate::emulator::Link>,
}

/// One of the times that a call is sent.
struct Attempt<'a> {
    request: reqwest::Request,
    number: u32,
    token: &'a AccessToken,
    on_new_connection: bool,
}

impl Pipeline {
    /// Sends a call, as often as it takes and may be, and gives the answer that means success.
    pub(crate) async fn send<'c>(&self, call: &'c Call) -> Result<Answer<'c>, Error> {
        let client_request_id = new_request_id().to_string();
        let (method, path) = (&call.method, call.path.template());
        let span = tracing::info_span!("graph_request", %method, path, client_request_id);
        async {
            let started = Instant::now();
            let result = self.exchange(call, &client_request_id, started).await;
            let duration_ms = milliseconds(started.elapsed());
            match &result {
                Ok(answer) => {
                    tracing::debug!(status = answer.status().as_u16(), attempts = answer.attempts, duration_ms, "done");
                }
                Err(error) => {
                    let (status, outcome) = (error.status().map(|status| status.as_u16()), error.outcome().as_str());
                    let (kind, attempts) = (error.kind(), error.attempts());
                    tracing::info!(?kind, status, outcome, attempts, duration_ms, "failed");
                }
            }
            result
        }
        .instrument(span)
        .await
    }

    async fn exchange<'c>(&self, call: &'c Call, client_request_id: &str, now: Instant) -> Result<Answer<'c>, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::new(ErrorKind::Request, Outcome::NotSent, "there is no tokio runtime to send it in"));
        }
        let time = call.timeout.unwrap_or(self.timeout);
        let deadline = now.checked_add(time).unwrap_or(now + FOREVER);
        let policy = call.retry.as_ref().unwrap_or(&self.retry);
        let mut attempts = 0;
        let mut outcome = Outcome::NotSent;
        let mut is_challenged = false;
        let mut new_token = None;
        let mut on_new_connection = false;
        loop {
            attempts += 1;
            let request = call.to_request(&self.service_root, client_request_id)?;
            let authorized = match new_token.take() {
                Some(token) => Ok(token),
                None => self.authorize(deadline).await,
            };
            let token = authorized.map_err(|error| {
                let outcome = error.outcome().after(outcome);
                error.with_attempts(client_request_id, attempts, outcome)
            })?;
            let attempt = Attempt { request, number: attempts, token: &token, on_new_connection };
            let error = match self.attempt(call, attempt, deadline).await {
                Ok(answer) => return Ok(answer.with_exchange(client_request_id, attempts)),
                Err(error) => error,
            };
            let is_gone = error.is_not_found() && error.service().is_some();
            if call.method == Method::DELETE && outcome == Outcome::Unknown && is_gone {
                // An earlier attempt got through: the service itself says so, and nobody in between.
                return Ok(Answer::gone(&error).with_exchange(client_request_id, attempts));
            }
            // What is only read cannot have been done by an earlier attempt.
            outcome = if call.method.is_safe() { error.outcome() } else { error.outcome().after(outcome) };
            let error = error.with_attempts(client_request_id, attempts, outcome);

            if error.is_unauthorized() && !is_challenged {
                is_challenged = true;
                new_token = Some(self.other_token(token, error, deadline).await?);
                continue;
            }
            // With another token it is a request that was not tried yet, and none of those that the policy limits.
            let counted = attempts - u32::from(is_challenged);
            let Some(wait) = policy.wait(&call.method, call.repeats_unknown, counted, &error) else {
                return Err(error);
            };
            if wait >= deadline.saturating_duration_since(Instant::now()) {
                let hint = format!(
                    "the next attempt would have to wait for {wait:?}, which does not fit into the timeout of {time:?}"
                );
                return Err(error.with_retry_after(Some(wait)).with_hint(hint));
            }
            on_new_connection = error.status() == Some(StatusCode::SERVICE_UNAVAILABLE);
            tracing::info!(wait_ms = milliseconds(wait), "waiting for the next attempt");
            sleep(wait).await;
        }
    }

    async fn authorize(&self, deadline: Instant) -> Result<AccessToken, Error> {
        let acquired = timeout_at(deadline, self.tokens.token()).await;
        let not_sent = |kind, message: &str| Error::new(kind, Outcome::NotSent, message);
        match acquired {
            Ok(Ok(token)) if Instant::now() < deadline => Ok(token),
            Ok(Ok(_)) => Err(not_sent(ErrorKind::Timeout, "the time was up before the request could be sent")),
            Ok(Err(error)) => {
                Err(not_sent(ErrorKind::Credential, "no access token could be had").with_shared_source(error))
            }
            Err(_) => Err(not_sent(ErrorKind::Timeout, "the time was up before there was an access token")),
        }
    }

    /// A token in the place of one that the service refused: with the claims that it asks for, or one that is newer. If
    /// there is none, the refusal stands.
    async fn other_token(&self, refused: AccessToken, error: Error, deadline: Instant) -> Result<AccessToken, Error> {
        self.tokens.forget(&refused);
        let acquired = async {
            match error.challenge() {
                Some(claims) => self.tokens.token_with(claims, &refused).await.map(Some),
                None => self
                    .tokens
                    .token()
                    .await
                    .map(|token| Some(token).filter(|token| token.secret() != refused.secret())),
            }
        };
        match timeout_at(deadline, acquired).await {
            Ok(Ok(Some(token))) => Ok(token),
            Ok(Ok(None)) | Err(_) => Err(error),
            Ok(Err(source)) => Err(error.with_no_other_token(source)),
        }
    }

    /// Sends a call once.
    async fn attempt<'c>(&self, call: &'c Call, attempt: Attempt<'_>, deadline: Instant) -> Result<Answer<'c>, Error> {
        let span = tracing::debug_span!("attempt", attempt = attempt.number);
        async {
            let Attempt { mut request, number, token, on_new_connection } = attempt;
            let started = Instant::now();
            request.headers_mut().insert(AUTHORIZATION, token.to_header());
            if number > 1 {
                request.headers_mut().insert(RETRY_ATTEMPT, HeaderValue::from(number - 1));
            }
            #[cfg(feature = "emulator")]
            let _in_flight = self.emulator.as_ref().map(|emulator| emulator.begin(request.headers()));
            let left = deadline.saturating_duration_since(started);
            *request.timeout_mut() = Some(left.min(call.attempt_timeout.unwrap_or(self.attempt_timeout)));
            let response = self.transport.send(request, on_new_connection).await;
            let result = match response {
                Ok(response) => {
                    let answer = Answer::receive(response, self.response_limit, &call.secrets, token.secret()).await;
                    answer.classify(&call.contract)
                }
                Err(error) => Err(error),
            };
            // Who does not look at it shall not pay for cleaning it.
            if tracing::enabled!(tracing::Level::DEBUG) {
                let (kind, status, request_id) = match &result {
                    Ok(answer) => (None, Some(answer.status()), answer.redacted_request_id()),
                    Err(error) => (Some(error.kind()), error.status(), error.request_id().map(str::to_owned)),
                };
                let kind = kind.map(tracing::field::debug);
                let (status, duration_ms) = (status.map(|status| status.as_u16()), milliseconds(started.elapsed()));
                tracing::debug!(kind, status, request_id, duration_ms, "attempt ended");
            }
            result
        }
        .instrument(span)
        .await
    }
}

/// A name for a request. It keeps no secret, so it is not worth a call of the operating system for its random numbers.
fn new_request_id() -> Uuid {
    Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
