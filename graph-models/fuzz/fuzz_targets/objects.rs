//! Reads any bytes as an object.
#![no_main]

#[path = "../../tests/fuzz/json.rs"]
mod json;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/fuzz/objects.rs"]
mod objects;
#[allow(dead_code)]
#[path = "../../tests/suite/unfit/sample.rs"]
mod sample;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(objects::check, input));
