//! Checks of what reads schemas: each takes any bytes, and panics if a property does not hold.
//!
//! The fuzz targets in `fuzz/` call them. These tests call them with the files in `fuzz/corpus/`, with the inputs of the other tests,
//! and with mutations of both.

#[path = "../../../graph-client/src/fuzz/corpus.rs"]
mod corpus;
mod csdl;
#[path = "../../../graph-client/src/fuzz/memory.rs"]
mod memory;
mod models;
mod openapi;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};

fn run(target: &str, extensions: &[&str], check: fn(&[u8])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let groups = ["generated", "refused", "sliced", "compared"].map(|group| root.join("tests").join(group));
    let cases = groups.iter().flat_map(|group| fs::read_dir(group).unwrap()).map(|entry| entry.unwrap().path());
    let has_format =
        |path: &PathBuf| path.extension().is_some_and(|found| extensions.iter().any(|extension| found == *extension));
    let mut inputs: Vec<_> = cases.flat_map(corpus::files).filter(has_format).collect();
    inputs.sort();
    inputs.extend(corpus::of_target(target));
    corpus::run(&inputs, check);
}

#[test]
fn csdl_holds() {
    run("csdl", &["xml"], csdl::check);
}

#[test]
fn models_holds() {
    run("models", &["toml"], models::check);
}

#[test]
fn openapi_holds() {
    run("openapi", &["yaml", "json"], openapi::check);
}
