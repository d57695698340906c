//! Cases in folders: `generated/` holds schemas with the code that is made of them, `refused/` holds mistakes with what is
//! reported.
//!
//! `UPDATE_EXPECTED=1 cargo test -p codegen --test cases` writes what is expected anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod case;
mod compared;
mod generated;
mod refused;
mod sliced;
