//! Tests of the public API over HTTP on loopback: against the emulator, and against a server that sends prepared bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(feature = "azure-identity")]
mod azure;
mod connections;
mod create;
mod credentials;
mod emulator;
mod faults;
mod frames;
mod http2;
mod input;
mod pages;
mod requests;
mod responses;
mod secrecy;
mod service_errors;
mod soak;
mod wire;
