//! When the gate lets requests pass.
//!
//! - The gate is open until the service throttles a request. Only the first requests of a burst are spread over a quarter of a
//!   second: the first refusal arrives before all of the burst is sent.
//! - It then closes for the time that the service asks for, or for a backoff, plus jitter. If the first request after that is
//!   throttled again, it closes for longer.
//! - It opens for one request, and lets more pass with time: the pace doubles every second up to the pace that the service
//!   bore before it throttled, and grows slowly beyond. A pace that no client reaches is forgotten.
//!
//! The pace is a rate and not a number of requests in flight, because the service's limits are rates.

use std::time::Duration;
use tokio::time::Instant;

/// The pace at the start of a burst, in requests per second, and the time in which it doubles.
const START_PACE: f64 = 200.0;
const START_DOUBLING: Duration = Duration::from_millis(50);

/// The time for which a burst is spread.
const START_TIME: Duration = Duration::from_millis(250);

/// The pause after which requests are a new burst.
const IDLE_TIME: Duration = Duration::from_secs(1);

/// The time at the start whose requests go at once: a single request and its retries never wait.
const START_ALLOWANCE: Duration = Duration::from_millis(20);

/// The pace of the first second after the gate has opened, in requests per second, unless the service bears less.
const FIRST_PACE: f64 = 2.0;

/// The slowest pace, in requests per second.
const SLOWEST_PACE: f64 = 0.25;

/// The pace at which the gate is open without a limit again, in requests per second.
const UNLIMITED_PACE: f64 = 1000.0;

/// The growth per second beyond the pace that the service bore.
const CAUTIOUS_GROWTH: f64 = 1.05;

/// The part of the measured pace to aim at.
const MARGIN: f64 = 0.9;

/// The fewest requests to measure a pace with, and the longest time. A pace that was measured over a longer time says little:
/// the client was idle.
const MEASURED_REQUESTS: u32 = 5;
const MEASURED_TIME: Duration = Duration::from_secs(60);

/// The lower bound of a backoff.
const SHORTEST_BACKOFF: Duration = Duration::from_secs(1);

/// The upper bound of the time to close for: a wait beyond it is more likely an error than an intention.
const LONGEST_CLOSURE: Duration = Duration::from_secs(300);

/// The jitter is at most this part of the closure, within bounds.
const JITTER_PART: u32 = 8;
const MIN_JITTER: Duration = Duration::from_millis(250);
const MAX_JITTER: Duration = Duration::from_secs(5);

/// How far requests may fall behind the pace and be made up for: some times the resolution of timers.
const LAG: Duration = Duration::from_millis(5);

/// The permission to send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline) struct Pass {
    /// The number of closures before it.
    closures: u64,
}

/// A throttled response.
pub(in crate::pipeline) struct Throttling<'a> {
    /// The wait that the service asks for.
    pub(in crate::pipeline) retry_after: Option<Duration>,
    /// The time until the deadline of the request.
    pub(in crate::pipeline) time_left: Duration,
    /// Returns the bound of the backoff after so many throttled responses in a row, counted from 1.
    pub(in crate::pipeline) backoff: &'a dyn Fn(u32) -> Duration,
    /// A random factor from 0 to below 1.
    pub(in crate::pipeline) jitter: f64,
}

/// The state of the gate.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    /// The caller's limit, in requests per second.
    limit: Option<f64>,
    closures: u64,
    opens_at: Option<Instant>,
    /// The earliest time for the next request.
    next: Option<Instant>,
    /// The start of the current burst, and its last request.
    burst: Option<(Instant, Instant)>,
    /// The closures since a request was last served.
    strikes: u32,
    pace: Option<Pace>,
    /// The last closure before which a request was served, and the requests served since.
    measured_from: Option<Instant>,
    served: u32,
}

/// A pace that grows with time.
#[derive(Clone, Copy, Debug)]
struct Pace {
    since: Instant,
    first: f64,
    /// The pace that the service bore.
    known: Option<f64>,
}

impl Pace {
    fn new(since: Instant, known: Option<f64>) -> Self {
        let first = known.map_or(FIRST_PACE, |known| (known / 2.0).clamp(SLOWEST_PACE, FIRST_PACE));
        Self { since, first, known }
    }

    /// Returns the pace in requests per second.
    fn at(&self, now: Instant) -> f64 {
        let seconds = now.saturating_duration_since(self.since).as_secs_f64();
        let doubled = self.first * seconds.min(64.0).exp2();
        match self.known {
            Some(known) if doubled > known => {
                let doubling = (known / self.first).log2().max(0.0);
                known * CAUTIOUS_GROWTH.powf(seconds - doubling)
            }
            _ => doubled,
        }
    }
}

impl Schedule {
    pub(super) fn new(limit: Option<f64>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Returns the time at which the gate opens, if it is closed.
    pub(super) fn opens_at(&self) -> Option<Instant> {
        self.opens_at
    }

    /// Returns the reason why requests wait.
    pub(super) fn reason(&self) -> &'static str {
        if self.opens_at.is_some() || self.pace.is_some() {
            "the service throttles this client"
        } else if self.limit.is_some() {
            "this client is limited by `requests_per_second`"
        } else {
            "this client spreads the start of many requests"
        }
    }

