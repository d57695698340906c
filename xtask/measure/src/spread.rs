//! Medians and quartiles.

use serde::{Deserialize, Serialize};

/// The median and the quartiles of a number's samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The lower quartile.
    pub lower: f64,
    /// The median.
    pub median: f64,
    /// The upper quartile.
    pub upper: f64,
}

impl Spread {
    /// Returns the median and the quartiles of samples.
    ///
    /// # Panics
    ///
    /// Panics if there are no samples.
    #[must_use]
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        // A quartile is the median of a half, which excludes the median itself.
        let (half, rest) = (samples.len() / 2, samples.len() % 2);
        let is_single = samples.len() == 1;
        let (low, high) =
            if is_single { (&samples[..], &samples[..]) } else { (&samples[..half], &samples[half + rest..]) };
        Self { lower: median(low), median: median(&samples), upper: median(high) }
    }
}

/// Returns the median of sorted samples.
fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn quartiles_are_the_medians_of_the_halves() {
        let spread = |samples: &[f64]| {
            let Spread { lower, median, upper } = Spread::of(samples.to_vec());
            [lower, median, upper].map(|value| value.to_string())
        };
        assert_eq!(spread(&[3.0]), ["3", "3", "3"]);
        assert_eq!(spread(&[4.0, 2.0]), ["2", "3", "4"]);
        assert_eq!(spread(&[5.0, 1.0, 3.0, 2.0, 4.0]), ["1.5", "3", "4.5"]);
    }
}
