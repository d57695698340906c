//! Checks of what reads untrusted input: each takes any bytes, and panics if a property does not hold.
//!
//! The fuzz targets in `fuzz/` call them, and so do the tests on the stable toolchain, with the files in `fuzz/corpus/` and with
//! mutations of them. Most of the readers are private. So the checks are part of the crate, but only for tests and for fuzzers, which
//! compile with `--cfg fuzzing`.

#![allow(clippy::missing_panics_doc, reason = "a check fails by panicking")]

pub mod challenge;
#[cfg(test)]
mod corpus;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(test)]
mod memory;
pub mod odata_error;
pub mod redaction;
pub mod retry_after;
#[cfg(test)]
mod tests;

pub use crate::autopilot::journal_fuzz as journal;
pub use crate::pipeline::batch_fuzz as batch;
use reqwest::header::HeaderValue;

/// Returns the lines that can be the value of a header.
fn header_values(input: &[u8]) -> Vec<HeaderValue> {
    input.split(|byte| *byte == b'\n').filter_map(|line| HeaderValue::from_bytes(line).ok()).collect()
}
