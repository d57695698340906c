//! Comparisons of variants in interleaved samples.

use crate::report::{Allocations, Entry, Table, Time};
use crate::spread::Spread;
use cpu_time::ThreadTime;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The default duration of a sample: long enough for the clock, and short enough that a disturbance of the machine spans
/// several samples.
const SAMPLE: Duration = Duration::from_millis(4);

/// The duration of a comparison, within the limits of [`ROUNDS`].
const COMPARISON: Duration = Duration::from_secs(4);

/// The minimum and the maximum number of rounds.
const ROUNDS: (usize, usize) = (21, 301);

/// Several ways to do the same thing. The first variant is the baseline.
///
/// ```
/// use measure::Comparison;
///
/// let digits = "299792458";
/// let comparison = Comparison::new("parse a number")
///     .variant("as an integer", || digits.parse::<u64>())
///     .variant("as a floating-point number", || digits.parse::<f64>());
/// ```
pub struct Comparison<'a> {
    title: String,
    sample: Duration,
    includes_cpu_time: bool,
    variants: Vec<Variant<'a>>,
}

struct Variant<'a> {
    name: String,
    /// Runs the given number of iterations.
    run: Box<dyn FnMut(u32) + 'a>,
}

/// The seconds of one iteration, on the average of a sample.
#[derive(Clone, Copy)]
struct Sample {
    wall: f64,
    cpu: f64,
}

impl<'a> Comparison<'a> {
    /// Creates a comparison without variants.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), sample: SAMPLE, includes_cpu_time: false, variants: Vec::new() }
    }

    /// Sets the duration of a sample. Defaults to 4 milliseconds.
    #[must_use]
    pub fn with_sample_duration(mut self, duration: Duration) -> Self {
        self.sample = duration;
        self
    }

    /// Measures the CPU time of the calling thread, too. The variants must do all of their work on that thread.
    #[must_use]
    pub fn with_cpu_time(mut self) -> Self {
        self.includes_cpu_time = true;
        self
    }

    /// Adds a variant. Its time includes dropping the function's result.
    #[must_use]
    pub fn variant<T>(self, name: &str, mut run: impl FnMut() -> T + 'a) -> Self {
        self.batched_variant(name, move |iterations| {
            for _ in 0..iterations {
                black_box(run());
            }
        })
    }

    /// Adds a variant that runs the given number of iterations itself, for example concurrently or in a runtime.
    #[must_use]
    pub fn batched_variant(mut self, name: &str, run: impl FnMut(u32) + 'a) -> Self {
        self.variants.push(Variant { name: name.to_owned(), run: Box::new(run) });
        self
    }

    /// Runs every variant once without measuring it, and returns the title.
    pub(crate) fn smoke_test(mut self) -> String {
        for variant in &mut self.variants {
            (variant.run)(1);
        }
        self.title
    }

    /// Measures the time of every variant.
    pub(crate) fn time(mut self) -> Table {
        let iterations: Vec<_> = self.variants.iter_mut().map(|variant| variant.calibrate(self.sample)).collect();
        let samples = self.variants.iter_mut().zip(&iterations);
        let round: f64 = samples.map(|(variant, count)| variant.sample(*count).wall * f64::from(*count)).sum();
        self.time_in_rounds(rounds_for(round), &iterations)
    }

    fn time_in_rounds(mut self, rounds: usize, iterations: &[u32]) -> Table {
        let mut samples = vec![Vec::with_capacity(rounds); self.variants.len()];
        for round in 0..rounds {
            for position in 0..self.variants.len() {
                let index = (round + position) % self.variants.len();
                samples[index].push(self.variants[index].sample(iterations[index]));
            }
        }
        let baseline = samples.first().cloned().unwrap_or_default();
        let entries = self.variants.into_iter().zip(samples).map(|(variant, samples)| Entry {
            wall: Some(summarize(&samples, &baseline, |sample| sample.wall)),
            cpu: self.includes_cpu_time.then(|| summarize(&samples, &baseline, |sample| sample.cpu)),
            ..Entry::new(variant.name)
        });
        Table { title: self.title, entries: entries.collect() }
    }

    /// Counts the allocations of every variant, with a function that counts while it runs its argument.
    pub(crate) fn count(mut self, count: impl Fn(&mut dyn FnMut()) -> Allocations) -> Table {
        let entries = self.variants.iter_mut().map(|variant| {
            // Exclude what the first iteration allocates and keeps.
            (variant.run)(1);
            let allocations = Some(count(&mut || (variant.run)(1)));
            Entry { allocations, ..Entry::new(variant.name.clone()) }
        });
        let entries = entries.collect();
        Table { title: self.title, entries }
    }
}

