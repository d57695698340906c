//! The schedule against a service with limits, in simulated time.

use super::{IDLE_TIME, LONGEST_CLOSURE, Pace, Pass, START_TIME, Schedule, Throttling};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const fn milliseconds(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn backoff(strikes: u32) -> Duration {
    seconds(2_u64.saturating_pow(strikes)).min(seconds(60))
}

fn throttling(retry_after: Option<Duration>, jitter: f64) -> Throttling<'static> {
    Throttling { retry_after, time_left: seconds(300), backoff: &backoff, jitter }
}

/// The wait that a gate imposes after one throttled request.
fn closure(retry_after: Option<Duration>, jitter: f64) -> Duration {
    let (mut schedule, now) = (Schedule::new(None), Instant::now());
    let pass = schedule.admit(now).unwrap();
    schedule.throttled(pass, now, &throttling(retry_after, jitter)) - now
}

/// Lets requests pass as fast as the schedule admits them, for that time, and returns when each passed.
fn passed(schedule: &mut Schedule, start: Instant, time: Duration) -> Vec<Duration> {
    let (mut now, mut passed) = (start, Vec::new());
    while now < start + time {
        match schedule.admit(now) {
            Ok(pass) => {
                schedule.served(pass);
                passed.push(now - start);
                // As fast as a request over loopback.
                now += Duration::from_micros(50);
            }
            Err(at) => now = at,
        }
    }
    passed
}

#[test]
fn an_open_gate_spreads_the_start_of_a_burst() {
    let (mut schedule, now) = (Schedule::new(None), Instant::now());
    for pause in [Duration::ZERO, seconds(2), seconds(3600)] {
        let passed = passed(&mut schedule, now + pause, milliseconds(300));
        assert!(passed[3] < milliseconds(1), "the first go at once: {passed:?}");
        assert!(passed[8] > milliseconds(10) && passed[31] < milliseconds(100), "{passed:?}");
        let unlimited = passed.iter().filter(|at| **at > milliseconds(250)).count();
        assert!(unlimited > 900, "{unlimited}");
    }
    // Requests in quick succession are not held up again.
    assert!(passed(&mut schedule, now + seconds(3601), milliseconds(10)).len() > 190);
}

#[test]
fn a_burst_begins_after_a_pause_and_is_spread_for_a_while() {
    let now = Instant::now();
    let schedule = || {
        let mut schedule = Schedule::new(None);
        schedule.admit(now).unwrap();
        schedule
    };
    assert!(passed(&mut schedule(), now + IDLE_TIME, milliseconds(10)).len() < 10);
    let mut later = schedule();
    assert!((0..1000).all(|_| later.admit(now + START_TIME).is_ok()), "all at the same moment");
}

#[test]
fn it_closes_for_the_time_that_the_service_asks_for() {
    assert_eq!(closure(Some(seconds(7)), 0.0), seconds(7));
    assert_eq!(closure(Some(seconds(8)), 0.5), seconds(8) + milliseconds(500), "an eighth is jitter");
    assert_eq!(closure(Some(milliseconds(128)), 0.0), milliseconds(128));
    let longest = closure(Some(Duration::MAX), 0.999);
    assert!(longest >= LONGEST_CLOSURE && longest < LONGEST_CLOSURE + seconds(5), "{longest:?}");
}

#[test]
fn without_a_wait_or_with_none_it_closes_for_a_backoff() {
    for retry_after in [None, Some(Duration::ZERO)] {
        assert_eq!(closure(retry_after, 0.0), seconds(1));
        let most = closure(retry_after, 0.999);
        assert!(most > milliseconds(1900) && most < milliseconds(2300), "{most:?}");
    }
}

#[test]
fn many_throttled_requests_of_one_burst_close_it_once() {
    let (mut schedule, now) = (Schedule::new(None), Instant::now());
    let passes: Vec<Pass> = (0..4).map(|_| schedule.admit(now).unwrap()).collect();
    let closures: Vec<Duration> =
        passes.iter().map(|pass| schedule.throttled(*pass, now, &throttling(None, 0.0)) - now).collect();
    assert_eq!(closures, [seconds(1); 4]);
    let later = schedule.throttled(passes[0], now + milliseconds(100), &throttling(Some(seconds(3)), 0.0));
    assert_eq!(later, now + milliseconds(3100), "a longer wait counts");
}

#[test]
fn it_opens_for_one_request_first_and_then_for_more() {
    for retry_after in [None, Some(Duration::ZERO), Some(seconds(1))] {
        let (mut schedule, now) = (Schedule::new(None), Instant::now());
        let pass = schedule.admit(now).unwrap();
        let opens_at = schedule.throttled(pass, now, &throttling(retry_after, 0.0));
        let passed = passed(&mut schedule, opens_at, seconds(4));
        assert!(passed[1] >= milliseconds(500), "{passed:?}");
        let per_second: Vec<usize> =
            (0..4).map(|second| passed.iter().filter(|at| at.as_secs() == second).count()).collect();
        assert!(per_second.is_sorted_by(|earlier, later| earlier < later), "{per_second:?}");
        assert!(per_second[0] <= 4 && per_second[3] < 32, "{per_second:?}");
    }
}

