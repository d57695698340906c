//! The attempts of a request over the network.

use super::call::Call;
use super::raw_response::RawResponse;
use super::retry_loop::{Attempt, Attempts};
use super::{Pipeline, milliseconds};
use crate::credential::{AccessToken, CredentialError};
use crate::error::{AttemptError, Error};
use reqwest::header::AUTHORIZATION;
use std::pin::pin;
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument;

/// The exchange of a call's request and response with the service.
pub(super) struct Exchange<'p, 'c, 'i> {
    pipeline: &'p Pipeline,
    call: &'c Call,
    client_request_id: &'i str,
}

impl<'p, 'c, 'i> Exchange<'p, 'c, 'i> {
    pub(super) fn new(pipeline: &'p Pipeline, call: &'c Call, client_request_id: &'i str) -> Self {
        Self { pipeline, call, client_request_id }
    }

    pub(super) fn call(&self) -> &'c Call {
        self.call
    }

    pub(super) fn client_request_id(&self) -> &'i str {
        self.client_request_id
    }

    pub(super) fn attempt_timeout(&self) -> Duration {
        self.call.attempt_timeout.unwrap_or(self.pipeline.attempt_timeout)
    }

    async fn send_request(&self, token: &AccessToken, attempt: Attempt) -> Result<RawResponse<'c>, AttemptError> {
        let mut request = self.call.to_request(&self.pipeline.endpoint, self.client_request_id, attempt.number);
        request.headers_mut().insert(AUTHORIZATION, token.to_header());
        let (pipeline, call) = (self.pipeline, self.call);
        let _guard = pipeline.attempt_hook.as_ref().map(|hook| hook.begin(request.headers()));
        *request.timeout_mut() = Some(attempt.time_left.min(self.attempt_timeout()));
        let body = call.body.clone().unwrap_or_default();
        let response = pipeline.transport.send(request, body, attempt.on_new_connection).await?;
        RawResponse::receive(response, call, pipeline.response_limit, token.secret()).await
    }
}

impl<'c> Attempts for Exchange<'_, 'c, '_> {
    type Token = AccessToken;
    type Response = RawResponse<'c>;

    async fn authorize(&mut self, claims: Option<&str>) -> Result<AccessToken, CredentialError> {
        self.pipeline.tokens.token(claims).await
    }

    async fn send(&mut self, token: &AccessToken, attempt: Attempt) -> Result<RawResponse<'c>, AttemptError> {
        observe(attempt, pin!(self.send_request(token, attempt))).await
    }

    async fn replace_token(
        &mut self,
        refused: AccessToken,
        claims: Option<&str>,
    ) -> Result<Option<AccessToken>, CredentialError> {
        let tokens = &self.pipeline.tokens;
        tokens.forget(&refused);
        let token = tokens.token(claims).await?;
        Ok(Some(token).filter(|token| claims.is_some() || token.secret() != refused.secret()))
    }

    fn already_done(&self, error: &Error) -> RawResponse<'c> {
        RawResponse::already_done(self.call, error)
    }
}

/// Awaits an attempt in a span of its own, and logs how it ended.
pub(super) async fn observe<'c>(
    attempt: Attempt,
    sending: impl Future<Output = Result<RawResponse<'c>, AttemptError>>,
) -> Result<RawResponse<'c>, AttemptError> {
    let span = tracing::debug_span!("attempt", attempt = attempt.number);
    let started = Instant::now();
    let result = sending.instrument(span.clone()).await;
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
        span.in_scope(|| tracing::debug!(kind, status, request_id, duration_ms, "attempt ended"));
    }
    result
}
