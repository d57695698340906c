//! `cargo xtask schema update`: cuts a slice, and generates everything that depends on it.

use super::lock::{self, Lock, Origin};
use super::package::Package;
use super::report::{Format, report};
use super::snapshot::{self, Comparison};
use crate::codegen as workspace;
use crate::input::{Scope, read_source, read_workspace};
use crate::load::load;
use crate::plan::Plan;
use crate::{tree, workspace_root};
use anyhow::{Context, Result, bail, ensure};
use chrono::NaiveDate;
use codegen::schema::QualifiedName;
use codegen::select::{self, Credentials};
use codegen::{Document, Input, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

/// The options of an update. Without metadata, the slice is cut from itself, which brings manual changes into canonical form.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Update {
    /// The metadata, in CSDL
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// The schema to update, by its file name up to `.csdl` or `.openapi`; required if there are several in schema/
    #[arg(long, value_name = "NAME")]
    pub schema: Option<String>,
    /// The origin of the metadata, for the lock [default: the name of the file]
    #[arg(long, value_name = "ADDRESS", requires = "from")]
    pub origin: Option<String>,
    /// The revision of the metadata, such as a commit, for the lock
    #[arg(long, value_name = "REVISION", requires = "from")]
    pub revision: Option<String>,
    /// The commit to compare with [default: the last one]
    #[arg(long, value_name = "REVISION")]
    pub since: Option<String>,
}

/// The result of an update.
#[derive(Debug)]
pub struct Outcome {
    /// The files to write.
    pub plan: Plan,
    /// The differences since a commit.
    pub comparison: Comparison,
}

impl Outcome {
    /// Returns the report of the differences. That for a terminal also counts the files.
    #[must_use]
    pub fn report(&self, format: Format) -> String {
        let summary = if format == Format::Text { self.plan.summary() + "\n" } else { String::new() };
        report(&self.comparison, format) + &summary
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(Format::Text))
    }
}

/// Cuts the slice of a workspace, with its twin, its lock and its models.
///
/// # Errors
///
/// A file cannot be read, the schema does not exist or is not CSDL, or the metadata, the slice or `models.toml` have errors.
pub fn plan(update: &Update, root: &Path, today: NaiveDate) -> Result<Outcome> {
    let mut inputs = read_workspace(root)?;
    let stem = update.stem(&inputs)?;
    let Some(mut current) = inputs.remove(&stem) else {
        let stems = inputs.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        bail!("unknown schema {stem:?}; expected one of {stems}");
    };
    let locked = Lock::read(&root.join("schema"))?;
    locked.check(&inputs)?;
    let mut lock = locked.clone();
    let metadata = update.from.as_deref().map(read_source).transpose()?.map(Document::read);
    let schema = metadata.as_ref().unwrap_or(&current.schema).clone();
    schema.require_csdl()?;
    // Entries for removed declarations must not stop the update: the report names them.
    let stale = |old: &Input| {
        // Without metadata, there is nothing more to say about what a slice leaves out.
        let exempt = if metadata.is_some() { locked.credentials() } else { BTreeSet::new() };
        select::stale(&old.models.clone().exempting(exempt), &old.schema, &schema)
    };
    let before = current.clone();
    let gone = stale(&current);
    if !gone.is_empty() {
        current.models =
            current.models.reread(Source::new(current.models.source().name(), current.models.without(&gone)));
        for input in inputs.values_mut() {
            input.models = current.models.clone();
        }
    }
    let context = || format!("cannot cut the slice from {}", schema.source().name());
    let whole = load(Input { schema: schema.clone(), ..current.clone() }).with_context(context)?;
    let slice = whole.slice(metadata.as_ref().map(|_| &current.schema))?;
    match &metadata {
        _ if lock.is_of(&stem, &slice) => {}
        Some(metadata) => lock.cut(&stem, update.origin(), metadata.source().text(), &slice, today),
        None => lock.amend(&stem, &slice),
    }
    lock.retain(|locked| *locked == stem || inputs.contains_key(locked));

    let schema = with_text(&current.schema, slice);
    let source = schema.source().clone();
    let loaded = codegen::load(Input { schema, ..current.clone() })?;
    if let Some(locked) = lock.get_mut(&stem).filter(|_| metadata.is_some()) {
        locked.watched = whole.watched(&loaded, &locked.watched)?;
    }
    let compare = |old: Input, earlier: &Lock| -> Result<Comparison> {
        let stale = stale(&old);
        let old = codegen::load(Input { allows_unmatched: true, ..old })?;
        // The slice does not have the operations of the metadata, and nothing that is only watched.
        let watched = whole.describe(lock.new_since(&stem, earlier), &old)?;
        let diff = codegen::diff(&old, &loaded)?;
        let found = &whole.selection().credentials;
        let comparison = Comparison::new([&old, &loaded], diff, found, watched, earlier.get(&stem));
        let (package, undescribed) = (Some(Package::read(root)), loaded.undescribed());
        Ok(Comparison { package, undescribed, stale, ..comparison })
    };
    let since = |revision| {
        let earlier = snapshot::committed_lock(root, revision).unwrap_or_else(|_| locked.clone());
        let mut comparison = compare(snapshot::committed(root, revision, &current)?, &earlier)?;
        let name = current.schema.source().name();
        comparison.snapshots = [format!("{revision}:{name}"), name.to_owned()];
        anyhow::Ok(comparison)
    };
    let mut comparison = match &update.since {
        Some(revision) => since(revision)?,
        // Without a valid slice in the last commit, compare with the current one.
        None => since("HEAD").or_else(|_| compare(before, &locked))?,
    };
    if let Some(locked) = lock.get_mut(&stem).filter(|_| metadata.is_some()) {
        let declared = whole.declared();
        let exists = |(owner, name): (&str, &str)| declared.declares(&QualifiedName::split(owner), name);
        locked.credentials.retain(|path| path.split_once('/').is_some_and(exists));
        locked.credentials.extend(comparison.unmodelled());
    }
    comparison.locked = lock.get(&stem).cloned();

    let mut schemas = workspace::load(inputs)?;
    schemas.insert(stem, loaded);
    let mut plan = workspace::plan_of(root, &schemas)?;
    if !gone.is_empty() {
        let source = current.models.source();
        plan.replace(source.name().to_owned(), source.text().to_owned())?;
    }
    plan.replace(source.name().to_owned(), source.text().to_owned())?;
    if lock != Lock::default() || lock != locked {
        plan.replace(format!("schema/{}", lock::FILE), lock.to_text()?)?;
    }
    Ok(Outcome { plan, comparison })
}

