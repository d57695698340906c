//! `cargo xtask codegen`: every `schema/NAME.csdl.xml` becomes the module `graph-models/src/NAME`.

use crate::drift::Drift;
use crate::tree::{self, Change};
use anyhow::{Context, Result, bail};
use codegen::{MARKER, Source};
use std::collections::BTreeMap;
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
    for module in schema_of.into_keys().chain(orphans(root)?) {
        present.extend(tree::read(root, &module)?);
    }
    let mut plan = Plan { root: root.to_owned(), changes: Vec::new(), fresh: 0 };
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
        Drift::new(&self.changes)
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
    /// Files that would have to be removed although the generator did not write them, and whatever the file system
    /// objects to.
    pub fn apply(self) -> Result<()> {
        let foreign: Vec<_> = self.changes.iter().filter(|change| is_foreign(change)).collect();
        if !foreign.is_empty() {
            let paths: Vec<_> = foreign.iter().map(|change| change.path.as_str()).collect();
            bail!(
                "the generator did not write {}, but the folder belongs to it; move that elsewhere, nothing was changed",
                paths.join(", ")
            );
        }
        tree::apply(&self.root, &self.changes)
    }
}

/// Whether a file is to go although it does not say that it was generated.
pub(crate) fn is_foreign(change: &Change) -> bool {
    change.new.is_none() && change.old.as_deref().is_some_and(|old| !is_generated(old))
}

fn is_generated(content: &[u8]) -> bool {
    let first_line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first_line).contains(MARKER)
}

/// The modules that were generated, of schemas that are still there or not.
fn orphans(root: &Path) -> Result<Vec<String>> {
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
