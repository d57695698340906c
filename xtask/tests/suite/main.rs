//! Tests of `cargo xtask`: its library, its command line and its workflows. One program runs them in parallel: none changes its own
//! environment, its current folder or a file of the repository.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod body;
mod cargo;
#[cfg(unix)]
mod ci;
mod codegen;
mod command;
mod compile;
mod fresh;
mod git;
mod imports;
mod metadata;
mod packages;
mod program;
mod published;
mod rehearsal;
mod release;
mod review;
mod round_trip;
mod samples;
mod schema;
#[cfg(unix)]
mod script;
mod standalone;
mod step;
#[cfg(unix)]
mod workflow;
mod workspace;
