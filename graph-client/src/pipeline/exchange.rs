//! The attempts of a call over the network.

use super::call::Call;
use super::raw_response::RawResponse;
use super::retry_loop::{Attempt, Attempts, Clock};
use super::{Pipeline, RETRY_ATTEMPT, milliseconds};
use crate::credential::AccessToken;
use crate::error::{AttemptError, Error, ErrorKind, Outcome};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

/// The clock of the tokio runtime.
pub(super) struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        sleep(duration)
    }
}

/// A call on its way through the pipeline.
pub(super) struct Exchange<'p, 'c> {
    pipeline: &'p Pipeline,
    call: &'c Call,
    client_request_id: &'p str,
    deadline: Instant,
}

impl<'p, 'c> Exchange<'p, 'c> {
    pub(super) fn new(pipeline: &'p Pipeline, call: &'c Call, client_request_id: &'p str, deadline: Instant) -> Self {
        Self { pipeline, call, client_request_id, deadline }
    }

    async fn send_request(
        &self,
        mut request: reqwest::Request,
        token: &AccessToken,
        attempt: Attempt,
    ) -> Result<RawResponse<'c>, AttemptError> {
        request.headers_mut().insert(AUTHORIZATION, token.to_header());
        if attempt.number > 1 {
            request.headers_mut().insert(RETRY_ATTEMPT, HeaderValue::from(attempt.number - 1));
        }
        let (pipeline, call) = (self.pipeline, self.call);
        let _guard = pipeline.attempt_hook.as_ref().map(|hook| hook.begin(request.headers()));
        let time_left = self.deadline.saturating_duration_since(Instant::now());
        *request.timeout_mut() = Some(time_left.min(call.attempt_timeout.unwrap_or(pipeline.attempt_timeout)));
        let response = pipeline.transport.send(request, attempt.on_new_connection).await?;
        RawResponse::receive(response, &call.operation, pipeline.response_limit, &call.secrets, token.secret()).await
    }
}

impl<'c> Attempts for Exchange<'_, 'c> {
    type Token = AccessToken;
    type Response = RawResponse<'c>;

    async fn authorize(&mut self) -> Result<AccessToken, Error> {
        let not_sent = |kind, message: &str| Error::new(kind, Outcome::NotSent, message);
        match timeout_at(self.deadline, self.pipeline.tokens.token()).await {
            Ok(Ok(token)) if Instant::now() < self.deadline => Ok(token),
            Ok(Ok(_)) => Err(not_sent(ErrorKind::Timeout, "timed out before the request was sent")),
            Ok(Err(error)) => {
                Err(not_sent(ErrorKind::Credential, "could not acquire an access token").with_shared_source(error))
            }
            Err(_) => Err(not_sent(ErrorKind::Timeout, "timed out before an access token was acquired")),
        }
    }

    async fn send(&mut self, token: &AccessToken, attempt: Attempt) -> Result<RawResponse<'c>, AttemptError> {
        let request = self.call.to_request(&self.pipeline.endpoint, self.client_request_id);
        let span = tracing::debug_span!("attempt", attempt = attempt.number);
        async {
            let started = Instant::now();
            let result = self.send_request(request, token, attempt).await;
            // Redact only if DEBUG is enabled.
            if tracing::enabled!(tracing::Level::DEBUG) {
                let (kind, status, request_id) = match &result {
                    Ok(response) => (None, Some(response.status), response.redacted_request_id()),
                    Err(AttemptError { error, .. }) => {
                        (Some(error.kind()), error.status(), error.request_id().map(str::to_owned))
                    }
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

    async fn replace_token(&mut self, refused: AccessToken, refusal: AttemptError) -> Result<AccessToken, Error> {
        let AttemptError { error, claims, .. } = refusal;
        let tokens = &self.pipeline.tokens;
        tokens.forget(&refused);
        let acquired = async {
            match &claims {
                Some(claims) => tokens.token_with(claims, &refused).await.map(Some),
                None => {
                    tokens.token().await.map(|token| Some(token).filter(|token| token.secret() != refused.secret()))
                }
            }
        };
        match timeout_at(self.deadline, acquired).await {
            Ok(Ok(Some(token))) => Ok(token),
            Ok(Ok(None)) | Err(_) => Err(error),
            Ok(Err(source)) => Err(error.with_shared_source(source).with_hint(match claims {
                Some(_) => "the service asks for a token with other claims, which could not be acquired",
                None => "could not acquire another token",
            })),
        }
    }

    fn already_done(&self, error: Error) -> RawResponse<'c> {
        RawResponse::already_done(&error)
    }
}
