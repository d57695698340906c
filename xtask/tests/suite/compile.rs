//! Generated code compiles without warnings as a crate of its own, also in clippy and rustdoc. No text of a schema becomes a
//! doctest.

use crate::{cargo, published};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xtask::input::Scope;
use xtask::{standalone, workspace_root};

fn cargo(folder: &Path, arguments: &[&str]) {
    let output = cargo::run(folder, arguments);
    let is_success = output.status.success();
    assert!(is_success, "cargo {arguments:?}\n{}", cargo::text(output));
}

/// Checks a crate, and returns the pages of its documentation that have a doctest. Generates no code, for which its dependencies
/// would have to be compiled twice.
fn check_crate(folder: &Path, name: &str) -> Vec<String> {
    let lints = ["--", "-D", "warnings", "-D", "missing_docs"];
    // Minimal toolchains have no clippy.
    if Command::new(env!("CARGO")).args(["clippy", "--version"]).output().is_ok_and(|output| output.status.success()) {
        cargo(folder, &[["clippy"].as_slice(), &lints, &["-D", "clippy::pedantic"]].concat());
    } else {
        println!("skipped: clippy is not installed");
        cargo(folder, &[["rustc", "--lib", "--profile", "check"].as_slice(), &lints].concat());
    }
    cargo(folder, &["doc", "--no-deps"]);
    let pages = xtask::tree::read(&cargo::target_directory().join("doc"), name).unwrap().into_iter();
    // As rustdoc calls them.
    let with_doctest = pages.filter(|(_, page)| String::from_utf8_lossy(page).contains("rust-example-rendered"));
    with_doctest.map(|(path, _)| path).collect()
}

#[test]
fn every_case_of_the_generator_compiles_without_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = String::from("//! The only doctest.\n//!\n//! ```\n//! every_case::doctest();\n//! ```\n\n");
    let cases = workspace_root().join("codegen/tests/generated");
    let mut cases: Vec<PathBuf> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    for case in &cases {
        let name = case.file_name().unwrap().to_str().unwrap().replace('-', "_");
        let expected = xtask::tree::read(case, "expected").unwrap();
        for (path, content) in expected {
            let path = folder.path().join("src").join(&name).join(path.strip_prefix("expected/").unwrap());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        writeln!(library, "pub mod {name};").unwrap();
    }
    let schema = folder.path().join("small.yaml");
    fs::write(&schema, "openapi: 3.1.0\ncomponents: { schemas: { a: { type: object } } }").unwrap();
    let small = tempfile::tempdir().unwrap();
    standalone::plan(&schema, &Scope::all(), small.path(), Some("every-case")).unwrap().apply().unwrap();
    fs::copy(small.path().join("Cargo.toml"), folder.path().join("Cargo.toml")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), library).unwrap();
    assert_eq!(check_crate(folder.path(), "every_case"), ["every_case/index.html"]);
}

#[test]
fn the_models_of_a_file_published_by_microsoft_compile_without_warnings() {
    let Some(schema) = published::metadata("v1.0-DeviceManagement.Enrolment.openapi.yml") else { return };
    let folder = tempfile::tempdir().unwrap();
    standalone::plan(schema.as_ref(), &Scope::all(), folder.path(), Some("enrolment-models")).unwrap().apply().unwrap();
    assert_eq!(check_crate(folder.path(), "enrolment_models"), [""; 0]);
}
