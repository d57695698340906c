//! Reads any lines as waits.
#![no_main]

#[path = "../../src/fuzz/memory.rs"]
mod memory;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(graph_client::fuzz::retry_after::check, input));
