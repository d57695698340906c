//! The loop against scripted attempts and a clock that only sleeping moves.

use super::{Attempt, Attempts, LONG_ACQUISITION, Rules, SHORTEST_ATTEMPT, TOKEN_AGE, run};
use crate::credential::CredentialError;
use crate::error::{AttemptError, Error, ErrorKind, ErrorResponse, ODataError, Outcome, Persistence};
use crate::pipeline::Gate;
use crate::pipeline::clock::Clock;
use crate::retry::RetryPolicy;
use futures_executor::block_on;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const TIMEOUT: Duration = seconds(300);

const HALF_A_SECOND: Duration = Duration::from_millis(500);

const MILLISECOND: Duration = Duration::from_millis(1);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A clock that stands still except for sleeping, and remembers the waits.
struct FakeClock {
    now: Mutex<Instant>,
    waits: Mutex<Vec<Duration>>,
}

impl FakeClock {
    fn advance(&self, duration: Duration) {
        *self.now.lock().unwrap() += duration;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        *self.now.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send {
        self.advance(duration);
        self.waits.lock().unwrap().push(duration);
        std::future::ready(())
    }

    async fn timeout_at<F: Future + Send>(&self, deadline: Instant, future: F) -> Option<F::Output> {
        let output = future.await;
        (self.now() <= deadline).then_some(output)
    }
}

/// Attempts that end as scripted, in turn. Tokens are numbers.
struct Script {
    clock: Arc<FakeClock>,
    ends: VecDeque<Result<&'static str, AttemptError>>,
    tokens: Vec<Result<u32, CredentialError>>,
    /// The claims of the acquisitions so far.
    claims: Vec<Option<String>>,
    replacements: Vec<Result<Option<u32>, CredentialError>>,
    /// The time that acquiring a token takes, and replacing one.
    acquisition: Duration,
    replacement: Duration,
    /// The attempts so far, with the token of each.
    sent: Vec<(u32, Attempt)>,
}

impl Attempts for Script {
    type Token = u32;
    type Response = &'static str;

    async fn authorize(&mut self, claims: Option<&str>) -> Result<u32, CredentialError> {
        self.clock.advance(self.acquisition);
        self.claims.push(claims.map(str::to_owned));
        self.tokens.pop().unwrap_or(Ok(0))
    }

    async fn send(&mut self, token: &u32, attempt: Attempt) -> Result<&'static str, AttemptError> {
        self.sent.push((*token, attempt));
        self.ends.pop_front().expect("an attempt that the script does not expect")
    }

    async fn replace_token(&mut self, _: u32, _: Option<&str>) -> Result<Option<u32>, CredentialError> {
        self.clock.advance(self.replacement);
        self.replacements.pop().unwrap_or(Ok(None))
    }

    fn already_done(&self, _: &Error) -> &'static str {
        "already done"
    }
}

/// The result of a run, with its waits and attempts.
struct Run {
    result: Result<(&'static str, u32), Error>,
    waits: Vec<Duration>,
    sent: Vec<(u32, Attempt)>,
    claims: Vec<Option<String>>,
}

impl Run {
    fn of(method: &Method, policy: &RetryPolicy, ends: impl IntoIterator<Item = End>) -> Self {
        Self::of_script(method, policy, false, script(ends))
    }

    fn of_script(method: &Method, policy: &RetryPolicy, retries_unknown: bool, mut script: Script) -> Self {
        let clock = Arc::clone(&script.clock);
        let gate = Gate::new(None);
        let rules = rules(policy, &gate, method, retries_unknown, clock.now());
        let result = block_on(run(&rules, &*clock, &mut script));
        assert!(script.ends.is_empty(), "{} attempts too few", script.ends.len());
        let waits = clock.waits.lock().unwrap().clone();
        Self { result, waits, sent: script.sent, claims: script.claims }
    }

    fn attempts(&self) -> u32 {
        self.result.as_ref().map_or_else(Error::attempts, |(_, attempts)| *attempts)
    }

    fn tokens(&self) -> Vec<u32> {
        self.sent.iter().map(|(token, _)| *token).collect()
    }

    fn outcome(&self) -> Outcome {
        self.result.as_ref().unwrap_err().outcome()
    }
}

fn rules<'a>(
    policy: &'a RetryPolicy,
    gate: &'a Gate,
    method: &'a Method,
    retries_unknown: bool,
    now: Instant,
) -> Rules<'a> {
    let (timeout, deadline) = (TIMEOUT, now + TIMEOUT);
    Rules { policy, gate, method, retries_unknown, timeout, deadline, jitter: || 0.5 }
}

