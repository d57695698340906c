//! Reads any bytes as OpenAPI.
#![no_main]

#[path = "../../tests/suite/fuzz/openapi.rs"]
mod openapi;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/suite/fuzz/schema.rs"]
mod schema;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(openapi::check, input));
