//! Tests of the public API: one binary, which builds faster than one per file, and keeps all processor cores busy.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod additional_properties;
mod buffered;
mod comparisons;
mod date_time_offset;
mod exchange;
mod flags;
mod numbers;
mod objects;
mod preservation;
mod primitives;
mod secrecy;
mod unfit;
mod untyped;
