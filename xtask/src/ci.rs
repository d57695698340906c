//! `cargo xtask ci`: everything that decides whether a change lands, as far as a toolchain can tell.

use crate::imports;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What comes before the README's commands. None of the steps needs the network once the dependencies are there.
const BEFORE: &[&str] = &[
    "fmt --all --check",
    "clippy --locked --workspace --all-targets --all-features -- -D warnings",
    "clippy --locked -p graph-client -- -D warnings",
    "xtask codegen --check",
];

/// The commands that README.md promises, word for word.
const PROMISED: &[&str] = &["run --example create_device", "test --workspace --all-features"];

const AFTER: &[&str] = &["doc --locked --workspace --all-features --no-deps"];

/// Runs every step until one fails. What they do is printed as it happens.
///
/// # Errors
///
/// The first step that fails, a README that does not promise what is run, files that the steps have changed.
pub fn run(root: &Path) -> Result<()> {
    let readme = fs::read_to_string(root.join("README.md")).context("cannot read README.md")?;
    for step in PROMISED {
        ensure!(readme.lines().any(|line| line == format!("cargo {step}")), "README.md does not say: cargo {step}");
    }
    println!("== modules that import each other");
    imports::check(root, imports::PACKAGES)?;
    let before = changes(root)?;
    for step in [BEFORE, PROMISED, AFTER].concat() {
        println!("\n== cargo {step}");
        let status = Command::new("cargo")
            .args(step.split(' '))
            .current_dir(root)
            .env("RUSTDOCFLAGS", "-D warnings")
            // With a token the example would call the real service.
            .env_remove("GRAPH_ACCESS_TOKEN")
            .status()
            .with_context(|| format!("cannot run cargo {step}"))?;
        ensure!(status.success(), "cargo {step} failed");
    }
    let after = changes(root)?;
    ensure!(before == after, "the steps changed files:\n{after}");
    println!("all checks passed");
    Ok(())
}

/// What is not committed.
fn changes(root: &Path) -> Result<String> {
    let mut text = String::new();
    for arguments in [&["status", "--porcelain"][..], &["diff"]] {
        let output = Command::new("git").args(arguments).current_dir(root).output().context("cannot run git")?;
        ensure!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        text += &String::from_utf8_lossy(&output.stdout);
    }
    Ok(text)
}
