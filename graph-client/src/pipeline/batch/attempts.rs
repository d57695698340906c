//! The attempts of a call in a batch.

use super::Shared;
use super::submission::{Attempted, Event, Submission};
use crate::credential::{AccessToken, CredentialError};
use crate::error::{AttemptError, Error, ErrorKind, Outcome};
use crate::pipeline::exchange::{Exchange, observe};
use crate::pipeline::raw_response::RawResponse;
use crate::pipeline::retry_loop::{Attempt, Attempts};
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::{Instant, timeout_at};

/// The longest time to wait for other calls: short beside the wait before a repetition, but enough at a pace of a few calls
/// per second.
const LINGER: Duration = Duration::from_millis(500);

/// Makes the attempts of a call as submissions to its batch.
pub(super) struct BatchedAttempts<'s, 'c, 'i> {
    pub(super) exchange: Exchange<'c, 'c, 'i>,
    pub(super) index: usize,
    pub(super) shared: &'s Shared<'c>,
}

impl<'c> BatchedAttempts<'_, 'c, '_> {
    async fn submit(&self, attempt: Attempt) -> Attempted<'c> {
        let now = Instant::now();
        let deadline = now + attempt.time_left;
        let (events, mut happened) = unbounded_channel();
        let submission = Submission {
            index: self.index,
            call: self.exchange.call(),
            client_request_id: self.exchange.client_request_id().to_owned(),
            attempt: attempt.number,
            on_new_connection: attempt.on_new_connection,
            attempt_timeout: self.exchange.attempt_timeout(),
            deadline,
            lingers_until: now + LINGER.min(attempt.time_left / 2),
            put_off: None,
            events,
        };
        // The batch outlives its calls. If it did not, nothing would happen to the submission.
        let _ = self.shared.submissions.send(submission);
        let (mut outcome, mut gives_up_at) = (Outcome::NotSent, Some(deadline));
        loop {
            let event = match gives_up_at {
                Some(at) => timeout_at(at, happened.recv()).await.map_err(|_| timed_out(outcome))?,
                // The request with the batch has a timeout, too.
                None => happened.recv().await,
            };
            match event {
                Some(Event::Sent { gives_up_at: at }) => (outcome, gives_up_at) = (Outcome::Unknown, at),
                Some(Event::PutOff) => (outcome, gives_up_at) = (Outcome::NotSent, Some(deadline)),
                Some(Event::Ended(result)) => return result,
                None => return Err(lost()),
            }
        }
    }

    /// Remembers the token that was acquired last.
    fn share(&self, token: &AccessToken) {
        *self.shared.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
    }
}

impl<'c> Attempts for BatchedAttempts<'_, 'c, '_> {
    type Token = AccessToken;
    type Response = RawResponse<'c>;

    async fn authorize(&mut self, claims: Option<&str>) -> Result<AccessToken, CredentialError> {
        let token = self.exchange.authorize(claims).await?;
        self.share(&token);
        Ok(token)
    }

    async fn send(&mut self, _: &AccessToken, attempt: Attempt) -> Attempted<'c> {
        observe(attempt, self.submit(attempt)).await
    }

    async fn replace_token(
        &mut self,
        refused: AccessToken,
        claims: Option<&str>,
    ) -> Result<Option<AccessToken>, CredentialError> {
        let token = self.exchange.replace_token(refused, claims).await?;
        if let Some(token) = &token {
            self.share(token);
        }
        Ok(token)
    }

    fn already_done(&self, error: &Error) -> RawResponse<'c> {
        self.exchange.already_done(error)
    }
}

fn timed_out(outcome: Outcome) -> AttemptError {
    let message = match outcome {
        Outcome::NotSent => "timed out before the batch was sent",
        _ => "the service did not respond to the batch in time",
    };
    Error::new(ErrorKind::Timeout, outcome, message).into()
}

/// The error of a submission that nobody reports on.
fn lost() -> AttemptError {
    Error::new(ErrorKind::Connection, Outcome::Unknown, "the batch was abandoned").into()
}
