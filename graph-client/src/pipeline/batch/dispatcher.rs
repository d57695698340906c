//! The decision which attempts leave together, and when.

use super::submission::{Attempted, Event, Submission, not_tried};
use crate::error::{AttemptError, Error};
use reqwest::StatusCode;
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::Instant;

/// The most calls that the [service accepts](https://learn.microsoft.com/graph/json-batching#batch-size-limitations) in one
/// request.
const MOST_CALLS: usize = 20;

/// The most requests in flight.
const MOST_SHIPMENTS: usize = 4;

/// The attempts of a batch: those that wait, and the number of those under way.
pub(super) struct Dispatcher<'c> {
    in_sequence: bool,
    /// The calls that have not ended, started or not.
    unended: BTreeSet<usize>,
    /// The number of calls that were started and have not ended.
    active: usize,
    /// The attempts that wait for company or for a call before them, by the position of their call.
    waiting: BTreeMap<usize, Submission<'c>>,
    /// The number of attempts and of requests in flight.
    in_flight: usize,
    shipments: usize,
    /// In sequence, the first call that failed.
    failed: Option<usize>,
}

impl<'c> Dispatcher<'c> {
    pub(super) fn new(calls: usize, in_sequence: bool) -> Self {
        Self {
            in_sequence,
            unended: (0..calls).collect(),
            active: 0,
            waiting: BTreeMap::new(),
            in_flight: 0,
            shipments: 0,
            failed: None,
        }
    }

    fn most_shipments(&self) -> usize {
        if self.in_sequence { 1 } else { MOST_SHIPMENTS }
    }

    /// Returns whether another call may be started. Its timeout begins with it.
    pub(super) fn may_start(&self) -> bool {
        self.active < self.most_shipments() * MOST_CALLS
    }

    pub(super) fn started(&mut self) {
        self.active += 1;
    }

    /// Records that a call ended.
    pub(super) fn ended(&mut self, index: usize, is_success: bool) {
        self.active = self.active.saturating_sub(1);
        self.unended.remove(&index);
        if self.in_sequence && !is_success {
            let first = self.failed.map_or(index, |failed| failed.min(index));
            self.failed = Some(first);
            for (_, submission) in self.waiting.split_off(&first) {
                submission.refuse(first);
            }
        }
    }

    /// Returns the error of a call that must not be sent because one before it failed.
    pub(super) fn failed_dependency(&self, index: usize) -> Option<Error> {
        self.failed.filter(|failed| *failed < index).map(not_tried)
    }

    /// Takes an attempt that is to be sent.
    pub(super) fn submit(&mut self, submission: Submission<'c>) {
        match self.failed {
            Some(failed) if failed < submission.index => submission.refuse(failed),
            _ => drop(self.waiting.insert(submission.index, submission)),
        }
    }

    /// Takes the attempts of a request that ended, in their order, and passes the results on.
    pub(super) fn arrived(&mut self, results: Vec<(Submission<'c>, Attempted<'c>)>) {
        self.shipments = self.shipments.saturating_sub(1);
        self.in_flight = self.in_flight.saturating_sub(results.len());
        for (position, (mut submission, result)) in results.into_iter().enumerate() {
            match result {
                // The call before it failed, but may be repeated. If it is not, this one is refused.
                Err(failed) if self.in_sequence && position > 0 && is_failed_dependency(&failed) => {
                    submission.put_off = Some(failed);
                    submission.tell(Event::PutOff);
                    // Otherwise, the call has submitted another attempt, or will not.
                    if !submission.is_abandoned() {
                        self.submit(submission);
                    }
                }
                result => submission.tell(Event::Ended(result)),
            }
        }
    }

    /// Returns the attempts that are to leave now, in the order of their calls.
    pub(super) fn next_shipment(&mut self, now: Instant) -> Option<Vec<Submission<'c>>> {
        self.waiting.retain(|_, submission| !submission.is_abandoned());
        let ready = self.ready();
        let is_full = ready >= MOST_CALLS;
        let is_alone = self.active <= self.waiting.len() + self.in_flight;
        if ready == 0 || !(is_full || is_alone || self.lingers_until().is_some_and(|until| until <= now)) {
            return None;
        }
        let shipment: Vec<_> = (0..ready).map_while(|_| self.waiting.pop_first()).map(|(_, ready)| ready).collect();
        self.in_flight += shipment.len();
        self.shipments += 1;
        Some(shipment)
    }

    /// Returns the time at which the attempts that are ready leave, even if others may join them. `None` if there are none.
    pub(super) fn lingers_until(&self) -> Option<Instant> {
        self.waiting.values().take(self.ready()).map(|submission| submission.lingers_until).min()
    }

    /// Returns how many of the waiting attempts may leave now, from the first one.
    fn ready(&self) -> usize {
        if self.shipments >= self.most_shipments() {
            return 0;
        }
        let candidates = self.waiting.keys().take(MOST_CALLS);
        if self.in_sequence {
            candidates.zip(&self.unended).take_while(|(waiting, unended)| waiting == unended).count()
        } else {
            candidates.count()
        }
    }
}

