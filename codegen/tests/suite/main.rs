//! Tests of the public API: one binary, which builds faster than one per file, and keeps all processor cores busy.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;
mod compiled;
mod contract;
mod credentials;
mod explain;
mod fuzz;
mod limits;
mod metadata;
mod operations;
mod published;
mod random;
mod rules;
mod write;
