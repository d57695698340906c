//! `cargo xtask scale --metadata FILE`: measures the cost of the models of a whole API, beside the same types with serde's
//! derives, of all types and operations, and of selections of a few types.
//!
//! Each becomes a crate, which cargo checks and builds as it does a dependency: from scratch and without incremental
//! compilation. The dependencies of the crates are compiled before.

pub(crate) mod cost;
mod derived;
mod generator;
mod run;
pub(crate) mod table;

use crate::input::read_source;
use crate::tree::{self, Change};
use crate::workspace_root;
use anyhow::{Context, Result};
use codegen::schema::QualifiedName;
use codegen::{Document, Input, Roots};
use cost::Cost;
use generator::Generator;
use run::compile;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
pub use table::Scale;
use table::{Row, Selection, Size, WithOperations};

/// The folder of the crates, which stay there for inspection.
const FOLDER: &str = "target/scale";

/// Types that many programs begin with.
const TYPICAL_ROOTS: [&str; 3] = ["microsoft.graph.user", "microsoft.graph.message", "microsoft.graph.driveItem"];

/// Generates, checks and builds all types of a file, checks selections of them, and returns the cost. Stores it beside the
/// results of the benches.
///
/// # Errors
///
/// A file cannot be read or written, the schema has errors, or a crate does not compile.
pub fn measure(metadata: &Path) -> Result<Scale> {
    let document = Document::read(read_source(metadata)?);
    let loaded = codegen::load(Input::new(document.clone()).with_roots(Roots::All))?;
    let schema = &loaded.selection().schema;
    let folder = workspace_root().join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let [models, derived] = ["models", "derived"].map(|name| folder.join(name));
    let generator = Generator::build(metadata, &folder.join("xtask.log"))?;
    generator.write(&["--all"], &models)?;
    write_crate(&derived, derived::derived_types(schema, loaded.names()))?;

    let rows = compile_in_turn(&models, &derived)?;
    let roots = TYPICAL_ROOTS.map(QualifiedName::split);
    let (declared, undeclared): (Vec<_>, Vec<_>) = roots.iter().partition(|root| schema.types.contains_key(root));
    let selections = declared.into_iter().map(|root| select(&document, root, &generator, &folder));
    let selections = selections.collect::<Result<_>>()?;
    let operations = with_operations(&document, &generator, &folder)?;
    // Last, because the system is busy for a while with the new files.
    let generation = generator.measure(&models)?;
    let name = metadata.file_name().unwrap_or_default().display();
    let scale = Scale {
        command: format!("cargo xtask scale --metadata {name}"),
        types: schema.types.len(),
        models: size(&models)?,
        derived: size(&derived)?,
        generation,
        rows,
        selections,
        operations: Some(operations),
        undeclared: undeclared.into_iter().map(ToString::to_string).collect(),
    };
    let results = measure::folder()?;
    fs::create_dir_all(&results)?;
    fs::write(results.join("scale.json"), serde_json::to_string_pretty(&scale)?)?;
    Ok(scale)
}

/// Checks and builds both crates. The models take seconds, in which a disturbance of the machine has weight, and the derives
/// minutes: compile the models before, between and after the derives.
fn compile_in_turn(models: &Path, derived: &Path) -> Result<Vec<Row>> {
    let mut costs: BTreeMap<(&Path, &str), Vec<Cost>> = BTreeMap::new();
    let [check, build] = ["check", "build"];
    let both = [(models, check), (models, build)];
    let order = [&both[..], &[(derived, check)], &both, &[(derived, build)], &both].concat();
    for (folder, command) in order {
        costs.entry((folder, command)).or_default().push(compile(folder, command)?);
    }
    // Every pair is in the order.
    let median = |folder, command| Cost::median(&costs[&(folder, command)]);
    let row = |command| {
        let [models, derived] = [median(models, command), median(derived, command)];
        Row { command: format!("cargo {command}"), models, derived }
    };
    Ok([check, build].map(row).into())
}

/// Generates and checks the models of a type and the types that it needs.
fn select(document: &Document, root: &QualifiedName, generator: &Generator<'_>, folder: &Path) -> Result<Selection> {
    let folder = folder.join(&root.name);
    let root = root.to_string();
    let roots = Roots::Named(vec![root.clone()]);
    let types = codegen::load(Input::new(document.clone()).with_roots(roots))?.selection().schema.types.len();
    generator.write(&["--root", &root], &folder)?;
    let check = Cost::of_short_run(|| compile(&folder, "check"))?;
    Ok(Selection { root, types, size: size(&folder)?, check })
}

/// Generates and checks the models of all types and operations.
fn with_operations(document: &Document, generator: &Generator<'_>, folder: &Path) -> Result<WithOperations> {
    let folder = folder.join("operations");
    let loaded = codegen::load(Input::new(document.clone()).with_roots(Roots::All).with_all_operations())?;
    let types = loaded.selection().schema.types.len();
    generator.write(&["--all", "--operations"], &folder)?;
    let check = Cost::of_short_run(|| compile(&folder, "check"))?;
    Ok(WithOperations { operations: loaded.selection().operations.len(), types, size: size(&folder)?, check })
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

/// Counts the source files of a crate and their lines.
fn size(folder: &Path) -> Result<Size> {
    let files = tree::read(folder, "src")?;
    let lines = files.values().map(|content| String::from_utf8_lossy(content).lines().count()).sum();
    Ok(Size { files: files.len(), lines })
}
