//! Reads any bytes as CSDL.
#![no_main]

#[path = "../../tests/suite/fuzz/csdl.rs"]
mod csdl;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/suite/fuzz/schema.rs"]
mod schema;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(csdl::check, input));
