//! What many samples of one number come to.

use serde::{Deserialize, Serialize};

/// The middle of a number's samples, and the range that half of them are in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// A quarter of the samples is below.
    pub lower: f64,
    /// Half of the samples are below.
    pub median: f64,
    /// A quarter of the samples is above.
    pub upper: f64,
}

impl Spread {
    /// The quartiles of the samples, of which there must be one at least.
    #[must_use]
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        // The middle of a half that leaves out the median itself; two samples share the place between them.
        let (half, rest) = (samples.len() / 2, samples.len() % 2);
        let is_single = samples.len() == 1;
        let (low, high) =
            if is_single { (&samples[..], &samples[..]) } else { (&samples[..half], &samples[half + rest..]) };
        Self { lower: middle(low), median: middle(&samples), upper: middle(high) }
    }
}

/// The median of sorted samples.
fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn quartiles_are_the_middles_of_the_halves() {
        let spread = |samples: &[f64]| {
            let Spread { lower, median, upper } = Spread::of(samples.to_vec());
            [lower, median, upper].map(|value| value.to_string())
        };
        assert_eq!(spread(&[3.0]), ["3", "3", "3"]);
        assert_eq!(spread(&[4.0, 2.0]), ["2", "3", "4"]);
        assert_eq!(spread(&[5.0, 1.0, 3.0, 2.0, 4.0]), ["1.5", "3", "4.5"]);
    }
}
