//! Reads any bytes as models.toml.
#![no_main]

#[path = "../../tests/suite/fuzz/models.rs"]
mod models;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
#[path = "../../tests/suite/fuzz/schema.rs"]
mod schema;

libfuzzer_sys::fuzz_target!(|input: &[u8]| memory::bounded(models::check, input));
