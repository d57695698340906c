//! The text of the generated code, for every shape that a schema can have.
//!
//! `UPDATE_EXPECTED=1 cargo test -p codegen --test expected` writes the expected files anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn expected_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes/expected")
}

fn read_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            read_files(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

#[test]
fn the_generated_text_is_as_expected() {
    let generated = codegen::generate(
        Source::new("shapes.csdl.xml", include_str!("shapes/shapes.csdl.xml")),
        Source::new("models.toml", include_str!("shapes/models.toml")),
    )
    .unwrap();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::remove_dir_all(expected_folder()).unwrap();
        for (path, text) in &generated {
            let path = expected_folder().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let mut expected = BTreeMap::new();
    read_files(&expected_folder(), "", &mut expected);
    let paths: BTreeSet<_> = generated.keys().chain(expected.keys()).collect();
    let differing: Vec<_> = paths.into_iter().filter(|path| generated.get(*path) != expected.get(*path)).collect();
    assert!(
        differing.is_empty(),
        "other than generated in codegen/tests/shapes/expected: {differing:?}; write them anew with \
         `UPDATE_EXPECTED=1 cargo test -p codegen --test expected` and read the difference"
    );
}
