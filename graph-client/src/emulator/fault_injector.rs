//! Selects the fault for each request.

use super::fault::Fault;
use std::collections::{HashMap, VecDeque};

/// The faults for the next requests: first the scripted ones in order, then random ones.
#[derive(Default)]
pub(super) struct FaultInjector {
    scripted: VecDeque<Option<Fault>>,
    random: Option<RandomFaults>,
    /// The faults of requests that were announced but have not been received yet.
    assigned: HashMap<String, Option<Fault>>,
}

struct RandomFaults {
    rng: fastrand::Rng,
    probability: f64,
}

impl FaultInjector {
    pub(super) fn script(&mut self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.scripted.extend(faults);
    }

    pub(super) fn randomize(&mut self, seed: u64, probability: f64) {
        self.random = Some(RandomFaults { rng: fastrand::Rng::with_seed(seed), probability });
    }

    /// Selects the fault of a request before it is sent.
    pub(super) fn assign(&mut self, key: &str) -> Option<Fault> {
        let fault = self.next();
        self.assigned.insert(key.to_owned(), fault.clone());
        fault
    }

    /// Returns the fault of a received request: the assigned one, or the next one if the request was not announced.
    pub(super) fn take(&mut self, key: Option<&str>) -> Option<Fault> {
        match key.and_then(|key| self.assigned.remove(key)) {
            Some(fault) => fault,
            None => self.next(),
        }
    }

    /// Forgets a request that has ended.
    pub(super) fn forget(&mut self, key: &str) {
        self.assigned.remove(key);
    }

    /// Returns whether later requests may get a fault.
    pub(super) fn is_active(&self) -> bool {
        !self.scripted.is_empty() || self.random.is_some()
    }

    fn next(&mut self) -> Option<Fault> {
        if let Some(fault) = self.scripted.pop_front() {
            return fault;
        }
        let RandomFaults { rng, probability } = self.random.as_mut()?;
        (rng.f64() < *probability).then(|| Fault::random(rng))
    }
}