impl Variant<'_> {
    /// Returns the number of iterations in a sample of that duration, at least one.
    fn calibrate(&mut self, duration: Duration) -> u32 {
        let mut iterations = 1;
        loop {
            let seconds = self.sample(iterations).wall;
            // The first iterations are slow, and half a sample is precise enough.
            if seconds * f64::from(iterations) >= duration.as_secs_f64() / 2.0 {
                return whole(duration.as_secs_f64() / seconds);
            }
            iterations *= 2;
        }
    }

    fn sample(&mut self, iterations: u32) -> Sample {
        let (wall, cpu) = (Instant::now(), ThreadTime::now());
        (self.run)(iterations);
        let [wall, cpu] = [wall.elapsed(), cpu.elapsed()].map(|time| time.as_secs_f64() / f64::from(iterations));
        Sample { wall, cpu }
    }
}

/// Summarizes the times of a variant and, round by round, their ratios to those of the baseline.
fn summarize(samples: &[Sample], baseline: &[Sample], seconds: impl Fn(&Sample) -> f64) -> Time {
    let ratios = samples.iter().zip(baseline).map(|(sample, baseline)| seconds(sample) / seconds(baseline));
    Time { ratio: Spread::of(ratios.collect()), seconds: Spread::of(samples.iter().map(&seconds).collect()) }
}

fn rounds_for(seconds: f64) -> usize {
    let rounds = whole(COMPARISON.as_secs_f64() / seconds);
    usize::try_from(rounds).unwrap_or(usize::MAX).clamp(ROUNDS.0, ROUNDS.1)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is in the range, and its fraction does not matter"
)]
fn whole(number: f64) -> u32 {
    number.clamp(1.0, 1e9) as u32
}

#[cfg(test)]
mod tests {
    use super::{Comparison, rounds_for};
    use crate::report::Allocations;
    use std::cell::{Cell, RefCell};
    use std::time::{Duration, Instant};

    #[test]
    fn samples_are_interleaved_in_rotated_order() {
        let samples = RefCell::new(Vec::new());
        let record = |name, iterations| samples.borrow_mut().push((name, iterations));
        let comparison = Comparison::new("record")
            .batched_variant("a", |iterations| record("a", iterations))
            .batched_variant("b", |iterations| record("b", iterations));
        let table = comparison.time_in_rounds(3, &[1, 2]);
        assert_eq!(*samples.borrow(), [("a", 1), ("b", 2), ("b", 2), ("a", 1), ("a", 1), ("b", 2)]);
        assert_eq!(table.title, "record");
        assert_eq!(table.entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(table.entries[0].wall.is_some_and(|wall| (wall.ratio.median - 1.0).abs() < f64::EPSILON));
        assert_eq!(table.entries[0].cpu, None);
    }

    #[test]
    fn cpu_time_excludes_waits_and_other_threads() {
        const WAIT: Duration = Duration::from_millis(5);
        let sleep = |_| std::thread::sleep(WAIT);
        let compute = || {
            let start = Instant::now();
            while start.elapsed() < WAIT {
                std::hint::spin_loop();
            }
        };
        let other_thread = |_| std::thread::spawn(compute).join().expect("the thread ends");
        let comparison =
            Comparison::new("wait").with_cpu_time().batched_variant("a", sleep).batched_variant("b", other_thread);
        for entry in comparison.time_in_rounds(3, &[1, 1]).entries {
            let [wall, cpu] = [entry.wall, entry.cpu].map(|time| time.map_or(0.0, |time| time.seconds.median));
            assert!(wall >= WAIT.as_secs_f64() && cpu < wall / 2.0, "{}: {cpu} s of {wall} s", entry.name);
        }
    }

    #[test]
    fn the_number_of_rounds_is_limited() {
        assert_eq!([1e-9, 0.04, 1.0].map(rounds_for), [301, 100, 21]);
    }

    #[test]
    fn allocations_are_those_of_one_iteration_after_the_first() {
        let calls = Cell::new(0);
        let table = Comparison::new("count").variant("a", || calls.set(calls.get() + 1)).count(|run| {
            assert_eq!(calls.get(), 1);
            run();
            Allocations { count: calls.get(), bytes: 7, peak_bytes: 7 }
        });
        assert_eq!(table.entries[0].allocations, Some(Allocations { count: 2, bytes: 7, peak_bytes: 7 }));
    }
}
