//! Reads any bytes as a list of devices.
#![no_main]

#[path = "../../src/fuzz/memory.rs"]
mod memory;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(graph_client::fuzz::csv::check, input));
