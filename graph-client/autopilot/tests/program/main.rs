//! Drives the program as a process.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod documents;
mod failures;
mod harness;
mod interruption;
mod kill;
mod records;
mod screens;
