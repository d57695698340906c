//! Drives the program as a process.
#![allow(clippy::unwrap_used)]

mod failures;
mod harness;
mod interruption;
mod kill;
mod records;
mod screens;
