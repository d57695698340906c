//! Reads any bytes as values of every primitive type.
#![no_main]

#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/fuzz/primitives.rs"]
mod primitives;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(primitives::check, input));
