//! `cargo xtask codegen`: every `schema/NAME.csdl.xml` becomes the module `graph-models/src/NAME`.

use crate::drift::Drift;
use crate::tree::{self, Change};
use anyhow::{Context, Result, bail};
use codegen::{MARKER, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const SCHEMA_SUFFIX: &str = ".csdl.xml";

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
/// A file that cannot be read, a problem in a schema or in `models.toml`, a file among the generated ones that the
/// generator did not write.
pub fn plan(root: &Path) -> Result<Plan> {
    let models_name = "schema/models.toml";
    let models = read_text(root, models_name)?;
    let mut plan = Plan { root: root.to_owned(), changes: Vec::new(), fresh: 0 };
    for schema_name in schemas(root)? {
        let schema = read_text(root, &schema_name)?;
        let schema = Source::new(&schema_name, &schema);
        let module = format!("graph-models/src/{}", schema.stem());
        let files = codegen::generate(schema, Source::new(models_name, &models))
            .with_context(|| format!("{module} was not generated, nothing was changed"))?;
        let present = tree::read(root, &module)?;
        plan.compare(&module, files, present)?;
    }
    Ok(plan)
}

impl Plan {
    fn compare(
        &mut self,
        module: &str,
        files: BTreeMap<String, String>,
        mut present: BTreeMap<String, Vec<u8>>,
    ) -> Result<()> {
        for (path, new) in files {
            let path = format!("{module}/{path}");
            match present.remove(&path) {
                Some(old) if old == new.as_bytes() => self.fresh += 1,
                old => self.changes.push(Change { path, old, new: Some(new) }),
            }
        }
        self.changes.extend(present.into_iter().map(|(path, old)| Change { path, old: Some(old), new: None }));
        let foreign: Vec<_> = self.changes.iter().filter(|change| is_foreign(change)).collect();
        if !foreign.is_empty() {
            let paths: Vec<_> = foreign.iter().map(|change| change.path.as_str()).collect();
            bail!(
                "{module} belongs to the generator, but it did not write {}; move that elsewhere, nothing was changed",
                paths.join(", ")
            );
        }
        Ok(())
    }

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
    /// Whatever the file system objects to.
    pub fn apply(self) -> Result<()> {
        tree::apply(&self.root, &self.changes)
    }
}

/// A file that would be changed or removed although it does not say that it was generated.
fn is_foreign(change: &Change) -> bool {
    let Some(old) = &change.old else { return false };
    let first_line = old.split(|byte| *byte == b'\n').next().unwrap_or_default();
    !String::from_utf8_lossy(first_line).contains(MARKER)
}

fn schemas(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("schema");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let name = entry.with_context(|| format!("cannot list {}", folder.display()))?.file_name();
        names.extend(name.to_str().filter(|name| name.ends_with(SCHEMA_SUFFIX)).map(|name| format!("schema/{name}")));
    }
    if names.is_empty() {
        bail!("there is no *{SCHEMA_SUFFIX} in {}", folder.display());
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
