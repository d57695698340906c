//! Batches: several calls, carried by one request.
//!
//! Every call goes through the [retry loop](super::retry_loop) by itself, with its own deadline, policy and place at the gate,
//! as if it were sent alone. Only its attempts differ: each joins those of other calls, and they leave together as one `$batch`.
//! So a call that the service throttles is repeated alone, and the limits count calls, as the service does.

mod attempts;
mod body;
mod dispatcher;
mod shipment;
mod submission;

use super::call::Call;
use super::exchange::Exchange;
use super::raw_response::RawResponse;
use super::{Pipeline, new_request_id};
use crate::credential::AccessToken;
use crate::error::Error;
use crate::version::Version;
use attempts::BatchedAttempts;
#[cfg(any(test, fuzzing))]
pub use body::fuzz;
use dispatcher::Dispatcher;
use futures_util::StreamExt;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::FuturesUnordered;
use shipment::Shipment;
use std::any::Any;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use submission::{Attempted, Submission};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout_at};

/// The value of a response, of the type that its request asks for.
pub(crate) type Erased = Box<dyn Any + Send>;

/// Reads a successful response.
pub(crate) type Read = Box<dyn FnOnce(RawResponse<'_>) -> Result<Erased, Error> + Send>;

/// A request of a batch.
pub(crate) struct BatchRequest {
    pub(crate) call: Box<Call>,
    /// The error of an invalid request.
    pub(crate) invalid: Option<Error>,
    pub(crate) read: Read,
}

/// What the attempts of a batch share.
struct Shared<'c> {
    submissions: UnboundedSender<Submission<'c>>,
    /// The token that was acquired last. All calls of a shipment share one.
    token: Mutex<Option<AccessToken>>,
}

/// Something that ended.
enum Ended<'c> {
    Call(usize, Result<Erased, Error>),
    Shipment(Vec<(Submission<'c>, Attempted<'c>)>),
}

impl Pipeline {
    /// Sends the requests of a batch, and returns the results in their order. In sequence, a request is sent only if all
    /// before it succeeded.
    pub(crate) async fn send_batch(
        &self,
        version: Version,
        requests: Vec<BatchRequest>,
        in_sequence: bool,
    ) -> Vec<Result<Erased, Error>> {
        let mut calls = Vec::with_capacity(requests.len());
        let mut others = Vec::with_capacity(requests.len());
        for BatchRequest { call, invalid, read } in requests {
            calls.push(call);
            others.push((invalid, read));
        }
        let (submissions, mut submitted) = unbounded_channel();
        let shared = Shared { submissions, token: Mutex::default() };
        let mut dispatcher = Dispatcher::new(calls.len(), in_sequence);
        let mut results: Vec<Option<Result<Erased, Error>>> = calls.iter().map(|_| None).collect();
        let mut running: FuturesUnordered<BoxFuture<'_, Ended<'_>>> = FuturesUnordered::new();
        let mut unstarted = calls.iter().zip(others).enumerate();
        loop {
            while dispatcher.may_start()
                && let Some((index, (call, (invalid, read)))) = unstarted.next()
            {
                let invalid = invalid.or_else(|| dispatcher.failed_dependency(index));
                dispatcher.started();
                running.push(Box::pin(self.send_batched(index, call, invalid, &shared, read)));
            }
            while let Some(submissions) = dispatcher.next_shipment(Instant::now()) {
                let token = shared.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let shipment = Shipment::new(self, version, in_sequence, token, submissions);
                running.push(Box::pin(async { Ended::Shipment(shipment.send().await) }));
            }
            match next(&mut running, &mut submitted, dispatcher.lingers_until()).await {
                Next::Submitted(submission) => dispatcher.submit(submission),
                Next::Ended(Some(Ended::Shipment(results))) => dispatcher.arrived(results),
                Next::Ended(Some(Ended::Call(index, result))) => {
                    dispatcher.ended(index, result.is_ok());
                    if let Some(slot) = results.get_mut(index) {
                        *slot = Some(result);
                    }
                }
                Next::Ended(None) => break,
                Next::Lingered => {}
            }
        }
        results.into_iter().flatten().collect()
    }

    /// Sends a call by the attempts of a batch.
    async fn send_batched<'c>(
        &'c self,
        index: usize,
        call: &'c Call,
        invalid: Option<Error>,
        shared: &Shared<'c>,
        read: Read,
    ) -> Ended<'c> {
        let id = new_request_id().to_string();
        let attempts = BatchedAttempts { exchange: Exchange::new(self, call, &id), index, shared };
        Ended::Call(index, self.send_by(attempts, call, invalid, &id, read).await)
    }
}

enum Next<'c> {
    Submitted(Submission<'c>),
    Ended(Option<Ended<'c>>),
    Lingered,
}

/// Waits for a submission, for something that ends, or for a time.
async fn next<'c>(
    running: &mut FuturesUnordered<BoxFuture<'_, Ended<'c>>>,
    submitted: &mut UnboundedReceiver<Submission<'c>>,
    until: Option<Instant>,
) -> Next<'c> {
    let submission = pin!(submitted.recv());
    let next = select(running.next(), submission);
    let next = match until {
        Some(until) => match timeout_at(until, next).await {
            Ok(next) => next,
            Err(_) => return Next::Lingered,
        },
        None => next.await,
    };
    match next {
        Either::Left((ended, _)) => Next::Ended(ended),
        Either::Right((Some(submission), _)) => Next::Submitted(submission),
        // The sender lives as long as the batch.
        Either::Right((None, _)) => Next::Lingered,
    }
}
