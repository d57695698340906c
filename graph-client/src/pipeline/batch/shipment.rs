//! The requests that carry the attempts of a batch.

use super::body::{self, BatchBody};
use super::submission::{Attempted, Event, Submission};
use crate::credential::AccessToken;
use crate::error::{AttemptError, Error, ErrorKind, Outcome};
use crate::path::ResourcePath;
use crate::pipeline::call::{Call, Operation};
use crate::pipeline::exchange::Exchange;
use crate::pipeline::raw_response::RawResponse;
use crate::pipeline::retry_loop::{Attempt, Attempts};
use crate::pipeline::{Pipeline, new_request_id};
use crate::version::Version;
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument;

/// A request with attempts of a batch.
pub(super) struct Shipment<'p, 'c> {
    pipeline: &'p Pipeline,
    version: Version,
    in_sequence: bool,
    token: Option<AccessToken>,
    submissions: Vec<Submission<'c>>,
}

impl<'p, 'c> Shipment<'p, 'c> {
    pub(super) fn new(
        pipeline: &'p Pipeline,
        version: Version,
        in_sequence: bool,
        token: Option<AccessToken>,
        submissions: Vec<Submission<'c>>,
    ) -> Self {
        Self { pipeline, version, in_sequence, token, submissions }
    }

    /// Sends the request once, and returns the result of each attempt.
    pub(super) async fn send(self) -> Vec<(Submission<'c>, Attempted<'c>)> {
        let results = self.results().await;
        self.submissions.into_iter().zip(results).collect()
    }

    async fn results(&self) -> Vec<Attempted<'c>> {
        let id = new_request_id().to_string();
        let span =
            tracing::info_span!("graph_request", method = %Method::POST, path = "/$batch", client_request_id = id);
        let Some(token) = &self.token else { return self.failed(&not_sent("the batch has no access token")) };
        let time_left = self.leave();
        let call = match self.call(time_left) {
            Ok(call) => Arc::new(call),
            Err(error) => return self.failed(&not_sent("could not write the batch").with_source(error)),
        };
        let on_new_connection = self.submissions.iter().any(|submission| submission.on_new_connection);
        let attempt = Attempt { number: 1, on_new_connection, time_left };
        let mut exchange = Exchange::new(self.pipeline, &call, &id);
        match exchange.send(token, attempt).instrument(span).await {
            Ok(response) => self.read(&response, &call, token),
            Err(failed) => self.submissions.iter().map(|_| Err(failed.of_batch())).collect(),
        }
    }

    /// Tells the calls that their attempts leave, and returns the longest time that one of them has.
    fn leave(&self) -> Duration {
        let now = Instant::now();
        let longest = self.submissions.iter().map(|submission| submission.time_left(now)).max().unwrap_or_default();
        for submission in &self.submissions {
            let shorter = Some(submission.time_left(now)).filter(|time_left| *time_left < longest);
            submission.tell(Event::Sent { gives_up_at: shorter.map(|time_left| now + time_left) });
        }
        longest
    }

    /// Returns the call of the request.
    fn call(&self, timeout: Duration) -> serde_json::Result<Call> {
        let path = ResourcePath::root().segment("$batch");
        let mut call = Call::new(Method::POST, self.version, path, Operation::default());
        let body = body::write(&self.submissions, &self.pipeline.endpoint, self.in_sequence)?;
        call.body = Some(body.into());
        call.secrets = self.submissions.iter().flat_map(|submission| submission.call.secrets.clone()).collect();
        call.attempt_timeout = Some(timeout);
        Ok(call)
    }

    /// Reads the response of each attempt.
    fn read(&self, response: &RawResponse<'_>, batch: &Arc<Call>, token: &AccessToken) -> Vec<Attempted<'c>> {
        let json = response.json();
        let Some(mut body) = BatchBody::read(&json) else {
            let remark = format!(" and {}, which is not that of a batch", response.describe_body());
            let error = response.error(ErrorKind::Service, &remark).with_outcome(Outcome::Unknown);
            return self.failed(&error);
        };
        let limit = self.pipeline.response_limit;
        let received = self.submissions.iter().enumerate().map(|(position, submission)| {
            let Some(found) = body.take(position, &response.headers) else {
                let remark = ", but the batch has no readable response for this request";
                let error = response.error(ErrorKind::Response, remark).with_outcome(Outcome::Unknown);
                return Err(AttemptError { is_truncated: true, ..AttemptError::from(error).of_batch() });
            };
            RawResponse::receive_in_batch(submission.call, found, batch, token.secret(), limit)
        });
        received.collect()
    }

    /// Returns the same error for each attempt.
    fn failed(&self, error: &Error) -> Vec<Attempted<'c>> {
        self.submissions.iter().map(|_| Err(error.of_batch().into())).collect()
    }
}

fn not_sent(message: &str) -> Error {
    Error::new(ErrorKind::Request, Outcome::NotSent, message)
}
