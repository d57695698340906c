//! Compares the time and memory of several ways to do the same thing.
//!
//! The result of a [`Comparison`] is a ratio, because no machine is ever idle. The samples of its variants are interleaved:
//! every round runs each variant for a few milliseconds, in rotated order, and yields one ratio to the baseline. A disturbance
//! of the machine then affects all variants alike, and the median of the ratios is the result. Criterion measures one
//! benchmark after the other, each under conditions of its own.
//!
//! Counting allocations takes time, and needs an allocator for the whole program. A package therefore counts them in a bench
//! of their own, over the same comparisons as the bench that measures time.
//!
//! A bench prints its tables, and writes the numbers to `measure/` in cargo's target folder for `cargo xtask benchmarks`.
//! Unless `cargo bench` runs it, it runs everything once and writes nothing, as a smoke test.

mod bench;
mod comparison;
mod process;
mod report;
mod spread;

pub use bench::{Bench, folder};
pub use comparison::Comparison;
pub use process::{Usage, resident_bytes};
pub use report::{Allocations, Entry, Quantity, Report, Table, Time};
pub use spread::Spread;
