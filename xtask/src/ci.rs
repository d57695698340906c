//! `cargo xtask ci`: the checks that a change must pass. Further ones have names.

mod coverage;
mod fuzz;
mod step;

pub(crate) use fuzz::folders as fuzz_folders;
pub use step::Step;

use crate::{codegen, git, imports};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The steps before the README's commands. Once the dependencies are downloaded, no step needs the network.
const BEFORE: &[&str] = &[
    "fmt --all --check",
    "clippy --locked --workspace --all-targets --all-features -- -D warnings",
    "clippy --locked -p graph-client -- -D warnings",
];

/// The commands that README.md quotes, word for word.
const QUOTED: &[&str] = &["run --example create_device", "test --workspace --all-features"];

const AFTER: &[&str] = &["doc --locked --workspace --all-features --no-deps"];

/// Runs the steps until one fails. Their output is not captured.
///
/// # Errors
///
/// A step fails or changes files, modules import each other, a generated file is not up to date, or the README lacks a
/// command.
pub fn run(root: &Path) -> Result<()> {
    let readme = fs::read_to_string(root.join("README.md")).context("cannot read README.md")?;
    for step in QUOTED {
        ensure!(readme.lines().any(|line| line == format!("cargo {step}")), "README.md lacks the line `cargo {step}`");
    }
    println!("== import cycles");
    imports::check(root)?;
    println!("\n== generated files");
    let plan = codegen::plan(root)?;
    let drift = plan.drift();
    ensure!(drift.is_empty(), "{drift}");
    let before = changes(root)?;
    for step in [BEFORE, QUOTED, AFTER].concat() {
        run_cargo(root, &step.split(' ').collect::<Vec<_>>(), "-D warnings")?;
    }
    let after = changes(root)?;
    ensure!(before == after, "the steps changed files:\n{after}");
    println!("all checks passed");
    Ok(())
}

/// Runs cargo with `RUSTDOCFLAGS`. Its output is not captured.
pub(crate) fn run_cargo(root: &Path, arguments: &[&str], rustdocflags: &str) -> Result<()> {
    let line = format!("cargo {}", arguments.join(" "));
    println!("\n== {line}");
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root).env("RUSTDOCFLAGS", rustdocflags);
    // With a token, the example calls the real service.
    let status = command.env_remove("GRAPH_ACCESS_TOKEN").status().with_context(|| format!("cannot run `{line}`"))?;
    ensure!(status.success(), "`{line}` failed");
    Ok(())
}

/// Returns the uncommitted changes.
fn changes(root: &Path) -> Result<String> {
    let mut text = String::new();
    for arguments in [&["status", "--porcelain"][..], &["diff"]] {
        let output = git::output(root, arguments).with_context(|| format!("git {arguments:?} failed"))?;
        text += &String::from_utf8_lossy(&output);
    }
    Ok(text)
}
