//! Tests of the public API over HTTP on loopback: against the emulator, and against a server that sends prepared bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod autopilot;
#[cfg(feature = "azure-identity")]
mod azure;
mod batch_failures;
mod batch_responses;
mod batch_sequences;
mod batch_soak;
mod batched;
mod batches;
mod connections;
mod content;
mod create;
mod credentials;
mod csv;
mod deregistration;
mod emulated;
mod emulator;
mod emulator_batches;
mod emulator_control;
mod emulator_devices;
mod emulator_imports;
mod emulator_profiles;
mod emulator_queries;
mod emulator_tls;
mod error_text;
mod faults;
mod frames;
mod http2;
mod input;
mod pages;
mod query;
mod registration;
mod registration_corrections;
mod registration_faults;
mod registration_records;
mod registration_throttled;
mod requests;
mod responses;
mod secrecy;
mod service_errors;
mod soak;
mod surface;
mod unfit;
mod wire;
