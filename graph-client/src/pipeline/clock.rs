//! The source of time.

use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// The source of time. Tests steer their own.
pub(super) trait Clock: Sync {
    fn now(&self) -> Instant;

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Awaits a future until a deadline. Returns `None` if the deadline passes first.
    fn timeout_at<F: Future + Send>(
        &self,
        deadline: Instant,
        future: F,
    ) -> impl Future<Output = Option<F::Output>> + Send;
}

/// The clock of the tokio runtime.
pub(super) struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        sleep(duration)
    }

    async fn timeout_at<F: Future + Send>(&self, deadline: Instant, future: F) -> Option<F::Output> {
        timeout_at(deadline, future).await.ok()
    }
}
