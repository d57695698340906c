//! Reads any bytes as an OData error.
#![no_main]

#[path = "../../src/fuzz/memory.rs"]
mod memory;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(graph_client::fuzz::odata_error::check, input));
