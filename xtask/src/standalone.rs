//! `cargo xtask codegen --schema FILE --out DIR`: any schema becomes a folder of models, or a crate.

use crate::input::StandaloneSchema;
use crate::plan::Plan;
use crate::{tree, workspace_root};
use anyhow::{Context, Result, bail, ensure};
use codegen::{Generated, MARKER, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Generates the models of a schema in memory and compares them with the files in a folder. With a name for a crate, the
/// folder is one, with a manifest and the models in `src`.
///
/// # Errors
///
/// A file that cannot be read, diagnostics in the schema, a name that no crate can have, a folder that is none.
pub fn plan(schema: &StandaloneSchema, out: &Path, crate_name: Option<&str>) -> Result<Plan> {
    let (root, folder) = split(out)?;
    let loaded = codegen::load(schema.read()?)?;
    let source = loaded.document().source();
    let Generated { files, summary } = loaded.generate()?;
    let mut plan = Plan::new(root.clone(), "run the command without `--check`");
    plan.add_summary(source.name(), summary);
    let within = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    let Some(name) = crate_name else {
        let generated = files.into_iter().map(|(path, text)| (within(&path), text)).collect();
        let present = tree::read(&root, &folder)?;
        plan.add(generated, present, &within("mod.rs"));
        return Ok(plan);
    };
    let manifest_path = within("Cargo.toml");
    let mut generated = BTreeMap::from([(manifest_path.clone(), manifest(name, source, out)?)]);
    generated.extend(files.into_iter().map(|(path, text)| {
        let path = if path == "mod.rs" { "lib.rs" } else { &path };
        (within(&format!("src/{path}")), text)
    }));
    // What else there is beside the sources, such as `target`, is none of the generator's business.
    let mut present = tree::read(&root, &within("src"))?;
    if let Ok(content) = fs::read(root.join(&manifest_path)) {
        present.insert(manifest_path, content);
    }
    plan.add(generated, present, &within("src/lib.rs"));
    Ok(plan)
}

/// The innermost folder that is there, and the way from it.
pub(crate) fn split(out: &Path) -> Result<(PathBuf, String)> {
    let out = std::path::absolute(out).with_context(|| format!("cannot use {}", out.display()))?;
    let Some(root) = out.ancestors().find(|folder| folder.exists()) else {
        bail!("there is no folder above {}", out.display());
    };
    ensure!(root.is_dir(), "{} is not a folder", root.display());
    let way = out.strip_prefix(root).with_context(|| format!("cannot use {}", out.display()))?;
    let parts: Option<Vec<&str>> = way.iter().map(|part| part.to_str()).collect();
    let parts = parts.with_context(|| format!("{} is not UTF-8", out.display()))?;
    Ok((root.to_owned(), parts.join("/")))
}

fn manifest(name: &str, schema: &Source, out: &Path) -> Result<String> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    ensure!(
        name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.chars().all(is_plain),
        "{name:?} cannot be the name of a crate: write a letter, then letters, digits, `-` and `_`"
    );
    let taken =
        ["alloc", "core", "graph_models", "proc_macro", "std", "test"].contains(&name.replace('-', "_").as_str());
    ensure!(!taken, "a crate called {name} is needed or known to Rust already; choose another name");
    let models = workspace_root().join("graph-models");
    let out = std::path::absolute(out).with_context(|| format!("cannot use {}", out.display()))?;
    let models = pathdiff::diff_paths(&models, out).unwrap_or(models);
    let models = models.to_str().context("the path of the workspace is not UTF-8")?.replace('\\', "/");
    let [name, models] = [name, &models].map(|text| toml::Value::from(text).to_string());
    let schema = schema.stem().escape_default();
    Ok(format!(
        r#"# {MARKER} by `cargo xtask codegen` from the schema `{schema}`. Do not edit.

[package]
name = {name}
version = "0.0.0"
edition = "2024"
rust-version = "{}"
publish = false

[dependencies]
graph-models = {{ path = {models} }}

# A workspace of its own, wherever the folder is.
[workspace]
"#,
        env!("CARGO_PKG_RUST_VERSION")
    ))
}
