//! The fuzz targets of the workspace, in the layout of cargo-fuzz.

use super::run_cargo;
use crate::git::git;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The manifest of a package of fuzz targets.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
    bin: Vec<Target>,
}

#[derive(Deserialize)]
struct Package {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    /// The folders with the first inputs of targets, relative to the manifest.
    #[serde(default)]
    seeds: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// Returns the folders of the packages of fuzz targets. Each is a workspace.
pub(crate) fn folders(root: &Path) -> Result<Vec<String>> {
    let paths = git(root, &["ls-files", "--", ":(glob)**/fuzz/Cargo.toml"])?;
    Ok(paths.lines().map(|path| path.trim_end_matches("/Cargo.toml").to_owned()).collect())
}

/// Checks that the lock files are up to date, and returns the arguments of cargo that run each target for two minutes. A target
/// starts with its corpus and its seeds, and adds inputs to the corpus.
///
/// # Errors
///
/// There is no target, a manifest cannot be read, or its lock file is not up to date.
pub(super) fn commands(root: &Path) -> Result<Vec<String>> {
    let mut commands = Vec::new();
    for folder in folders(root)? {
        let path = format!("{folder}/Cargo.toml");
        // cargo-fuzz does not know `--locked`.
        run_cargo(root, &["fetch", "--locked", "--manifest-path", &path], "")?;
        let text = fs::read_to_string(root.join(&path)).with_context(|| format!("cannot read {path}"))?;
        let manifest: Manifest = toml::from_str(&text).with_context(|| format!("cannot read {path}"))?;
        for Target { name } in manifest.bin {
            let corpus = format!("{folder}/corpus/{name}");
            fs::create_dir_all(root.join(&corpus)).with_context(|| format!("cannot create {corpus}"))?;
            let seeds = manifest.package.metadata.seeds.get(&name).map(|seeds| format!(" {folder}/{seeds}"));
            // Without the address sanitizer: the code has no `unsafe`.
            commands.push(format!(
                "+nightly fuzz run -s none --fuzz-dir {folder} {name} {corpus}{} -- -max_total_time=120",
                seeds.unwrap_or_default()
            ));
        }
    }
    ensure!(!commands.is_empty(), "no package of fuzz targets is checked in");
    Ok(commands)
}
