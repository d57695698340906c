//! Reads any bytes as CSDL.
#![no_main]

#[path = "../../tests/fuzz/csdl.rs"]
mod csdl;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/fuzz/schema.rs"]
mod schema;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(csdl::check, input));
