//! `cargo xtask benchmarks`: runs the benches and writes `BENCHMARKS.md`.

mod chart;
mod document;
mod machine;
mod results;
mod targets;

use crate::workspace_root;
use anyhow::{Context, Result, bail};
use machine::Machine;
use results::{Results, SECTIONS};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the benches and writes the document with its plots. Returns the paths of the files.
///
/// With `render_only`, the document shows the numbers of the last run.
///
/// # Errors
///
/// A bench fails, its numbers cannot be read, or a file cannot be written.
pub fn run(render_only: bool) -> Result<Vec<String>> {
    let numbers = measure::folder()?;
    let root = workspace_root();
    if !render_only {
        let target = numbers.parent().unwrap_or(&numbers);
        let packages: BTreeSet<_> = SECTIONS.iter().map(|section| section.package).collect();
        packages.into_iter().try_for_each(|package| bench(package, &root, target))?;
    }
    let results = Results::read(&numbers)?;
    let files = document::document(&results, &Machine::this());
    for (path, text) in &files {
        let path = root.join(path);
        let write = || path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        write().with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(files.into_keys().collect())
}

fn bench(package: &str, root: &Path, target: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or(OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["bench", "-p", package, "--target-dir"]).arg(target).current_dir(root);
    let status = command.status().context("cannot run cargo")?;
    if !status.success() {
        bail!("`cargo bench -p {package}` failed");
    }
    Ok(())
}
