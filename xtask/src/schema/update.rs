//! `cargo xtask schema update`: a slice is cut anew, and all that is made of it is made anew.

use super::edition::Comparison;
use super::lock::{self, Lock, Origin};
use super::{edition, report};
use crate::codegen as workspace;
use crate::input::{Choice, File, Texts};
use crate::plan::Plan;
use crate::{tree, workspace_root};
use anyhow::{Context, Result, bail, ensure};
use chrono::NaiveDate;
use codegen::{Roots, Source};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// What to cut.
#[derive(Clone, Debug, Default)]
pub struct Update {
    /// The full metadata. Without it the slice itself is taken: what was changed by hand is put in order.
    pub from: Option<PathBuf>,
    /// The stem of the schema, where there are several.
    pub schema: Option<String>,
    /// What the metadata is called in the lock. Without it, by its file name.
    pub origin: Option<String>,
    /// The revision of the origin.
    pub revision: Option<String>,
}

/// What an update comes to.
#[derive(Debug)]
pub struct Outcome {
    /// The files to write.
    pub plan: Plan,
    /// What is different in the slice since the last commit.
    pub comparison: Comparison,
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", report::report(&self.comparison, report::Format::Text))?;
        writeln!(f, "{}", self.plan.summary())
    }
}

/// Cuts the slice of a workspace anew, with its twin, its lock and its models.
///
/// # Errors
///
/// A file that cannot be read, diagnostics in the metadata, the slice, its twin or `models.toml`, a schema that is not there or
/// that is no CSDL.
pub fn plan(update: &Update, root: &Path, today: NaiveDate) -> Result<Outcome> {
    let mut all = Texts::of_workspace(root)?;
    let stem = update.stem(&all)?;
    let Some(current) = all.get(&stem) else {
        let stems = all.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        bail!("there is no schema {stem:?}; name one by what its files are called up to the first dot: {stems}");
    };
    let mut lock = Lock::read(&root.join("schema"))?;
    let metadata = update.from.as_deref().map(File::read_anywhere).transpose()?;
    let slice = match &metadata {
        Some(metadata) => {
            let by_hand = Source::new(current.name(), current.text());
            current.with_schema(metadata.clone()).with(|input| codegen::slice(input, Some(&by_hand)))?
        }
        None => current.with(|input| codegen::slice(input, None))?,
    };
    let mut next = current.with_text(slice.clone());
    next.write_twin()?;
    match metadata {
        _ if lock.is_of(&stem, &slice) => {}
        Some(metadata) => lock.cut(&stem, update.origin(), metadata.text(), &slice, today),
        None => lock.amend(&stem, &slice),
    }
    lock.retain(|stem| all.contains_key(stem));
    let compare = |old: &Texts| Comparison::new(old, &next, lock.get(&stem).cloned(), true);
    // What was committed may be no slice at all.
    let since_commit = edition::committed(root, current).and_then(|committed| compare(&committed).ok());
    let comparison = since_commit.map_or_else(|| compare(current), Ok)?;
    let schema_files: Vec<_> = next.files().map(|file| (file.name().to_owned(), file.text().to_owned())).collect();
    all.insert(stem, next);
    let mut plan = workspace::plan_of(root, &all)?;
    for (path, text) in schema_files {
        plan.replace(path, text)?;
    }
    if lock != Lock::default() {
        plan.replace(format!("schema/{}", lock::FILE), lock.to_text()?)?;
    }
    Ok(Outcome { plan, comparison })
}

/// Cuts a slice into another folder, with its lock. Descriptions in a slice that is there already are kept.
///
/// # Errors
///
/// A file that cannot be read, diagnostics in the metadata or in the file that says what to take, the folder of the workspace's
/// own slices.
pub fn elsewhere(update: &Update, models: Option<PathBuf>, roots: Roots, out: &Path, today: NaiveDate) -> Result<Plan> {
    let from = update.from.clone().context("say what to cut: --from FILE")?;
    ensure!(
        models.is_some() || roots != Roots::Listed,
        "say what to cut: --root TYPE, --all, or --models FILE; schema/models.toml is for the slice in schema/"
    );
    let own = workspace_root().join("schema").canonicalize();
    ensure!(
        out.canonicalize().ok().is_none_or(|out| Some(out) != own.ok()),
        "{} has the workspace's own slices, which --out is not for: leave it out",
        out.display()
    );
    let metadata = Texts::of(&Choice { schema: from, models, roots })?;
    let stem = Source::new(metadata.name(), "").module();
    let (root, within) = crate::elsewhere::split(out)?;
    let path = |name: &str| if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") };
    let mut plan = Plan::new(root.clone(), "");
    let slice_path = path(&format!("{stem}.csdl.xml"));
    let current = tree::read_file(&root.join(&slice_path))?.map(String::from_utf8).transpose();
    let current = current.with_context(|| format!("{slice_path} is not UTF-8"))?;
    let current = current.as_deref().map(|text| Source::new(&slice_path, text));
    let slice = metadata.with(|input| codegen::slice(input, current.as_ref()))?;
    let mut lock = Lock::read(out)?;
    if !lock.is_of(&stem, &slice) {
        lock.cut(&stem, update.origin(), metadata.text(), &slice, today);
    }
    plan.replace(path(lock::FILE), lock.to_text()?)?;
    plan.replace(slice_path, slice)?;
    Ok(plan)
}

impl Update {
    /// The schema that is meant: the only one there is, unless another is named.
    fn stem(&self, all: &BTreeMap<String, Texts>) -> Result<String> {
        if let Some(stem) = &self.schema {
            return Ok(stem.clone());
        }
        let stems: Vec<_> = all.keys().map(String::as_str).collect();
        match stems.as_slice() {
            [stem] => Ok((*stem).to_owned()),
            _ => bail!("there are several schemas; say which with --schema: {}", stems.join(", ")),
        }
    }

    fn origin(&self) -> Origin {
        let file = self.from.as_ref().and_then(|from| from.file_name()).unwrap_or_default();
        let name = self.origin.clone().unwrap_or_else(|| file.to_string_lossy().into_owned());
        Origin { name, revision: self.revision.clone() }
    }
}