    /// Lets a request pass, or returns the time at which to ask again.
    pub(super) fn admit(&mut self, now: Instant) -> Result<Pass, Instant> {
        if let Some(opens_at) = self.opens_at.filter(|opens_at| *opens_at > now) {
            return Err(opens_at);
        }
        self.opens_at = None;
        let start = match self.burst {
            Some((start, last)) if now.saturating_duration_since(last) < IDLE_TIME => start,
            _ => now,
        };
        if let Some((pace, allowance)) = self.pace_at(now, start) {
            // A request that woke late does not delay those after it.
            let earliest = now.checked_sub(allowance).unwrap_or(now);
            let due = self.next.map_or(earliest, |due| due.max(earliest));
            if due > now {
                return Err(due);
            }
            self.next = due.checked_add(Duration::from_secs_f64(pace.recip()));
        }
        self.burst = Some((start, now));
        Ok(Pass { closures: self.closures })
    }

    pub(super) fn served(&mut self, pass: Pass) {
        // A request that passed before the gate closed says nothing of the time after.
        if pass.closures == self.closures {
            self.strikes = 0;
            self.served = self.served.saturating_add(1);
        }
    }

    /// Closes the gate, and returns the time at which it opens.
    pub(super) fn throttled(&mut self, pass: Pass, now: Instant, throttling: &Throttling<'_>) -> Instant {
        let Throttling { retry_after, time_left, backoff, jitter } = *throttling;
        let longest = LONGEST_CLOSURE.max(time_left);
        // No wait at all would be a burst.
        let retry_after = retry_after.filter(|wait| !wait.is_zero()).map(|wait| wait.min(longest));
        if pass.closures < self.closures {
            // The gate has closed since, for the same reason.
            let opens_at = retry_after.map_or(now, |wait| now + wait).max(self.opens_at.unwrap_or(now));
            self.opens_at = Some(opens_at);
            // Never earlier than for those who wait already.
            self.next = self.next.max(Some(opens_at));
            return opens_at;
        }
        self.measure(now);
        self.closures += 1;
        self.strikes = self.strikes.saturating_add(1);
        // Half of the backoff is random, like all of the jitter.
        let backoff = |strikes| backoff(strikes).min(longest).mul_f64(0.5 + jitter / 2.0).max(SHORTEST_BACKOFF);
        let wait = match (retry_after, self.strikes) {
            (Some(wait), 1) => wait,
            // The wait that the service asked for was too short.
            (Some(wait), strikes) => wait.max(backoff(strikes - 1)),
            (None, strikes) => backoff(strikes),
        };
        let jitter = (wait / JITTER_PART).clamp(MIN_JITTER, MAX_JITTER).mul_f64(jitter);
        // The jitter alone must not exceed the deadline.
        let room = time_left.checked_sub(wait).map_or(Duration::MAX, |room| room / 2);
        // A late response to an earlier request may have asked for more.
        let opens_at = (now + wait + jitter.min(room)).max(self.opens_at.unwrap_or(now));
        self.opens_at = Some(opens_at);
        self.next = Some(opens_at);
        self.pace = Some(Pace::new(opens_at, self.pace.and_then(|pace| pace.known)));
        opens_at
    }

    /// Learns the pace that the service bore since the previous closure.
    fn measure(&mut self, now: Instant) {
        if self.served == 0 {
            // The same limit as before.
            return;
        }
        let known = match (self.measured_from, &self.pace) {
            (Some(from), Some(_)) if self.served >= MEASURED_REQUESTS && now - from <= MEASURED_TIME => {
                let seconds = (now - from).as_secs_f64().max(1.0);
                Some((MARGIN * f64::from(self.served) / seconds).max(SLOWEST_PACE))
            }
            (_, Some(pace)) => Some((pace.known.unwrap_or(FIRST_PACE) / 2.0).max(SLOWEST_PACE)),
            (_, None) => None,
        };
        self.pace = known.map(|known| Pace::new(now, Some(known)));
        self.measured_from = Some(now);
        self.served = 0;
    }

    /// Returns the pace in requests per second, and the time whose requests may be made up for. `None` if there is no limit.
    fn pace_at(&mut self, now: Instant, start: Instant) -> Option<(f64, Duration)> {
        self.pace.take_if(|pace| pace.at(now) > UNLIMITED_PACE);
        let learned = self.pace.map(|pace| pace.at(now));
        match (learned, self.limit) {
            (Some(learned), Some(limit)) => Some((learned.min(limit), LAG)),
            (Some(pace), None) | (None, Some(pace)) => Some((pace, LAG)),
            (None, None) => {
                let elapsed = Some(now.saturating_duration_since(start)).filter(|elapsed| *elapsed < START_TIME)?;
                let doublings = elapsed.as_secs_f64() / START_DOUBLING.as_secs_f64();
                Some((START_PACE * doublings.exp2(), START_ALLOWANCE))
            }
        }
    }
}

#[cfg(test)]
mod tests;
