//! `cargo xtask scale --metadata FILE`: measures the cost of the models of a whole API, beside the same types with serde's
//! derives.
//!
//! Each becomes a crate, which cargo checks and builds as it does a dependency: from scratch and without incremental
//! compilation. The dependencies of the crates are compiled before.

mod derived;
mod run;
pub(crate) mod table;

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

/// The folder of the crates, which stay there for inspection.
const FOLDER: &str = "target/scale";

/// The number of runs of the generator. Their median counts, because a run is short enough to be disturbed.
const GENERATIONS: usize = 5;

/// Generates, checks and builds all types of a file, and returns the cost. Stores it beside the results of the benches.
///
/// # Errors
///
/// A file cannot be read or written, the schema has errors, or a crate does not compile.
pub fn measure(metadata: &Path) -> Result<Scale> {
    let folder = workspace_root().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let [models, derived] = ["models", "derived"].map(|name| folder.join(name));
    let generator = Generator::build(metadata, &models)?;
    generator.run(None)?;
    let schema = StandaloneSchema { schema: metadata.to_owned(), models: None, roots: Roots::All };
    let loaded = codegen::load(schema.read()?)?;
    let schema = &loaded.selection().schema;
    write_crate(&derived, derived::derived_types(schema, loaded.names()))?;

    let mut rows = Vec::new();
    for command in ["check", "build"] {
        let [models, derived] = [compile(&models, command)?, compile(&derived, command)?];
        rows.push(Row {
            command: format!("cargo {command}"),
            models_seconds: models.seconds,
            derived_seconds: derived.seconds,
            models_mebibytes: models.mebibytes,
            derived_mebibytes: derived.mebibytes,
        });
    }
    // Last, because the system is busy for a while with the new files.
    let generation = generator.cost()?;
    let name = metadata.file_name().unwrap_or_default().display();
    let scale = Scale {
        command: format!("cargo xtask scale --metadata {name}"),
        types: schema.types.len(),
        lines: lines(&models)?,
        derived_lines: lines(&derived)?,
        generation_seconds: generation.seconds,
        generation_mebibytes: generation.mebibytes,
        rows,
    };
    let results = measure::folder()?;
    fs::create_dir_all(&results)?;
    fs::write(results.join("scale.json"), serde_json::to_string_pretty(&scale)?)?;
    Ok(scale)
}

/// An optimised build of this program.
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

    /// Measures a run that finds every file fresh. It does all the work of generating the crate, except for writing it.
    fn cost(&self) -> Result<Cost> {
        let costs: Result<Vec<_>> = (0..GENERATIONS).map(|_| self.run(Some("--check"))).collect();
        let mut costs = costs?;
        costs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
        costs.into_iter().nth(GENERATIONS / 2).context("nothing was generated")
    }
}

/// Writes the files of a crate's `src`, and its manifest.
fn write_crate(folder: &Path, files: BTreeMap<String, String>) -> Result<()> {
    let versions = fs::read_to_string(workspace_root().join("Cargo.toml"))?;
    let versions: toml::Table = versions.parse()?;
    let version = |name: &str| -> Option<&toml::Value> {
        versions.get("workspace")?.get("dependencies")?.get(name)?.get("version")
    };
    let mut manifest = String::from("[package]\nname = \"scale-derived\"\nedition = \"2024\"\n\n[dependencies]\n");
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
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    tree::apply(folder, &changes)
}

/// Compiles the dependencies of a crate, and then measures the compilation of the crate itself.
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

/// Counts the lines of all source files.
fn lines(folder: &Path) -> Result<usize> {
    let files = tree::read(folder, "src")?;
    Ok(files.values().map(|content| String::from_utf8_lossy(content).lines().count()).sum())
}
