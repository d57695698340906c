//! Which request meets which fault.

use super::fault::Fault;
use std::collections::{HashMap, VecDeque};

/// What lies ahead.
#[derive(Default)]
pub(super) struct Script {
    planned: VecDeque<Option<Fault>>,
    random: Option<Random>,
    /// What requests meet that are on their way.
    assigned: HashMap<String, Option<Fault>>,
}

struct Random {
    source: fastrand::Rng,
    share: f64,
}

impl Script {
    pub(super) fn plan(&mut self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.planned.extend(faults);
    }

    pub(super) fn randomize(&mut self, seed: u64, share: f64) {
        self.random = Some(Random { source: fastrand::Rng::with_seed(seed), share });
    }

    /// Decides what a request meets before it is sent.
    pub(super) fn assign(&mut self, key: &str) -> Option<Fault> {
        let fault = self.next();
        self.assigned.insert(key.to_owned(), fault.clone());
        fault
    }

    /// What a request meets that has come in.
    pub(super) fn take(&mut self, key: Option<&str>) -> Option<Fault> {
        match key.and_then(|key| self.assigned.remove(key)) {
            Some(fault) => fault,
            None => self.next(),
        }
    }

    /// Forgets a request that is over.
    pub(super) fn forget(&mut self, key: &str) {
        self.assigned.remove(key);
    }

    /// Whether there are faults ahead, so that connections had better not be kept.
    pub(super) fn is_eventful(&self) -> bool {
        !self.planned.is_empty() || self.random.is_some()
    }

    fn next(&mut self) -> Option<Fault> {
        if let Some(fault) = self.planned.pop_front() {
            return fault;
        }
        let Random { source, share } = self.random.as_mut()?;
        (source.f64() < *share).then(|| Fault::random(source))
    }
}
