//! Drives the program as a process.

mod failures;
mod harness;
mod interruption;
mod kill;
mod records;
mod screens;