#[test]
fn it_closes_for_longer_if_the_first_request_is_throttled_again() {
    for (retry_after, expected) in [(None, [1, 2, 4, 8, 16, 30, 30]), (Some(seconds(2)), [2, 2, 2, 4, 8, 16, 30])] {
        let (mut schedule, mut now) = (Schedule::new(None), Instant::now());
        for expected in expected {
            let pass = schedule.admit(now).unwrap();
            let opens_at = schedule.throttled(pass, now, &throttling(retry_after, 0.0));
            assert_eq!(opens_at - now, seconds(expected));
            now = opens_at;
        }
    }
}

#[test]
fn a_limit_of_the_caller_spaces_requests() {
    let (mut schedule, start) = (Schedule::new(Some(10.0)), Instant::now());
    let mut now = start;
    for number in 0..100 {
        now = schedule.admit(now).err().unwrap_or(now);
        if number > 0 {
            schedule.admit(now).unwrap();
        }
        assert!(now - start <= milliseconds(number * 100), "{number}: {:?}", now - start);
        assert!(now - start + milliseconds(1) >= milliseconds(number.saturating_sub(1) * 100), "{number}");
    }
}

/// A limit of the service.
#[derive(Clone, Copy, Debug)]
enum Limit {
    /// A bucket of that many tokens, which is full again after that time.
    Bucket(u32, Duration),
    /// So many in each period.
    Window(u32, Duration),
}

struct Service {
    limit: Limit,
    start: Instant,
    /// The tokens of the bucket, or the requests in the window.
    level: f64,
    at: Instant,
}

impl Service {
    fn new(limit: Limit, start: Instant) -> Self {
        let level = if let Limit::Bucket(tokens, _) = limit { f64::from(tokens) } else { 0.0 };
        Self { limit, start, level, at: start }
    }

    /// Returns whether the service accepts a request.
    fn accepts(&mut self, now: Instant) -> bool {
        let elapsed = now - self.at;
        match self.limit {
            Limit::Bucket(tokens, period) => {
                let tokens = f64::from(tokens);
                self.level = (self.level + elapsed.as_secs_f64() * tokens / period.as_secs_f64()).min(tokens);
                self.at = now;
                let accepts = self.level >= 1.0;
                self.level -= f64::from(u8::from(accepts));
                accepts
            }
            Limit::Window(requests, period) => {
                let window = |at: Instant| (at - self.start).as_millis() / period.as_millis();
                if window(now) != window(self.at) {
                    self.level = 0.0;
                }
                self.at = now;
                let accepts = self.level < f64::from(requests);
                self.level += f64::from(u8::from(accepts));
                accepts
            }
        }
    }
}

/// The result of a simulation.
#[derive(Debug)]
struct Run {
    sent: u32,
    longest: Duration,
    total: Duration,
}

/// Lets workers create devices through the gate, each the next one when it is done.
fn simulate(limit: Limit, retry_after: Option<Duration>, creates: u32, latency: Duration, seed: u64) -> Run {
    const WORKERS: u32 = 32;
    let start = Instant::now();
    let (mut schedule, mut service) = (Schedule::new(None), Service::new(limit, start));
    let mut rng = fastrand::Rng::with_seed(seed);
    // Requests in the queue, with the time since when their create waits, and requests in flight.
    let mut queue: VecDeque<Instant> = (0..WORKERS.min(creates)).map(|_| start).collect();
    let mut in_flight: BinaryHeap<Reverse<(Instant, u32, Instant, bool)>> = BinaryHeap::new();
    let mut passes: Vec<Pass> = Vec::new();
    let (mut started, mut done, mut longest) = (WORKERS.min(creates), 0, Duration::ZERO);
    let mut now = start;
    while done < creates {
        let mut asks_again = None;
        while let Some(since) = queue.front().copied() {
            match schedule.admit(now) {
                Ok(pass) => {
                    queue.pop_front();
                    let number = u32::try_from(passes.len()).unwrap();
                    passes.push(pass);
                    let latency = latency.mul_f64(0.5 + rng.f64());
                    in_flight.push(Reverse((now + latency, number, since, service.accepts(now + latency / 2))));
                }
                Err(at) => {
                    asks_again = Some(at);
                    break;
                }
            }
        }
        let next = in_flight.peek().map(|Reverse((at, ..))| *at);
        now = [asks_again, next].into_iter().flatten().min().unwrap().max(now);
        while let Some(Reverse((at, number, since, is_accepted))) = in_flight.pop() {
            if at > now {
                in_flight.push(Reverse((at, number, since, is_accepted)));
                break;
            }
            let pass = passes[number as usize];
            if is_accepted {
                schedule.served(pass);
                done += 1;
                longest = longest.max(now - since);
                if started < creates {
                    started += 1;
                    queue.push_back(now);
                }
            } else {
                schedule.throttled(pass, now, &throttling(retry_after, rng.f64()));
                queue.push_back(since);
            }
        }
    }
    Run { sent: u32::try_from(passes.len()).unwrap(), longest, total: now - start }
}

