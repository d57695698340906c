//! `cargo xtask scale --metadata FILE`: what the models of a whole API cost, beside the same types with serde's derives.
//!
//! Both become a crate. What the crates depend on is compiled before; then each is checked and built as Cargo compiles a
//! dependency: from nothing, and not incrementally.

mod run;
pub(crate) mod table;
mod twins;

use crate::input::StandaloneSchema;
use crate::tree::{self, Change};
use crate::workspace_root;
use anyhow::{Context, Result};
use codegen::Roots;
use run::{Cost, cargo, run};
use std::collections::BTreeMap;
use std::env::consts::EXE_EXTENSION;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use table::Row;
pub use table::Scale;

/// Where everything is written, below the target folder, so that it can be looked at.
const FOLDER: &str = "target/scale";

/// How often everything is generated to see how long it takes: it is over so soon that whatever else goes on shows.
const GENERATIONS: usize = 5;

/// Generates, checks and builds everything that a file declares. What that took is also written to where the results of
/// the benches are.
///
/// # Errors
///
/// A file that cannot be read, diagnostics in the schema, a crate that does not compile.
pub fn measure(metadata: &Path) -> Result<Scale> {
    let folder = workspace_root().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let [models, twins] = ["models", "twins"].map(|name| folder.join(name));
    let generator = Generator::build(metadata, &models)?;
    generator.run(None)?;
    let schema = StandaloneSchema { schema: metadata.to_owned(), models: None, roots: Roots::All };
    let loaded = codegen::load(schema.read()?)?;
    let schema = &loaded.selection().schema;
    write_twins(&twins, twins::twins(schema, loaded.names()))?;

    let mut rows = Vec::new();
    for command in ["check", "build"] {
        let [models, twins] = [compile(&models, command)?, compile(&twins, command)?];
        rows.push(Row {
            what: format!("cargo {command}"),
            models_seconds: models.seconds,
            twins_seconds: twins.seconds,
            models_mebibytes: models.mebibytes,
            twins_mebibytes: twins.mebibytes,
        });
    }
    // Not before: the system is busy for a while with so many new files.
    let generation = generator.cost()?;
    let name = metadata.file_name().unwrap_or_default().display();
    let scale = Scale {
        command: format!("cargo xtask scale --metadata {name}"),
        types: schema.types.len(),
        lines: lines(&models)?,
        twin_lines: lines(&twins)?,
        generation_seconds: generation.seconds,
        generation_mebibytes: generation.mebibytes,
        rows,
    };
    let results = measure::folder()?;
    fs::create_dir_all(&results)?;
    fs::write(results.join("scale.json"), serde_json::to_string_pretty(&scale)?)?;
    Ok(scale)
}

/// The generator as maintainers run it, but optimised.
struct Generator<'a> {
    program: PathBuf,
    metadata: &'a Path,
    folder: &'a Path,
}

impl<'a> Generator<'a> {
    fn build(metadata: &'a Path, folder: &'a Path) -> Result<Self> {
        let results = measure::folder()?;
        let target = results.parent().unwrap_or(&results);
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--release", "-p", "xtask", "--target-dir"]).arg(target).current_dir(workspace_root());
        run(&mut build, &log(folder))?;
        Ok(Self { program: target.join("release").join("xtask").with_extension(EXE_EXTENSION), metadata, folder })
    }

    fn run(&self, check: Option<&str>) -> Result<Cost> {
        let mut command = Command::new(&self.program);
        command.arg("codegen").args(check).arg("--schema").arg(self.metadata).arg("--all");
        command.arg("--out").arg(self.folder).args(["--crate", "scale-models"]);
        run(&mut command, &log(self.folder))
    }

    /// What it takes to find that the crate is fresh: as much as to generate it, without writing it. The median counts.
    fn cost(&self) -> Result<Cost> {
        let costs: Result<Vec<_>> = (0..GENERATIONS).map(|_| self.run(Some("--check"))).collect();
        let mut costs = costs?;
        costs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
        costs.into_iter().nth(GENERATIONS / 2).context("nothing was generated")
    }
}

/// Makes a crate of files below `src`.
fn write_twins(folder: &Path, files: BTreeMap<String, String>) -> Result<()> {
    let versions = fs::read_to_string(workspace_root().join("Cargo.toml"))?;
    let versions: toml::Table = versions.parse()?;
    let version = |name: &str| -> Option<&toml::Value> {
        versions.get("workspace")?.get("dependencies")?.get(name)?.get("version")
    };
    let mut manifest = String::from("[package]\nname = \"scale-twins\"\nedition = \"2024\"\n\n[dependencies]\n");
    for (name, features) in [("chrono", "std\", \"serde"), ("serde", "std\", \"derive"), ("serde_json", "std")] {
        let version = version(name).with_context(|| format!("the workspace has no version of {name}"))?;
        writeln!(
            manifest,
            "{name} = {{ version = {version}, default-features = false, features = [\"{features}\"] }}"
        )?;
    }
    manifest += "\n[workspace]\n";
    let sources = files.into_iter().map(|(path, text)| (format!("src/{path}"), text));
    let files = sources.chain([("Cargo.toml".to_owned(), manifest)]);
    let changes: Vec<_> = files.map(|(path, text)| Change { path, old: None, new: Some(text) }).collect();
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    tree::apply(folder, &changes)
}

/// Compiles a crate whose dependencies were compiled before.
fn compile(folder: &Path, command: &str) -> Result<Cost> {
    let library = folder.join("src/lib.rs");
    let text = fs::read_to_string(&library)?;
    fs::write(&library, "")?;
    cargo(folder, command)?;
    fs::write(&library, text)?;
    cargo(folder, command)
}

fn log(folder: &Path) -> PathBuf {
    folder.with_extension("log")
}

/// The number of lines of all source files.
fn lines(folder: &Path) -> Result<usize> {
    let files = tree::read(folder, "src")?;
    Ok(files.values().map(|content| String::from_utf8_lossy(content).lines().count()).sum())
}
