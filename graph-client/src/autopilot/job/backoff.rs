//! Pauses after requests that failed by an error that passes.

use crate::autopilot::Event;
use crate::autopilot::outbox::Outbox;
use crate::error::Error;
use std::time::Duration;
use tokio::time::Instant;

/// The failures in a row after which no further request is sent. Each is after some attempts of its own, and after a longer pause.
const MAX_FAILURES: u32 = 5;

/// The pauses between requests of a kind, of which several may run at the same time.
#[derive(Default)]
pub(super) struct Backoff {
    /// The failures in a row.
    failures: u32,
    /// The time before which nothing is sent.
    paused_until: Option<Instant>,
}

impl Backoff {
    pub(super) fn is_paused(&self, now: Instant) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }

    /// Returns the end of the last pause, which may be over.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        self.paused_until
    }

    pub(super) fn succeed(&mut self) {
        self.failures = 0;
    }

    /// Begins a pause, and reports it. Requests that fail during a pause were sent before it, and are the same failure.
    ///
    /// # Errors
    ///
    /// Returns the error after too many failures in a row.
    pub(super) fn fail(&mut self, error: Error, poll_interval: Duration, outbox: &Outbox) -> Result<(), Error> {
        let now = Instant::now();
        if self.is_paused(now) {
            return Ok(());
        }
        self.failures += 1;
        if self.failures >= MAX_FAILURES {
            return Err(error);
        }
        let pause = poll_interval.saturating_mul(1 << self.failures);
        let wait = error.retry_after().unwrap_or_default().max(pause);
        self.paused_until = now.checked_add(wait);
        outbox.push(Event::Retrying { error: error.into(), wait });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;
    use crate::autopilot::Event;
    use crate::autopilot::outbox::Outbox;
    use crate::error::{Error, ErrorKind, Outcome};
    use std::time::Duration;
    use tokio::time::{Instant, advance};

    /// Fails, and returns the wait that is reported.
    fn fail(backoff: &mut Backoff) -> Result<Option<Duration>, Error> {
        let outbox = Outbox::default();
        let error = Error::new(ErrorKind::Connection, Outcome::NotSent, "closed");
        backoff.fail(error, Duration::from_secs(15), &outbox)?;
        Ok(outbox.pop().map(|event| match event {
            Event::Retrying { wait, .. } => wait,
            event => panic!("{event:?}"),
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn only_failures_in_a_row_end_the_requests() {
        let mut backoff = Backoff::default();
        for _ in 0..2 {
            for seconds in [30, 60, 120, 240] {
                let wait = Duration::from_secs(seconds);
                assert_eq!(fail(&mut backoff).unwrap(), Some(wait));
                assert_eq!(backoff.paused_until(), Some(Instant::now() + wait));
                assert_eq!(fail(&mut backoff).unwrap(), None, "a failure during the pause is the same");
                assert!(backoff.is_paused(Instant::now()));
                advance(wait).await;
                assert!(!backoff.is_paused(Instant::now()));
            }
            backoff.succeed();
        }
        for _ in 0..4 {
            fail(&mut backoff).unwrap();
            advance(Duration::from_secs(240)).await;
        }
        assert!(fail(&mut backoff).is_err());
    }
}
