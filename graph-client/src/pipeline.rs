//! The pipeline that sends every request: authorize, throttle, send, classify, then return or wait and try again.

mod batch;
mod body;
mod call;
mod clock;
mod content_coding;
mod exchange;
mod failure;
mod gate;
mod hook;
mod raw_response;
mod retry_loop;
mod sent_body;
mod transport;

use crate::clock::LONGEST;
use crate::credential::TokenCache;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Outcome};
use crate::retry::RetryPolicy;
#[cfg(any(test, fuzzing))]
pub use batch::fuzz as batch_fuzz;
pub(crate) use batch::{BatchRequest, Erased};
pub(crate) use call::{Call, Content, Operation};
use clock::TokioClock;
use exchange::Exchange;
pub(crate) use gate::Gate;
#[cfg(feature = "emulator")]
pub(crate) use hook::AttemptGuard;
pub(crate) use hook::AttemptHook;
pub(crate) use raw_response::{RawResponse, is_in_progress};
use retry_loop::{Attempts, Rules};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::Instant;
use tracing::Instrument;
pub(crate) use transport::{Configure, Settings, Transport};
use uuid::{Builder, Uuid};

pub(crate) const CLIENT_REQUEST_ID: &str = "client-request-id";
pub(crate) const REQUEST_ID: &str = "request-id";
pub(crate) const RETRY_ATTEMPT: &str = "retry-attempt";

/// Everything that the requests of a client share.
pub struct Pipeline {
    pub(crate) transport: Transport,
    pub(crate) tokens: TokenCache,
    pub(crate) gate: Gate,
    pub(crate) endpoint: Endpoint,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) response_limit: usize,
    pub(crate) attempt_hook: Option<Arc<dyn AttemptHook>>,
}

impl Pipeline {
    /// Sends a call unless it is invalid, retries it as the policy allows, and reads the successful response.
    pub(crate) async fn send<'c, T>(
        &self,
        call: &'c Call,
        invalid: Option<Error>,
        read: impl FnOnce(RawResponse<'c>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let client_request_id = new_request_id().to_string();
        let attempts = Exchange::new(self, call, &client_request_id);
        self.send_by(attempts, call, invalid, &client_request_id, read).await
    }

    /// Sends a call by these attempts.
    async fn send_by<'c, T>(
        &self,
        attempts: impl Attempts<Response = RawResponse<'c>>,
        call: &Call,
        invalid: Option<Error>,
        client_request_id: &str,
        read: impl FnOnce(RawResponse<'c>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (method, path) = (&call.method, call.path.template());
        let span = tracing::info_span!("graph_request", %method, path, client_request_id);
        let started = Instant::now();
        let sent = match invalid {
            Some(error) => Err(error),
            // Pinned first: a future that has not begun is as large to move as one that has.
            None => pin!(self.exchange(attempts, call, client_request_id, started)).instrument(span.clone()).await,
        };
        span.in_scope(|| {
            let success = sent.as_ref().ok().map(|response| (response.status.as_u16(), response.attempts));
            let mut result = sent.and_then(read);
            let duration_ms = milliseconds(started.elapsed());
            match (&mut result, success) {
                (Err(error), _) => {
                    let (status, outcome) = (error.status().map(|status| status.as_u16()), error.outcome().as_str());
                    let (kind, attempts) = (error.kind(), error.attempts());
                    tracing::info!(?kind, status, outcome, attempts, duration_ms, "request failed");
                    error.set_target(method, path, self.endpoint.authority());
                }
                (Ok(_), Some((status, attempts))) => {
                    tracing::debug!(status, attempts, duration_ms, "request succeeded");
                }
                (Ok(_), None) => {}
            }
            result
        })
    }

    async fn exchange<'c>(
        &self,
        mut attempts: impl Attempts<Response = RawResponse<'c>>,
        call: &Call,
        id: &str,
        now: Instant,
    ) -> Result<RawResponse<'c>, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::new(
                ErrorKind::Request,
                Outcome::NotSent,
                "no tokio runtime is running; send requests from within one",
            ));
        }
        let timeout = call.timeout.unwrap_or(self.timeout);
        let deadline = now.checked_add(timeout).unwrap_or(now + LONGEST);
        let rules = Rules {
            policy: call.retry.as_ref().unwrap_or(&self.retry),
            gate: &self.gate,
            method: &call.method,
            retries_unknown: call.retries_unknown,
            timeout,
            deadline,
            jitter: fastrand::f64,
        };
        match retry_loop::run(&rules, &TokioClock, &mut attempts).await {
            Ok((response, attempts)) => Ok(response.with_id_and_attempts(id.to_owned(), attempts)),
            Err(error) => Err(error.with_client_request_id(id)),
        }
    }
}

/// Creates an id. The id is not a secret: a fast generator is enough.
fn new_request_id() -> Uuid {
    Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