fn is_failed_dependency(failed: &AttemptError) -> bool {
    failed.error.status() == Some(StatusCode::FAILED_DEPENDENCY)
}

#[cfg(test)]
mod tests {
    use super::{Dispatcher, MOST_CALLS, MOST_SHIPMENTS, Submission};
    use crate::path::ResourcePath;
    use crate::pipeline::call::{Call, Operation};
    use crate::version::Version;
    use reqwest::Method;
    use std::time::Duration;
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::time::Instant;

    #[test]
    fn as_many_calls_are_started_as_can_be_under_way() {
        for (in_sequence, most) in [(false, MOST_SHIPMENTS * MOST_CALLS), (true, MOST_CALLS)] {
            let mut dispatcher = Dispatcher::new(1000, in_sequence);
            for _ in 0..most {
                assert!(dispatcher.may_start());
                dispatcher.started();
            }
            assert!(!dispatcher.may_start(), "{in_sequence}");
        }
    }

    #[test]
    fn in_sequence_no_call_is_tried_after_one_that_failed() {
        for (in_sequence, fails) in [(true, true), (false, false)] {
            let mut dispatcher = Dispatcher::new(4, in_sequence);
            dispatcher.ended(0, true);
            assert!(dispatcher.failed_dependency(1).is_none());
            dispatcher.ended(2, false);
            assert!([1, 2].iter().all(|index| dispatcher.failed_dependency(*index).is_none()));
            assert_eq!(dispatcher.failed_dependency(3).is_some(), fails);
        }
    }

    fn submission(call: &Call, index: usize, lingers_until: Instant) -> (Submission<'_>, impl Sized) {
        let (events, happened) = unbounded_channel();
        let submission = Submission {
            index,
            call,
            client_request_id: String::new(),
            attempt: 1,
            on_new_connection: false,
            attempt_timeout: Duration::MAX,
            deadline: lingers_until,
            lingers_until,
            put_off: None,
            events,
        };
        (submission, happened)
    }

    fn call() -> Call {
        Call::new(Method::GET, Version::Beta, ResourcePath::root(), Operation::default())
    }

    #[test]
    fn the_requests_in_flight_are_limited() {
        let (call, now) = (call(), Instant::now());
        let mut dispatcher = Dispatcher::new(MOST_SHIPMENTS + 1, false);
        let mut calls = Vec::new();
        for index in 0..=MOST_SHIPMENTS {
            let (submission, waits) = submission(&call, index, now);
            calls.push(waits);
            dispatcher.started();
            dispatcher.submit(submission);
            assert_eq!(dispatcher.next_shipment(now).is_some(), index < MOST_SHIPMENTS, "{index}");
        }
        dispatcher.arrived(Vec::new());
        assert!(dispatcher.next_shipment(now).is_some());
    }

    #[test]
    fn a_call_waits_for_company_unless_all_others_are_in_flight() {
        let (call, now) = (call(), Instant::now());
        let later = now + Duration::from_secs(1);
        let mut dispatcher = Dispatcher::new(2, false);
        dispatcher.started();
        dispatcher.started();
        let (first, _waits) = submission(&call, 0, later);
        dispatcher.submit(first);
        assert!(dispatcher.next_shipment(now).is_none(), "the other call may join it");
        assert_eq!(dispatcher.next_shipment(later).map(|shipment| shipment.len()), Some(1));
        let (second, _waits) = submission(&call, 1, later);
        dispatcher.submit(second);
        assert_eq!(dispatcher.next_shipment(now).map(|shipment| shipment.len()), Some(1));
    }

    #[test]
    fn an_attempt_that_its_call_has_given_up_does_not_leave() {
        let (call, now) = (call(), Instant::now());
        let mut dispatcher = Dispatcher::new(1, false);
        let (submission, waits) = submission(&call, 0, now);
        dispatcher.started();
        dispatcher.submit(submission);
        drop(waits);
        assert!(dispatcher.next_shipment(now).is_none());
    }
}