type End = Result<&'static str, AttemptError>;

fn script(ends: impl IntoIterator<Item = End>) -> Script {
    Script {
        clock: Arc::new(FakeClock { now: Mutex::new(Instant::now()), waits: Mutex::default() }),
        ends: ends.into_iter().collect(),
        tokens: Vec::new(),
        claims: Vec::new(),
        replacements: Vec::new(),
        acquisition: Duration::ZERO,
        replacement: Duration::ZERO,
        sent: Vec::new(),
    }
}

/// A response with that status and wait.
fn status(status: u16, retry_after: Option<u64>) -> End {
    let status = StatusCode::from_u16(status).unwrap();
    let error = Error::new(ErrorKind::Service, Outcome::of(status), status.to_string())
        .with_response(ErrorResponse::new(status, HeaderMap::new(), None))
        .with_retry_after(retry_after.map(seconds));
    Err(error.into())
}

/// A response with that status and a part of its body.
fn truncated(code: u16) -> End {
    status(code, None).map_err(|failed| AttemptError { is_truncated: true, ..failed })
}

/// A 404 that the service itself sent.
fn not_found() -> End {
    let odata = ODataError::read(br#"{"error":{"code":"ResourceNotFound"}}"#, &[]).unwrap();
    status(404, None).map_err(|failed| AttemptError { error: failed.error.with_service(odata), ..failed })
}

fn connection(outcome: Outcome) -> End {
    Err(Error::new(ErrorKind::Connection, outcome, "connection").into())
}

fn no_token() -> CredentialError {
    Arc::from(Box::<dyn std::error::Error + Send + Sync>::from("no token"))
}

fn policy() -> RetryPolicy {
    RetryPolicy::default()
}

#[test]
fn a_success_ends_the_loop() {
    let run = Run::of(&Method::POST, &policy(), [Ok("created")]);
    assert_eq!(run.result.unwrap(), ("created", 1));
    assert!(run.waits.is_empty());
    assert_eq!(run.sent, [(0, Attempt { number: 1, on_new_connection: false, time_left: TIMEOUT })]);
}

#[test]
fn retry_after_sets_the_wait() {
    let run = Run::of(&Method::POST, &policy(), [status(429, Some(8)), status(503, Some(7)), Ok("created")]);
    assert_eq!(run.attempts(), 3);
    assert_eq!(run.waits, [seconds(8) + HALF_A_SECOND, seconds(7)], "half of an eighth is jitter");
    let on_new_connection: Vec<bool> = run.sent.iter().map(|(_, attempt)| attempt.on_new_connection).collect();
    assert_eq!(on_new_connection, [false, false, true], "a 503 condemns the connection");
}

#[test]
fn a_wait_of_zero_is_a_backoff() {
    for code in [429, 503] {
        let run = Run::of(&Method::POST, &policy(), [status(code, Some(0)), Ok("created")]);
        assert!(run.waits[0] >= seconds(1), "{code}: {:?}", run.waits);
    }
}

#[test]
fn only_the_deadline_limits_throttled_attempts() {
    let throttled = (0..8).map(|_| status(429, Some(3)));
    let run = Run::of(&Method::POST, &policy(), throttled.chain([Ok("created")]));
    assert_eq!(run.result.as_ref().map(|(_, attempts)| *attempts).unwrap(), 9);
    // The others have their own limit.
    let ends = [status(429, Some(1)), connection(Outcome::NotSent), status(429, Some(1))];
    let ends = ends.into_iter().chain((0..4).map(|_| connection(Outcome::NotSent)));
    let run = Run::of(&Method::POST, &policy(), ends);
    assert_eq!((run.attempts(), run.outcome()), (7, Outcome::Refused));
    // In the end, the throttled attempt is reported.
    let run = Run::of(&Method::POST, &policy(), (0..11).map(|_| status(429, None)));
    let error = run.result.unwrap_err();
    assert!(error.is_throttled() && error.to_string().contains("would start after the timeout"), "{error}");
    assert_eq!((error.attempts(), error.outcome()), (11, Outcome::Refused));
    assert!(run.waits.iter().sum::<Duration>() > seconds(240), "{:?}", run.waits);

    let policy = policy().with_max_attempts(2).with_max_throttled_attempts(4);
    let run = Run::of(&Method::POST, &policy, (0..4).map(|_| status(429, Some(1))));
    assert_eq!(run.attempts(), 4);
}

#[test]
fn what_waiting_does_not_change_is_not_repeated() {
    let lasting = |persistence| connection(Outcome::NotSent).map_err(|failed| AttemptError { persistence, ..failed });
    let run = Run::of(&Method::GET, &policy(), [lasting(Persistence::Lasting)]);
    assert_eq!((run.attempts(), run.outcome()), (1, Outcome::NotSent));
    let run = Run::of(&Method::POST, &policy(), (0..2).map(|_| lasting(Persistence::LikelyLasting)));
    assert_eq!((run.attempts(), run.outcome()), (2, Outcome::NotSent));
    let run = Run::of(&Method::POST, &policy(), [lasting(Persistence::LikelyLasting), Ok("created")]);
    assert_eq!(run.attempts(), 2);
}

#[test]
fn a_closed_gate_refuses_requests_that_cannot_wait() {
    let (gate, policy) = (Gate::new(None), policy());
    let run = |script: &mut Script| {
        let clock = Arc::clone(&script.clock);
        let rules = rules(&policy, &gate, &Method::POST, false, clock.now());
        block_on(run(&rules, &*clock, script))
    };
    let mut throttled = script([status(429, Some(600))]);
    let error = run(&mut throttled).unwrap_err();
    assert_eq!((error.retry_after(), error.outcome()), (Some(seconds(600)), Outcome::Refused));
    let mut other = Script { clock: Arc::clone(&throttled.clock), ..script([]) };
    let error = run(&mut other).unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), other.sent.len()), (Outcome::NotSent, 1, 0));
    assert!(error.retry_after().is_some_and(|wait| wait >= TIMEOUT), "{error:?}");
    assert!(error.to_string().contains("the service throttles this client, and the turn"), "{error}");
    throttled.clock.advance(seconds(60));
    let mut later = Script { clock: Arc::clone(&throttled.clock), ..script([Ok("created")]) };
    assert_eq!(run(&mut later).unwrap(), ("created", 1));
    assert!(throttled.clock.waits.lock().unwrap().iter().sum::<Duration>() >= seconds(240));
}

