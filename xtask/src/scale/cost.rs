//! The cost of a run.

use anyhow::Result;
use measure::Spread;
use serde::{Deserialize, Serialize};

/// The cost of running a program.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct Cost {
    /// The elapsed time.
    pub(crate) wall_seconds: f64,
    /// The time in user and kernel mode, of the program and of the children that it waited for. Windows counts the program
    /// alone.
    pub(crate) cpu_seconds: f64,
    /// The peak memory of the program or of one of its children, whichever is larger.
    pub(crate) mebibytes: f64,
}

/// The number of measured runs of a command that is short enough to be disturbed.
const RUNS: usize = 5;

impl Cost {
    /// Measures a short run several times, and returns the median.
    pub(super) fn of_short_run(run: impl Fn() -> Result<Self>) -> Result<Self> {
        let costs: Result<Vec<_>> = (0..RUNS).map(|_| run()).collect();
        Ok(Self::median(&costs?))
    }

    /// Returns the median of each quantity.
    ///
    /// # Panics
    ///
    /// Panics if there are no costs.
    pub(super) fn median(costs: &[Self]) -> Self {
        let median = |quantity: fn(&Self) -> f64| Spread::of(costs.iter().map(quantity).collect()).median;
        Self {
            wall_seconds: median(|cost| cost.wall_seconds),
            cpu_seconds: median(|cost| cost.cpu_seconds),
            mebibytes: median(|cost| cost.mebibytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cost;

    #[test]
    fn each_quantity_has_a_median_of_its_own() {
        let cost = |wall_seconds, cpu_seconds, mebibytes| Cost { wall_seconds, cpu_seconds, mebibytes };
        let costs = [cost(9.0, 2.0, 30.0), cost(4.0, 3.0, 10.0), cost(5.0, 1.0, 20.0)];
        assert_eq!(Cost::median(&costs), cost(5.0, 2.0, 20.0));
    }
}
