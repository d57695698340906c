//! `cargo xtask codegen --schema FILE --out DIR`: generates a folder or a crate from any schema.

use crate::input::Scope;
use crate::load::load;
use crate::plan::Plan;
use crate::{tree, workspace_root};
use anyhow::{Context, Result, bail, ensure};
use codegen::{Document, Generated, Source, both, header};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Generates the models of a schema in memory and compares them with the files in a folder. With a crate name, the folder is
/// a crate: it has a manifest, and the models are in `src`.
///
/// # Errors
///
/// A file cannot be read, the schema has errors, the crate name is invalid, or `out` is not a folder.
pub fn plan(schema: &Path, scope: &Scope, out: &Path, crate_name: Option<&str>) -> Result<Plan> {
    let (root, folder) = split(out)?;
    let within = |path: &str| tree::within(&folder, path);
    let (sources, main) = match crate_name {
        Some(_) => (within("src"), within("src/lib.rs")),
        None => (folder.clone(), within("mod.rs")),
    };
    // Reading the schema leaves a processor idle.
    let (generated, present) = both(|| generate(schema, scope), || tree::read_generated(&root, &sources, &main));
    let (document, Generated { files, summary }) = generated?;
    let mut present = present?;
    let source = document.source();
    let mut plan = Plan::new(root.clone(), "run the command without `--check`");
    plan.add_summary(source.name(), summary);
    let Some(name) = crate_name else {
        let generated = files.into_iter().map(|(path, text)| (within(&path), text)).collect();
        plan.add(generated, present, &main);
        return Ok(plan);
    };
    let manifest_path = within("Cargo.toml");
    let mut generated = BTreeMap::from([(manifest_path.clone(), manifest(name, source, out)?)]);
    generated.extend(files.into_iter().map(|(path, text)| {
        let path = if path == "mod.rs" { "lib.rs" } else { &path };
        (within(&format!("src/{path}")), text)
    }));
    // Other files beside the sources, such as `target`, stay.
    if let Ok(content) = fs::read(root.join(&manifest_path)) {
        present.insert(manifest_path, content);
    }
    plan.add(generated, present, &main);
    Ok(plan)
}

fn generate(schema: &Path, scope: &Scope) -> Result<(Document, Generated)> {
    let loaded = load(scope.read(schema)?)?;
    Ok((loaded.document().clone(), loaded.generate()))
}

/// Splits a path into its innermost folder that exists, and the rest.
pub(crate) fn split(out: &Path) -> Result<(PathBuf, String)> {
    let out = std::path::absolute(out).with_context(|| format!("cannot use {}", out.display()))?;
    let Some(root) = out.ancestors().find(|folder| folder.exists()) else {
        bail!("no folder above {} exists", out.display());
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
        "invalid crate name {name:?}; expected a letter, then letters, digits, `-` and `_`"
    );
    let taken =
        ["alloc", "core", "graph_models", "proc_macro", "std", "test"].contains(&name.replace('-', "_").as_str());
    ensure!(!taken, "the crate name {name} is reserved; choose another name");
    let models = workspace_root().join("graph-models");
    let out = std::path::absolute(out).with_context(|| format!("cannot use {}", out.display()))?;
    let models = pathdiff::diff_paths(&models, out).unwrap_or(models);
    let models = models.to_str().context("the path of the workspace is not UTF-8")?.replace('\\', "/");
    let [name, models] = [name, &models].map(|text| toml::Value::from(text).to_string());
    let header = header(schema.stem());
    Ok(format!(
        r#"# {header}

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