#[test]
fn a_long_acquisition_behind_the_gate_is_followed_by_another_turn() {
    // The second attempt waits for a turn or two, of twenty seconds each.
    for (acquisition, turns) in
        [(seconds(1), 2), (LONG_ACQUISITION, 2), (LONG_ACQUISITION.saturating_sub(MILLISECOND), 1)]
    {
        let (gate, policy) = (Gate::new(Some(0.05)), policy());
        let ends = [connection(Outcome::NotSent), Ok("created")];
        let mut script = Script { acquisition, ..script(ends) };
        let clock = Arc::clone(&script.clock);
        let rules = rules(&policy, &gate, &Method::POST, false, clock.now());
        assert_eq!(block_on(run(&rules, &*clock, &mut script)).unwrap(), ("created", 2));
        let elapsed = TIMEOUT.saturating_sub(script.sent[1].1.time_left);
        assert_eq!((script.claims.len(), elapsed.as_secs() / 20), (3 - usize::from(turns == 1), turns));
    }
}

#[test]
fn a_turn_after_the_timeout_leaves_the_error_before() {
    let (gate, policy) = (Gate::new(Some(0.001)), policy());
    let mut first = script([status(503, Some(7))]);
    let clock = Arc::clone(&first.clock);
    let rules = rules(&policy, &gate, &Method::POST, false, clock.now());
    let error = block_on(run(&rules, &*clock, &mut first)).unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(StatusCode::SERVICE_UNAVAILABLE), 1));
    let wait = error.retry_after().unwrap();
    assert!((seconds(990)..seconds(993)).contains(&wait), "{wait:?}");
    let error = block_on(run(&rules, &*clock, &mut script([]))).unwrap_err();
    assert!(error.to_string().contains("limited by `requests_per_second`, and the turn"), "{error}");
}

#[test]
fn without_retry_after_the_wait_is_an_exponential_backoff() {
    let run = Run::of(&Method::GET, &policy(), (0..5).map(|_| status(502, None)));
    assert_eq!((run.attempts(), run.outcome()), (5, Outcome::Unknown));
    assert_eq!(run.waits, [1, 2, 4, 8].map(seconds), "half of the bound, as the source of random factors says");
}

#[test]
fn the_policy_limits_the_attempts() {
    for max_attempts in 1..4 {
        let policy = policy().with_max_attempts(max_attempts);
        let run = Run::of(&Method::POST, &policy, (0..max_attempts).map(|_| status(429, Some(1))));
        assert_eq!((run.attempts(), run.outcome()), (max_attempts, Outcome::Refused));
    }
    for end in [status(429, Some(1)), status(503, Some(1))] {
        assert_eq!(Run::of(&Method::GET, &RetryPolicy::never(), [end]).attempts(), 1);
    }
}

