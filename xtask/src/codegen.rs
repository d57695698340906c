//! `cargo xtask codegen`: every `schema/NAME.csdl.xml` becomes the module `graph-models/src/NAME`.

use crate::drift::Drift;
use crate::tree::{self, Change};
use anyhow::{Context, Result, bail};
use codegen::{MARKER, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const SCHEMA_SUFFIX: &str = ".csdl.xml";

/// Where the modules of the models stand.
const MODELS: &str = "graph-models/src";

/// What has to happen to make every generated file fresh.
#[derive(Debug)]
pub struct Plan {
    root: PathBuf,
    changes: Vec<Change>,
    fresh: usize,
    /// Files in the generator's folders that it did not write, and must not replace or remove.
    by_hand: BTreeSet<String>,
}

/// Generates everything in memory and compares it with the files of the workspace at `root`.
///
/// # Errors
///
/// A file that cannot be read, a problem in a schema or in `models.toml`, two schemas that would be one module.
pub fn plan(root: &Path) -> Result<Plan> {
    let models_name = "schema/models.toml";
    let models = read_text(root, models_name)?;
    let mut generated = BTreeMap::new();
    let mut schema_of = BTreeMap::new();
    for schema_name in schemas(root)? {
        let schema = read_text(root, &schema_name)?;
        let schema = Source::new(&schema_name, &schema);
        let module = format!("{MODELS}/{}", schema.stem());
        let files = codegen::generate(schema, Source::new(models_name, &models))
            .with_context(|| format!("{module} was not generated, nothing was changed"))?;
        if let Some(other) = schema_of.insert(module.clone(), schema_name.clone()) {
            bail!("{other} and {schema_name} would both become {module}; rename one of them");
        }
        generated.extend(files.into_iter().map(|(path, text)| (format!("{module}/{path}"), text)));
    }

    let mut present = BTreeMap::new();
    let mut by_hand = BTreeSet::new();
    let modules: BTreeSet<String> = schema_of.into_keys().chain(generated_modules(root)?).collect();
    for module in modules {
        let files = tree::read(root, &module)?;
        let is_ours = files.get(&format!("{module}/mod.rs")).is_none_or(|text| is_generated(text));
        let foreign = files.iter().filter(|(path, text)| {
            // In a module of ours, a file that is to be written anew may be damaged: it was generated once.
            let is_rewritten = is_ours && generated.contains_key(*path);
            !(is_generated(text) || is_rewritten)
        });
        by_hand.extend(foreign.map(|(path, _)| path.clone()));
        present.extend(files);
    }
    let mut plan = Plan { root: root.to_owned(), changes: Vec::new(), fresh: 0, by_hand };
    for (path, new) in generated {
        match present.remove(&path) {
            Some(old) if old == new.as_bytes() => plan.fresh += 1,
            old => plan.changes.push(Change { path, old, new: Some(new) }),
        }
    }
    plan.changes.extend(present.into_iter().map(|(path, old)| Change { path, old: Some(old), new: None }));
    Ok(plan)
}

impl Plan {
    /// How the files differ from what would be generated.
    #[must_use]
    pub fn drift(&self) -> Drift<'_> {
        Drift::new(&self.changes, &self.by_hand)
    }

    /// What [`Plan::apply`] does, in a line.
    #[must_use]
    pub fn summary(&self) -> String {
        let removed = self.changes.iter().filter(|change| change.new.is_none()).count();
        let written = self.changes.len() - removed;
        let total = self.fresh + written;
        format!("{total} files generated: {written} written, {} unchanged, {removed} removed", self.fresh)
    }

    /// Makes every file fresh, or, on an error, leaves all of them as they were.
    ///
    /// # Errors
    ///
    /// Files in its folders that the generator did not write, and whatever the file system objects to.
    pub fn apply(self) -> Result<()> {
        if !self.by_hand.is_empty() {
            let paths: Vec<_> = self.by_hand.iter().map(String::as_str).collect();
            bail!(
                "the generator did not write {}, but the folder belongs to it; move that elsewhere, nothing was changed",
                paths.join(", ")
            );
        }
        tree::apply(&self.root, &self.changes)
    }
}

fn is_generated(content: &[u8]) -> bool {
    let first_line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first_line).contains(MARKER)
}

/// The modules that were generated, of schemas that are still there or not.
fn generated_modules(root: &Path) -> Result<Vec<String>> {
    let names = list(root, MODELS)?.into_iter().map(|name| format!("{MODELS}/{name}"));
    Ok(names
        .filter(|module| fs::read(root.join(module).join("mod.rs")).is_ok_and(|text| is_generated(&text)))
        .collect())
}

fn schemas(root: &Path) -> Result<Vec<String>> {
    let names = list(root, "schema")?.into_iter().filter(|name| name.ends_with(SCHEMA_SUFFIX));
    let schemas: Vec<_> = names.map(|name| format!("schema/{name}")).collect();
    if schemas.is_empty() {
        bail!("there is no *{SCHEMA_SUFFIX} in {}", root.join("schema").display());
    }
    Ok(schemas)
}

/// The names in a folder that are text, in order.
fn list(root: &Path, folder: &str) -> Result<Vec<String>> {
    let context = || format!("cannot list {folder}");
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).with_context(context)? {
        names.extend(entry.with_context(context)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn read_text(root: &Path, name: &str) -> Result<String> {
    let bytes = fs::read(root.join(name)).with_context(|| format!("cannot read {name}"))?;
    let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
    // Spans count from after the byte order mark that some editors leave.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
