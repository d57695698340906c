//! The stream of events of a job.

use super::outbox::Outbox;
use super::{Event, RegistrationError};
use futures_core::Stream;
use futures_core::future::BoxFuture;
use std::fmt::{self, Debug, Formatter};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The events of a job, such as a [registration](super::Registration), which makes progress while they are polled.
///
/// The stream ends when every row has a verdict, with an error, or after a [stop](super::Registration::stop_when).
#[must_use = "a job makes progress while its events are polled"]
pub struct Events {
    outbox: Outbox,
    job: Option<BoxFuture<'static, Result<(), RegistrationError>>>,
    /// The error of the job, to be returned after its events.
    error: Option<RegistrationError>,
}

impl Events {
    pub(super) fn new(
        outbox: Outbox,
        job: impl Future<Output = Result<(), RegistrationError>> + Send + 'static,
    ) -> Self {
        Self { outbox, job: Some(Box::pin(job)), error: None }
    }
}

impl Stream for Events {
    type Item = Result<Event, RegistrationError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.outbox.pop() {
                return Poll::Ready(Some(Ok(event)));
            }
            let Some(job) = &mut self.job else { return Poll::Ready(self.error.take().map(Err)) };
            match job.as_mut().poll(context) {
                Poll::Ready(result) => {
                    self.job = None;
                    self.error = result.err();
                }
                Poll::Pending => return self.outbox.pop().map_or(Poll::Pending, |event| Poll::Ready(Some(Ok(event)))),
            }
        }
    }
}

impl Debug for Events {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}
