//! Reads any bytes as a journal.
#![no_main]

#[path = "../../src/fuzz/memory.rs"]
mod memory;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(graph_client::fuzz::journal::check, input));
