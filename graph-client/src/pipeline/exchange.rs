//! The attempts of a request over the network.

use super::call::Call;
use super::raw_response::RawResponse;
use super::retry_loop::{Attempt, Attempts};
use super::{Pipeline, RETRY_ATTEMPT, milliseconds};
use crate::credential::{AccessToken, CredentialError};
use crate::error::{AttemptError, Error};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use std::pin::pin;
use tokio::time::Instant;
use tracing::Instrument;

/// The exchange of a call's request and response with the service.
pub(super) struct Exchange<'p, 'c> {
    pipeline: &'p Pipeline,
    call: &'c Call,
    client_request_id: &'p str,
}

impl<'p, 'c> Exchange<'p, 'c> {
    pub(super) fn new(pipeline: &'p Pipeline, call: &'c Call, client_request_id: &'p str) -> Self {
        Self { pipeline, call, client_request_id }
    }

    async fn send_request(&self, token: &AccessToken, attempt: Attempt) -> Result<RawResponse<'c>, AttemptError> {
        let mut request = self.call.to_request(&self.pipeline.endpoint, self.client_request_id);
        request.headers_mut().insert(AUTHORIZATION, token.to_header());
        if attempt.number > 1 {
            request.headers_mut().insert(RETRY_ATTEMPT, HeaderValue::from(attempt.number - 1));
        }
        let (pipeline, call) = (self.pipeline, self.call);
        let _guard = pipeline.attempt_hook.as_ref().map(|hook| hook.begin(request.headers()));
        *request.timeout_mut() = Some(attempt.time_left.min(call.attempt_timeout.unwrap_or(pipeline.attempt_timeout)));
        let body = call.body.clone().unwrap_or_default();
        let response = pipeline.transport.send(request, body, attempt.on_new_connection).await?;
        RawResponse::receive(response, call, pipeline.response_limit, token.secret()).await
    }
}

impl<'c> Attempts for Exchange<'_, 'c> {
    type Token = AccessToken;
    type Response = RawResponse<'c>;

    async fn authorize(&mut self, claims: Option<&str>) -> Result<AccessToken, CredentialError> {
        self.pipeline.tokens.token(claims).await
    }

    async fn send(&mut self, token: &AccessToken, attempt: Attempt) -> Result<RawResponse<'c>, AttemptError> {
        let span = tracing::debug_span!("attempt", attempt = attempt.number);
        let started = Instant::now();
        let result = pin!(self.send_request(token, attempt)).instrument(span.clone()).await;
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