#[test]
fn few_requests_are_sent_in_vain() {
    let intune = [Limit::Bucket(100, seconds(20)), Limit::Window(100, seconds(20))];
    let gateway = [Limit::Bucket(10, seconds(1)), Limit::Window(10, seconds(1)), Limit::Bucket(100, seconds(10))];
    let cases = intune.map(|limit| (limit, None)).into_iter().chain(gateway.map(|limit| (limit, Some(seconds(1)))));
    for (limit, retry_after) in cases {
        for creates in [150, 300, 1000, 3000] {
            for latency in [0, 5, 50, 300].map(milliseconds) {
                for seed in 0..10 {
                    let run = simulate(limit, retry_after, creates, latency, seed);
                    let name = format!("{limit:?}, {creates} creates, {latency:?}, seed {seed}: {run:?}");
                    assert!(f64::from(run.sent) <= 1.3 * f64::from(creates), "{name}");
                    assert!(run.longest < seconds(200), "{name}");
                    let (Limit::Bucket(tokens, period) | Limit::Window(tokens, period)) = limit;
                    let ideal = period.mul_f64(f64::from(creates) / f64::from(tokens));
                    assert!(run.total < ideal.mul_f64(2.5) + seconds(40), "{name}");
                }
            }
        }
    }
}

#[test]
fn the_pace_doubles_up_to_the_known_one_and_then_grows_slowly() {
    let now = Instant::now();
    let paces = |known| [0, 1, 2, 3, 4].map(|at| Pace::new(now, known).at(now + seconds(at)));
    let near = |actual: [f64; 5], expected: [f64; 5]| {
        let is_near = actual.iter().zip(expected).all(|(actual, expected)| (actual / expected - 1.0).abs() < 1e-9);
        assert!(is_near, "{actual:?}, {expected:?}");
    };
    near(paces(None), [2.0, 4.0, 8.0, 16.0, 32.0]);
    near(paces(Some(8.0)), [2.0, 4.0, 8.0, 8.0 * 1.05, 8.0 * 1.05 * 1.05]);
    near(paces(Some(0.25)), [0.25, 0.25 * 1.05, 0.25 * 1.1025, 0.25 * 1.157_625, 0.25 * 1.215_506_25]);
}

/// The pace that is known after two closures, so many served requests, and a third closure that much later.
fn learned(served: u32, time: Duration) -> f64 {
    let (mut schedule, now) = (Schedule::new(None), Instant::now());
    let mut close = |requests, now| {
        let pass = Pass { closures: schedule.closures };
        (0..requests).for_each(|_| schedule.served(pass));
        schedule.throttled(pass, now, &throttling(None, 0.0));
        schedule.pace.and_then(|pace| pace.known)
    };
    assert_eq!(close(1, now), None, "there is no pace yet");
    assert_eq!(close(1, now), Some(1.0), "half of the first pace");
    close(served, now + time).unwrap()
}

#[test]
fn it_learns_the_pace_that_the_service_bore() {
    for (served, time, expected) in [
        (20, seconds(10), 1.8),
        (5, seconds(10), 0.45),
        (100, milliseconds(100), 90.0),
        (60, seconds(60), 0.9),
        (5, seconds(60), 0.25),
        (0, seconds(10), 1.0),
    ] {
        let pace = learned(served, time);
        assert!((pace - expected).abs() < 1e-9, "{served} in {time:?}: {pace}");
    }
    // Few requests, or a long time, say little.
    for (served, time) in [(4, seconds(1)), (100, seconds(61))] {
        assert!((learned(served, time) - 0.5).abs() < 1e-9, "{served} in {time:?}");
    }
}

#[test]
fn it_says_why_requests_wait() {
    let (mut schedule, now) = (Schedule::new(Some(10.0)), Instant::now());
    let pass = schedule.admit(now).unwrap();
    assert!(schedule.reason().contains("`requests_per_second`"));
    let opens_at = schedule.throttled(pass, now, &throttling(None, 0.0));
    assert_eq!((schedule.opens_at(), schedule.reason()), (Some(opens_at), "the service throttles this client"));
    schedule.admit(opens_at).unwrap();
    assert_eq!((schedule.opens_at(), schedule.reason()), (None, "the service throttles this client"));
    // The pace is forgotten, until a late response to the first request closes the gate again.
    schedule.admit(opens_at + seconds(12)).unwrap();
    assert!(schedule.reason().contains("`requests_per_second`"));
    schedule.throttled(pass, opens_at + seconds(12), &throttling(Some(seconds(5)), 0.0));
    assert_eq!(schedule.reason(), "the service throttles this client");
}

#[test]
fn a_pace_is_forgotten() {
    let (mut schedule, now) = (Schedule::new(None), Instant::now());
    let pass = schedule.admit(now).unwrap();
    let opens_at = schedule.throttled(pass, now, &throttling(None, 0.0));
    assert!(passed(&mut schedule, opens_at, milliseconds(300)).len() < 3);
    assert!(passed(&mut schedule, opens_at + seconds(12), milliseconds(300)).len() > 1000);
}
