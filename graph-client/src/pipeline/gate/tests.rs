//! The gate in the paused time of the runtime.

use super::{Gate, Pass, Throttling};
use crate::pipeline::clock::TokioClock;
use std::time::Duration;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// Closes a gate for that time, and returns the time at which it opens.
fn close(gate: &Gate, pass: Pass, retry_after: Option<Duration>) -> Instant {
    let backoff = |strikes| SECOND * 2 * strikes;
    let throttling = Throttling { retry_after, time_left: 300 * SECOND, backoff: &backoff, jitter: 0.0 };
    gate.throttled(pass, Instant::now(), &throttling)
}

async fn pass(gate: &Gate, latest: Instant) -> Result<Pass, Option<Duration>> {
    gate.pass(&TokioClock, latest).await
}

#[tokio::test(start_paused = true)]
async fn a_request_does_not_queue_for_a_time_that_is_too_late() {
    let (gate, now) = (Gate::new(None), Instant::now());
    let opens_at = close(&gate, pass(&gate, now).await.unwrap(), Some(10 * SECOND));
    let late = async {
        let result = pass(&gate, opens_at - SECOND).await;
        (result, now.elapsed())
    };
    let (in_time, late) = tokio::join!(pass(&gate, opens_at), late);
    assert!(in_time.is_ok(), "it passes at the last moment");
    assert_eq!(late, (Err(Some(10 * SECOND)), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_request_leaves_the_queue_when_it_is_too_late() {
    let (gate, now) = (Gate::new(Some(0.1)), Instant::now());
    pass(&gate, now).await.unwrap();
    let behind = async {
        let result = pass(&gate, now + 5 * SECOND).await;
        (result, now.elapsed())
    };
    let (ahead, behind) = tokio::join!(pass(&gate, now + 20 * SECOND), behind);
    assert!(ahead.is_ok());
    assert_eq!(behind, (Err(None), 5 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn it_closes_for_longer_unless_a_request_was_served() {
    let gate = Gate::new(None);
    let mut closures = Vec::new();
    for is_served in [false, true, false] {
        let turn = pass(&gate, Instant::now() + 60 * SECOND).await.unwrap();
        if is_served {
            gate.served(turn);
        }
        closures.push(close(&gate, turn, None) - Instant::now());
    }
    assert_eq!(closures, [SECOND, SECOND, 2 * SECOND]);
}
