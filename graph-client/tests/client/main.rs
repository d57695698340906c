//! The client as its users see it, over real HTTP on loopback: against the emulator, and against a server that misbehaves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
#[cfg(feature = "azure-identity")]
mod azure;
mod create;
mod credentials;
mod emulator;
mod faults;
mod input;
mod pages;
mod requests;
mod secrecy;
mod service_errors;
mod soak;
mod wire;