#[test]
fn waits_do_not_exceed_the_deadline() {
    let run = Run::of(&Method::GET, &policy(), [status(429, Some(200)), status(429, Some(100))]);
    assert_eq!(run.waits, [seconds(202) + HALF_A_SECOND]);
    let error = run.result.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (2, Some(seconds(100))));
    assert!(error.to_string().contains("; the next attempt would start after the timeout of 300s;"), "{error}");

    let run = Run::of(&Method::GET, &policy(), [status(429, Some(299)), Ok("read")]);
    assert_eq!(run.attempts(), 2);
}

#[test]
fn a_post_is_retried_only_if_it_was_not_carried_out() {
    let retried = [status(429, Some(0)), status(503, Some(0)), connection(Outcome::NotSent)];
    for end in retried {
        let run = Run::of(&Method::POST, &policy().with_initial_backoff(Duration::ZERO), [end, Ok("created")]);
        assert_eq!(run.attempts(), 2);
    }
    let ends = [
        (status(400, None), Outcome::Refused),
        (status(502, None), Outcome::Unknown),
        (connection(Outcome::Unknown), Outcome::Unknown),
        (truncated(201), Outcome::CarriedOut),
    ];
    for (end, outcome) in ends {
        let run = Run::of(&Method::POST, &policy(), [end]);
        assert_eq!((run.attempts(), run.outcome()), (1, outcome));
    }
    let run = Run::of(&Method::PATCH, &policy(), [status(502, None)]);
    assert_eq!((run.attempts(), run.outcome()), (1, Outcome::Unknown), "a PATCH is not idempotent");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let run = Run::of(&method, &policy(), [status(502, None), connection(Outcome::Unknown), Ok("done")]);
        assert_eq!(run.attempts(), 3, "{method}");
    }
}

#[test]
fn a_truncated_success_is_retried_only_if_it_was_read() {
    for method in [Method::PUT, Method::DELETE, Method::POST] {
        let run = Run::of_script(&method, &policy(), true, script([truncated(200)]));
        assert_eq!((run.attempts(), run.outcome()), (1, Outcome::CarriedOut), "{method}");
    }
    let run = Run::of(&Method::GET, &policy(), [truncated(200), Ok("read")]);
    assert_eq!((run.attempts(), run.waits), (2, vec![seconds(1)]));
}

#[test]
fn an_unknown_attempt_leaves_the_outcome_unknown() {
    for last in [status(400, None), status(409, None)] {
        let run = Run::of_script(&Method::POST, &policy(), true, script([status(504, None), last]));
        assert_eq!((run.attempts(), run.outcome()), (2, Outcome::Unknown));
    }
    // A token that cannot be renewed does not hide it either.
    let tokens = vec![Err(no_token()), Ok(0)];
    let run = Run::of_script(&Method::POST, &policy(), true, Script { tokens, ..script([status(504, Some(20))]) });
    assert_eq!((run.attempts(), run.outcome()), (2, Outcome::Unknown));
    // An attempt to read changes nothing.
    let run = Run::of(&Method::GET, &policy(), [status(504, None), status(404, None)]);
    assert_eq!((run.attempts(), run.outcome()), (2, Outcome::Refused));
}

#[test]
fn a_404_after_an_unknown_delete_proves_that_it_succeeded() {
    let run = Run::of(&Method::DELETE, &policy(), [connection(Outcome::Unknown), not_found()]);
    assert_eq!(run.result.unwrap(), ("already done", 2));
    for (method, ends) in [
        (Method::DELETE, vec![not_found()]),
        (Method::DELETE, vec![connection(Outcome::NotSent), not_found()]),
        // A gateway cannot know.
        (Method::DELETE, vec![connection(Outcome::Unknown), status(404, None)]),
        (Method::PUT, vec![connection(Outcome::Unknown), not_found()]),
    ] {
        let run = Run::of(&method, &policy(), ends);
        assert!(run.result.unwrap_err().is_not_found());
    }
}

