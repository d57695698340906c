//! Checks of what reads values and objects: each takes any bytes, and panics if a property does not hold.
//!
//! The fuzz targets in `fuzz/` call them. These tests call them with the files in `fuzz/corpus/`, with mutations of them, and with
//! generated JSON.
//!
//! They are not part of the binary `suite`, because they use files of another package, and the published package omits them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../graph-client/src/fuzz/corpus.rs"]
mod corpus;
mod generated;
mod json;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
mod objects;
mod primitives;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../suite/unfit/sample.rs"]
mod sample;

fn run(target: &str, check: fn(&[u8])) {
    corpus::run(&corpus::of_target(target), check);
}

#[test]
fn objects_holds() {
    run("objects", objects::check);
}

#[test]
fn primitives_holds() {
    run("primitives", primitives::check);
}
