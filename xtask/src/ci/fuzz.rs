//! The fuzz targets of the workspace, in the layout of cargo-fuzz.

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

/// Returns the arguments of cargo that run each target for two minutes. A target starts with its corpus and its seeds, and adds
/// inputs to the corpus.
///
/// # Errors
///
/// There is no target, or a manifest cannot be read.
pub(super) fn commands(root: &Path) -> Result<Vec<String>> {
    let mut commands = Vec::new();
    for path in git(root, &["ls-files", "--", ":(glob)**/fuzz/Cargo.toml"])?.lines() {
        let folder = path.trim_end_matches("/Cargo.toml");
        let text = fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"))?;
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
