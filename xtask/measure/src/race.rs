//! Contenders, and how they are run.

use crate::report::{Allocations, Entry, Table};
use crate::spread::Spread;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long a contender runs before it is another one's turn, if not said otherwise: long enough for the clock, short enough
/// for what disturbs the machine to last for several turns.
const TURN: Duration = Duration::from_millis(4);

/// How long a race takes, unless its turns are long.
const RACE: Duration = Duration::from_secs(4);

/// How many rounds a race has, however short or long they are.
const ROUNDS: (usize, usize) = (21, 301);

/// Several ways to do the same thing. The first one is the baseline of the others.
///
/// ```
/// use measure::Race;
///
/// let digits = "299792458";
/// let race = Race::new("read a number")
///     .contender("as an integer", || digits.parse::<u64>())
///     .contender("as a floating-point number", || digits.parse::<f64>());
/// ```
pub struct Race<'a> {
    what: String,
    turn: Duration,
    contenders: Vec<Contender<'a>>,
}

struct Contender<'a> {
    name: String,
    /// Does the thing that many times.
    run: Box<dyn FnMut(u32) + 'a>,
}

impl<'a> Race<'a> {
    /// A race without contenders, and what they will do.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), turn: TURN, contenders: Vec::new() }
    }

    /// Sets how long a turn is, for what takes a while to get going.
    #[must_use]
    pub fn with_turn(mut self, turn: Duration) -> Self {
        self.turn = turn;
        self
    }

    /// Adds a way to do it. To drop what the function returns is a part of it.
    #[must_use]
    pub fn contender<T>(self, name: &str, mut run: impl FnMut() -> T + 'a) -> Self {
        self.repeating(name, move |times| {
            for _ in 0..times {
                black_box(run());
            }
        })
    }

    /// Adds a way to do it that often, for what cannot be called that often from the outside, such as something that goes
    /// on in a runtime or several times at once.
    #[must_use]
    pub fn repeating(mut self, name: &str, run: impl FnMut(u32) + 'a) -> Self {
        self.contenders.push(Contender { name: name.to_owned(), run: Box::new(run) });
        self
    }

    /// Runs every contender once, to see that it can.
    pub(crate) fn try_out(mut self) -> String {
        for contender in &mut self.contenders {
            (contender.run)(1);
        }
        self.what
    }

    /// Lets the contenders take turns, and takes the time.
    pub(crate) fn time(mut self) -> Table {
        let lengths: Vec<_> = self.contenders.iter_mut().map(|contender| contender.turn_length(self.turn)).collect();
        let turns = self.contenders.iter_mut().zip(&lengths);
        let round: f64 = turns.map(|(contender, times)| contender.turn(*times) * f64::from(*times)).sum();
        self.in_rounds(rounds_for(round), &lengths)
    }

    fn in_rounds(mut self, rounds: usize, lengths: &[u32]) -> Table {
        let mut samples = vec![Vec::with_capacity(rounds); self.contenders.len()];
        for round in 0..rounds {
            for place in 0..self.contenders.len() {
                let index = (round + place) % self.contenders.len();
                samples[index].push(self.contenders[index].turn(lengths[index]));
            }
        }
        let to_baseline = |own: &Vec<f64>| own.iter().zip(&samples[0]).map(|(own, baseline)| own / baseline).collect();
        let ratios: Vec<_> = samples.iter().map(to_baseline).map(Spread::of).collect();
        let entries = self.contenders.into_iter().zip(samples).zip(ratios).map(|((contender, seconds), ratio)| Entry {
            seconds: Some(Spread::of(seconds)),
            ratio: Some(ratio),
            ..Entry::new(contender.name)
        });
        Table { what: self.what, entries: entries.collect() }
    }

    /// Counts what every contender allocates, with a function that counts while it runs what it is given.
    pub(crate) fn count(mut self, count: impl Fn(&mut dyn FnMut()) -> Allocations) -> Table {
        let entries = self.contenders.iter_mut().map(|contender| {
            // What is allocated once and kept is there already the second time.
            (contender.run)(1);
            let allocations = Some(count(&mut || (contender.run)(1)));
            Entry { allocations, ..Entry::new(contender.name.clone()) }
        });
        let entries = entries.collect();
        Table { what: self.what, entries }
    }
}

impl Contender<'_> {
    /// How often it can be done in a turn, at least once.
    fn turn_length(&mut self, wanted: Duration) -> u32 {
        let mut times = 1;
        loop {
            let seconds = self.turn(times);
            // The first times are slow; a guess from half a turn is good enough.
            if seconds * f64::from(times) >= wanted.as_secs_f64() / 2.0 {
                return whole(wanted.as_secs_f64() / seconds);
            }
            times *= 2;
        }
    }

    /// The seconds that it takes to do it once, on the average of a turn.
    fn turn(&mut self, times: u32) -> f64 {
        let started = Instant::now();
        (self.run)(times);
        started.elapsed().as_secs_f64() / f64::from(times)
    }
}

fn rounds_for(seconds: f64) -> usize {
    let fitting = whole(RACE.as_secs_f64() / seconds);
    usize::try_from(fitting).unwrap_or(usize::MAX).clamp(ROUNDS.0, ROUNDS.1)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is in the range, and digits may be lost"
)]
fn whole(number: f64) -> u32 {
    number.clamp(1.0, 1e9) as u32
}

#[cfg(test)]
mod tests {
    use super::{Race, rounds_for};
    use crate::report::Allocations;
    use std::cell::{Cell, RefCell};

    #[test]
    fn contenders_take_turns_and_each_begins_a_round_at_times() {
        let turns = RefCell::new(Vec::new());
        let take = |name, times| turns.borrow_mut().push((name, times));
        let race = Race::new("turn").repeating("a", |times| take("a", times)).repeating("b", |times| take("b", times));
        let table = race.in_rounds(3, &[1, 2]);
        assert_eq!(*turns.borrow(), [("a", 1), ("b", 2), ("b", 2), ("a", 1), ("a", 1), ("b", 2)]);
        assert_eq!(table.what, "turn");
        assert_eq!(table.entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(table.entries[0].ratio.is_some_and(|ratio| (ratio.median - 1.0).abs() < f64::EPSILON));
    }

    #[test]
    fn a_race_takes_a_while_but_has_enough_rounds() {
        assert_eq!([1e-9, 0.04, 1.0].map(rounds_for), [301, 100, 21]);
    }

    #[test]
    fn what_is_counted_is_one_time_after_the_first() {
        let calls = Cell::new(0);
        let table = Race::new("count").contender("a", || calls.set(calls.get() + 1)).count(|run| {
            assert_eq!(calls.get(), 1);
            run();
            Allocations { count: calls.get(), bytes: 7, peak_bytes: 7 }
        });
        assert_eq!(table.entries[0].allocations, Some(Allocations { count: 2, bytes: 7, peak_bytes: 7 }));
    }
}