/// Returns the document with another text. A text that has not changed is not parsed again.
fn with_text(document: &Document, text: String) -> Document {
    let source = document.source();
    if source.text() == text { document.clone() } else { Document::read(Source::new(source.name(), text)) }
}

/// Cuts a slice into another folder, with its lock. Keeps the descriptions of a slice that exists there.
///
/// # Errors
///
/// A file cannot be read, the metadata or the `models.toml` have errors, or the folder is that of the workspace's slices.
pub fn standalone(update: &Update, scope: &Scope, out: &Path, today: NaiveDate) -> Result<(Plan, Credentials)> {
    let from = update.from.as_deref().context("missing option --from FILE: the metadata to cut")?;
    ensure!(
        *scope != Scope::default(),
        "missing option --root TYPE, --all, --operations or --models FILE: the types to cut; schema/models.toml \
         selects only those of the slice in schema/"
    );
    let own = workspace_root().join("schema").canonicalize();
    ensure!(
        out.canonicalize().ok().is_none_or(|out| Some(out) != own.ok()),
        "{} contains the workspace's own slices; omit --out to update them",
        out.display()
    );
    let metadata = scope.read(from)?;
    metadata.schema.require_csdl()?;
    let source = metadata.schema.source().clone();
    let stem = source.module();
    let (root, within) = crate::standalone::split(out)?;
    let path = |name: &str| tree::within(&within, name);
    let mut plan = Plan::new(root.clone(), "");
    let slice_path = path(&format!("{stem}.csdl.xml"));
    let current = tree::read_file(&root.join(&slice_path))?.map(String::from_utf8).transpose();
    let current = current.with_context(|| format!("{slice_path} is not UTF-8"))?;
    let current = current.map(|text| Document::read(Source::new(slice_path.clone(), text)));
    let loaded = load(metadata)?;
    let slice = loaded.slice(current.as_ref())?;
    let mut lock = Lock::read(out)?;
    if !lock.is_of(&stem, &slice) {
        lock.cut(&stem, update.origin(), source.text(), &slice, today);
    }
    plan.replace(path(lock::FILE), lock.to_text()?)?;
    plan.replace(slice_path, slice)?;
    Ok((plan, loaded.selection().credentials.clone()))
}

impl Update {
    /// Returns the stem of the schema to update.
    fn stem(&self, all: &BTreeMap<String, Input>) -> Result<String> {
        if let Some(stem) = &self.schema {
            return Ok(stem.clone());
        }
        let stems: Vec<_> = all.keys().map(String::as_str).collect();
        match stems.as_slice() {
            [stem] => Ok((*stem).to_owned()),
            _ => bail!("missing option --schema NAME: expected one of {}", stems.join(", ")),
        }
    }

    fn origin(&self) -> Origin {
        let file = self.from.as_ref().and_then(|from| from.file_name()).unwrap_or_default();
        let name = self.origin.clone().unwrap_or_else(|| file.to_string_lossy().into_owned());
        Origin { name, revision: self.revision.clone() }
    }
}