#[test]
fn a_rejected_token_is_replaced_once_regardless_of_the_policy() {
    let ends = [status(401, None), Ok("created")];
    let run = Run::of_script(
        &Method::POST,
        &RetryPolicy::never(),
        false,
        Script { replacements: vec![Ok(Some(7))], ..script(ends) },
    );
    assert_eq!(run.attempts(), 2);
    assert_eq!(run.tokens(), [0, 7]);
    assert!(run.waits.is_empty());

    let ends = [status(401, None), status(401, None)];
    let run = Run::of_script(
        &Method::POST,
        &policy(),
        false,
        Script { replacements: vec![Ok(Some(8)), Ok(Some(7))], ..script(ends) },
    );
    assert_eq!((run.attempts(), run.outcome()), (2, Outcome::Refused));

    // A later token needs the claims, too.
    let challenged = status(401, None).map_err(|failed| AttemptError { claims: Some("{}".to_owned()), ..failed });
    let ends = [challenged, status(503, Some(20)), Ok("created")];
    let script = Script { tokens: vec![Ok(8), Ok(0)], replacements: vec![Ok(Some(7))], ..script(ends) };
    let run = Run::of_script(&Method::POST, &policy(), false, script);
    assert_eq!(run.tokens(), [0, 7, 8]);
    assert_eq!(run.claims, [None, Some("{}".to_owned())]);

    let run = Run::of(&Method::POST, &policy(), [status(401, None)]);
    assert!(run.result.unwrap_err().is_unauthorized(), "without a replacement the refusal stands");
}

#[test]
fn without_a_token_nothing_is_sent() {
    let tokens = vec![Err(no_token())];
    let run = Run::of_script(&Method::GET, &policy(), false, Script { tokens, ..script([]) });
    assert_eq!((run.attempts(), run.outcome()), (1, Outcome::NotSent));
    assert!(run.sent.is_empty());
    assert_eq!(run.result.unwrap_err().kind(), ErrorKind::Credential);
}

#[test]
fn after_the_deadline_nothing_is_sent() {
    for (acquisition, expected) in [(TIMEOUT, "before the request was sent"), (2 * TIMEOUT, "before an access token")] {
        let run = Run::of_script(&Method::POST, &policy(), false, Script { acquisition, ..script([]) });
        assert_eq!((run.attempts(), run.outcome(), run.sent.len()), (1, Outcome::NotSent, 0));
        let error = run.result.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains(expected), "{error}");
    }
    // With less time than an attempt needs, it could only end unknown.
    let acquisition = TIMEOUT.checked_sub(Duration::from_millis(10)).unwrap();
    let run = Run::of_script(&Method::POST, &policy(), false, Script { acquisition, ..script([]) });
    assert_eq!((run.outcome(), run.sent.len()), (Outcome::NotSent, 0));
    let acquisition = TIMEOUT.checked_sub(SHORTEST_ATTEMPT).unwrap();
    let run = Run::of_script(&Method::POST, &policy(), false, Script { acquisition, ..script([Ok("created")]) });
    assert_eq!(run.sent[0].1.time_left, SHORTEST_ATTEMPT);
    let refused = |replacement| Script { replacement, replacements: vec![Ok(Some(7))], ..script([status(401, None)]) };
    let run = Run::of_script(&Method::POST, &policy(), false, refused(TIMEOUT));
    assert_eq!((run.attempts(), run.outcome(), run.sent.len()), (2, Outcome::Refused, 1));
    assert!(run.result.unwrap_err().is_timeout());
    let run = Run::of_script(&Method::POST, &policy(), false, refused(2 * TIMEOUT));
    assert_eq!((run.attempts(), run.sent.len()), (1, 1));
    assert!(run.result.unwrap_err().is_unauthorized(), "the refusal stands");
}

#[test]
fn an_attempt_has_the_time_until_the_deadline() {
    let script = Script { acquisition: seconds(1), ..script([status(429, Some(200)), Ok("created")]) };
    let run = Run::of_script(&Method::POST, &policy(), false, script);
    let time_left: Vec<Duration> = run.sent.iter().map(|(_, attempt)| attempt.time_left).collect();
    // The jitter takes two and a half seconds, and a second acquisition follows.
    assert_eq!(time_left, [seconds(299), seconds(95) + HALF_A_SECOND]);
}

#[test]
fn a_long_wait_is_followed_by_another_look_at_the_token() {
    for (wait, expected) in [(200, 1), (2, 0)] {
        let tokens = vec![Ok(1), Ok(0)];
        let script = Script { tokens, ..script([status(429, Some(wait)), Ok("created")]) };
        let run = Run::of_script(&Method::POST, &policy(), false, script);
        assert_eq!(run.tokens(), [0, expected], "{wait} s");
    }
    for (wait, expected) in [(TOKEN_AGE, 1), (TOKEN_AGE.saturating_sub(MILLISECOND), 0)] {
        let tokens = vec![Ok(1), Ok(0)];
        let unavailable = status(503, None).map_err(|failed| failed.error.with_retry_after(Some(wait)).into());
        let script = Script { tokens, ..script([unavailable, Ok("created")]) };
        let run = Run::of_script(&Method::POST, &policy(), false, script);
        assert_eq!(run.tokens(), [0, expected], "{wait:?}");
    }
}
