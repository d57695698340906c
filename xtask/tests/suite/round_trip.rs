//! Generated models write the same JSON that they read, for documents of the types of a schema.

use crate::published;
use crate::samples::Samples;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use xtask::input::Scope;
use xtask::{standalone, workspace_root};

/// A program that reads a document of each type, writes a clone of it and prints the result, one document a line.
const PROGRAM: &str = r#"
#![allow(deprecated)]

use graph_models::odata::Object;

fn round_trip<T: Object>(text: &str) -> String {
    match serde_json::from_str::<T>(text) {
        Ok(object) => {
            let clone = object.clone();
            assert!(clone == object && T::default() != object, "{}", T::type_name());
            serde_json::to_string(&clone).unwrap()
        }
        Err(error) => format!("{} {error}", T::type_name()),
    }
}

fn main() {
    for (round_trip, text) in TYPES.iter().zip(include_str!("samples.jsonl").lines()) {
        println!("{}", round_trip(text));
    }
}
"#;

fn round_trip(schema: &Path, scope: &Scope) {
    let loaded = codegen::load(scope.read(schema).unwrap()).unwrap();
    let (types, documents) = Samples::new(&loaded.selection().schema).documents();

    let folder = tempfile::tempdir().unwrap();
    standalone::plan(schema, scope, &folder.path().join("models"), Some("models")).unwrap().apply().unwrap();
    let mut program = format!("{PROGRAM}\nconst TYPES: &[fn(&str) -> String] = &[\n");
    for name in &types {
        let names = loaded.names().of(name);
        let path: Vec<_> = names.modules.iter().chain([&names.rust]).map(ToString::to_string).collect();
        writeln!(program, "    round_trip::<models::{}>,", path.join("::")).unwrap();
    }
    program += "];\n";
    let models = workspace_root().join("graph-models");
    let manifest = format!(
        "[package]\nname = \"round-trip\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nmodels.path = \"../models\"\n\
         graph-models.path = {}\nserde_json = \"1\"\n[profile.dev]\ndebug = false\n",
        toml::Value::from(models.to_str().unwrap())
    );
    let home = folder.path().join("program");
    fs::create_dir_all(home.join("src")).unwrap();
    for (path, text) in
        [("Cargo.toml", &manifest), ("src/main.rs", &program), ("src/samples.jsonl", &documents.join("\n"))]
    {
        fs::write(home.join(path), text).unwrap();
    }
    fs::copy(workspace_root().join("Cargo.lock"), home.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&home)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("round-trip"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let written = String::from_utf8(output.stdout).unwrap();
    assert_eq!(written.lines().count(), documents.len());
    for ((written, document), name) in written.lines().zip(&documents).zip(&types) {
        assert_eq!(written, document, "{name}");
    }
    println!("{} types of {} round-trip", types.len(), schema.display());
}

#[test]
fn every_type_of_the_generators_test_case_round_trips() {
    round_trip(&workspace_root().join("codegen/tests/generated/metadata/api.csdl.xml"), &Scope::all());
}

/// One in so many types published by Microsoft is a root, unless the environment asks for [all](ALL_TYPES).
const SHARE: usize = 20;

/// The environment variable that asks for all types, which take minutes.
const ALL_TYPES: &str = "ALL_TYPES";

#[test]
fn types_published_by_microsoft_round_trip() {
    let Some(schema) = published::metadata("v1.0-Prod.csdl") else { return };
    let schema = Path::new(&schema);
    let mut scope = Scope::all();
    if env::var_os(ALL_TYPES).is_none() {
        let all = scope.read(schema).unwrap().schema;
        let names = all.schema().unwrap().types.keys().map(ToString::to_string);
        scope = Scope { root: names.step_by(SHARE).collect(), ..Scope::default() };
    }
    round_trip(schema, &scope);
}
