//! The checks with names. Scripts stand in for cargo and rustup.

use crate::script;
use clap::ValueEnum;
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;
use xtask::ci::Step;
use xtask::workspace_root;

/// Logs its arguments. A tool is missing until something was installed, and then the check fails if the file `broken` exists.
const PROGRAM: &str = r#"#!/bin/bash
log=${0%/*}/log
echo "${0##*/} $*" >> "$log"
case "$*" in
  *--version) grep --quiet install "$log" ;;
  *install*) ;;
  *) [ -z "$RUSTDOCFLAGS" ] || echo "RUSTDOCFLAGS=$RUSTDOCFLAGS"; [ ! -e "${0%/*}/broken" ] ;;
esac
"#;

struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["cargo", "rustup"] {
            script::write(&folder.path().join(name), PROGRAM);
        }
        Self(folder)
    }

    fn ci(&self, arguments: &[&str]) -> Output {
        let path = format!("{}:{}", self.0.path().display(), std::env::var("PATH").unwrap());
        Command::new(env!("CARGO_BIN_EXE_xtask")).arg("ci").args(arguments).env("PATH", path).output().unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.0.path().join("log")).unwrap_or_default()
    }
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_missing_tool_is_named_with_the_command_that_installs_it() {
    for step in Step::value_variants() {
        let name = step.to_possible_value().unwrap().get_name().to_owned();
        let machine = Machine::new();
        let output = machine.ci(&[&name]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let log = machine.log();
        let [probe] = log.lines().collect::<Vec<_>>()[..] else { panic!("{name}: {log}") };
        let expected = format!("error: `{probe}` fails: install the tool with `");
        assert!(error(&output).starts_with(&expected), "{}", error(&output));
        assert!(error(&output).ends_with("`, or run this check with --install\n"), "{}", error(&output));
    }
    let error = error(&Machine::new().ci(&["deny"]));
    assert!(error.contains("`cargo deny --version` fails: install the tool with `cargo install --locked cargo-deny`"));
}

#[test]
fn missing_tools_are_installed_on_request() {
    let machine = Machine::new();
    assert!(machine.ci(&["docs", "--install"]).status.success());
    let log = machine.log();
    let lines: Vec<_> = log.lines().collect();
    let [probe, install, doc] = lines[..] else { panic!("{log}") };
    assert_eq!((probe, install), ("cargo +nightly --version", "rustup toolchain install --profile minimal nightly"));
    assert!(
        doc.starts_with("cargo +nightly doc ") && doc.ends_with(" -p graph-models -p graph-client -p graph-autopilot")
    );
}

#[test]
fn a_check_takes_further_arguments_and_fails_with_its_command() {
    let machine = Machine::new();
    let output = machine.ci(&["deny", "--install", "--", "bans", "--hide-inclusion-graph"]);
    assert!(output.status.success());
    assert!(machine.log().ends_with("\ncargo deny check bans --hide-inclusion-graph\n"), "{}", machine.log());

    fs::write(machine.0.path().join("broken"), "").unwrap();
    let output = machine.ci(&["deny"]);
    assert_eq!(error(&output), "error: `cargo deny check` failed\n");
}

#[test]
fn every_fuzz_target_runs_with_its_seeds() {
    let machine = Machine::new();
    assert!(machine.ci(&["fuzz", "--install", "--", "-max_total_time=1"]).status.success());
    let expected = "cargo +nightly fuzz run -s none --fuzz-dir graph-client/fuzz csv graph-client/fuzz/corpus/csv \
                    graph-client/fuzz/../tests/csv -- -max_total_time=120 -max_total_time=1";
    assert!(machine.log().lines().any(|line| line == expected), "{}", machine.log());
    let locked = "cargo fetch --locked --manifest-path graph-client/fuzz/Cargo.toml";
    assert!(machine.log().lines().any(|line| line == locked), "{}", machine.log());
}

#[test]
fn only_the_documentation_is_built_as_for_docs_rs() {
    for (name, expected) in [("docs", "RUSTDOCFLAGS=-D warnings --cfg docsrs"), ("mutants", "RUSTDOCFLAGS=-D warnings")]
    {
        let output = String::from_utf8(Machine::new().ci(&[name, "--install"]).stdout).unwrap();
        assert!(output.lines().any(|line| line == expected), "{output}");
    }
}

#[test]
fn each_feature_compiles_alone() {
    let machine = Machine::new();
    assert!(machine.ci(&["msrv", "--install"]).status.success());
    let manifest = fs::read_to_string(workspace_root().join("graph-client/Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    for feature in manifest["features"].as_table().unwrap().keys() {
        let end = format!(" -p graph-client --lib --no-default-features --features {feature}");
        assert!(machine.log().lines().any(|line| line.ends_with(&end)), "{feature}: {}", machine.log());
    }
}

#[test]
fn the_workflow_runs_every_check() {
    let workflow = fs::read_to_string(workspace_root().join(".github/workflows/ci.yml")).unwrap();
    for step in Step::value_variants() {
        let name = step.to_possible_value().unwrap().get_name().to_owned();
        let [named, own] = [format!("- {name}"), format!("- run: cargo xtask ci {name} --install")];
        assert!(workflow.lines().any(|line| line.trim() == named || line.trim().starts_with(&own)), "{name}");
    }
}
