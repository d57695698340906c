//! The client as its users see it, over real HTTP on loopback: against the emulator, and against a server that misbehaves.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod create;
mod emulator;
mod faults;
mod input;
mod secrecy;
mod wire;
