//! Measures how much time and memory one way of doing something takes against another.
//!
//! What is worth knowing is a ratio, and the machine is never quiet. So the contenders of a [`Race`] take turns: every
//! round runs each of them for a few milliseconds, in rotated order, and gives one ratio to the baseline. What disturbs the
//! machine then disturbs all of them alike, and the median of the ratios is what counts. Criterion is not used because it
//! measures contenders one after the other, each in conditions of its own.
//!
//! Allocations are counted by an allocator that a program has from beginning to end and that takes time of its own. They
//! are therefore counted by another bench of the same package than the one that takes the time, over the same races.
//!
//! A bench prints its tables, and writes the numbers to `measure/` in cargo's target folder for `cargo xtask benchmarks`.
//! Called by anyone but `cargo bench`, it runs everything once and writes nothing: that shows that it still works.

mod bench;
mod race;
mod report;
mod spread;

pub use bench::{Bench, folder};
pub use race::Race;
pub use report::{Allocations, Entry, Report, Table};
pub use spread::Spread;
