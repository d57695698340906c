//! The snapshots that `cargo xtask schema diff` compares: files, and files of an earlier commit.

use super::lock::{FILE, Lock, Locked, without_parts};
use super::package::Package;
use crate::git::at_revision;
use crate::input::{MODELS, Scope, read_source};
use crate::load;
use anyhow::Result;
use codegen::diff::{Diff, Watched};
use codegen::select::{Credential, Credentials, Exposure, Stale};
use codegen::{Document, Input, Loaded, Models, Roots, Source, try_both};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The differences between two snapshots, and more for the reviewer of the new one.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The differences.
    pub diff: Diff,
    /// The crate of the models, if the schema is one of the workspace.
    pub package: Option<Package>,
    /// The name of the schema.
    pub module: String,
    /// The names of the snapshots, as arguments of `cargo xtask schema diff`.
    pub snapshots: [String; 2],
    /// The origin of the new snapshot, if it is a slice of the workspace.
    pub locked: Option<Locked>,
    /// The models and parts of models without a description, if the new snapshot is a slice of the workspace.
    pub undescribed: Vec<String>,
    /// Properties and parameters of the new snapshot that may be credentials, that `models.toml` does not list, and that the old
    /// snapshot does not have. Some have no model.
    pub credentials: Credentials,
    /// Those that the old snapshot has, too.
    pub known_credentials: Credentials,
    /// The watched declarations that are new.
    pub watched: Vec<Watched>,
    /// The entries that the update removes from `models.toml`, or replaces.
    pub stale: Vec<Stale>,
}

/// Compares two snapshots. Each is a file or, as git writes it, `REVISION:PATH`.
///
/// If the scope is empty, a schema of the workspace has the models that the `models.toml` beside it asks for, in the same
/// revision; the other snapshot has them too, if it has none of its own. Of any other schema, every type becomes a model.
///
/// # Errors
///
/// A file or a revision cannot be read, or a document or a `models.toml` has errors.
pub fn compare(old: &str, new: &str, scope: &Scope, root: &Path) -> Result<Comparison> {
    let snapshots = [Snapshot::read(old, root)?, Snapshot::read(new, root)?];
    let is_own = scope.models.is_none() && scope.roots() == Roots::Listed;
    let models = match &scope.models {
        Some(path) => Some(Models::read(read_source(path)?)),
        None => snapshots[1].models.clone().or_else(|| snapshots[0].models.clone()),
    };
    let is_slice = snapshots[1].is_own;
    let are_slices = is_own && snapshots.iter().all(|snapshot| snapshot.is_own);
    let schema = &snapshots[1].schema;
    let lock = if is_slice { Lock::read(&root.join("schema"))? } else { Lock::default() };
    // The lock records the origin of the present slice only.
    let locked = lock.get(schema.stem()).filter(|_| lock.is_of(schema.stem(), schema.text())).cloned();
    let roots = if is_own && models.is_none() { Roots::All } else { scope.roots() };
    let [old, new] = snapshots.map(|Snapshot { schema, models: own, .. }| {
        let models = if is_own { own.or_else(|| models.clone()) } else { models.clone() };
        (schema, models.unwrap_or_default().exempting(lock.credentials()))
    });
    let load = |(schema, models): (Source, Models)| {
        let input = Input::new(schema).with_models(models).with_roots(roots.clone());
        input.schema.require_csdl()?;
        load::load(Input { allows_unmatched: true, all_operations: scope.operations, ..input })
    };
    let (old, new) = try_both(|| load(old), || load(new))?;
    // The lock has what a slice lacks: `cargo xtask schema update` reports it.
    let watched = if is_slice { BTreeMap::new() } else { new.watched(&old, &BTreeMap::new())? };
    let watched = new.describe(without_parts(watched.into_values().flatten().collect()), &old)?;
    let diff = if are_slices || roots == Roots::All { codegen::diff } else { codegen::diff_selected };
    let package = is_slice.then(|| Package::read(root));
    let undescribed = if is_slice && is_own { new.undescribed() } else { Vec::new() };
    let comparison =
        Comparison::new([&old, &new], diff(&old, &new)?, &new.selection().credentials, watched, locked.as_ref());
    Ok(Comparison { package, locked, undescribed, ..comparison })
}

impl Comparison {
    /// Creates the comparison of two schemas that are loaded. `found` are the possible credentials of the new one, `watched` its new
    /// declarations; `earlier` has the credentials that were reported before.
    pub(super) fn new(
        [old, new]: [&Loaded; 2],
        diff: Diff,
        found: &Credentials,
        watched: Vec<Watched>,
        earlier: Option<&Locked>,
    ) -> Self {
        let before: BTreeSet<_> = old.selection().credentials.0.iter().map(|credential| &credential.path).collect();
        let is_known = |Credential { path, exposure, .. }: &Credential| {
            let is_reported = earlier.is_some_and(|locked| locked.credentials.contains(path));
            before.contains(path) || is_reported && *exposure == Exposure::Unmodelled
        };
        let of_watched = watched.iter().map(|watched| &watched.credentials);
        let all = [found, &diff.credentials].into_iter().chain(of_watched).flat_map(|credentials| &credentials.0);
        let mut seen = BTreeSet::new();
        let (known, added) = all.filter(|of| seen.insert(&of.path)).cloned().partition(is_known);
        Self {
            package: None,
            module: new.document().source().stem().to_owned(),
            snapshots: [old, new].map(|loaded| loaded.document().source().name().to_owned()),
            locked: None,
            undescribed: Vec::new(),
            credentials: Credentials(added),
            known_credentials: Credentials(known),
            stale: Vec::new(),
            diff,
            watched,
        }
    }

    /// Returns the paths of possible credentials without a model.
    pub(super) fn unmodelled(&self) -> impl Iterator<Item = String> {
        let all = self.credentials.0.iter().chain(&self.known_credentials.0);
        all.filter(|of| of.exposure == Exposure::Unmodelled).map(|of| of.path.clone())
    }
}

/// A schema as read from a file or a commit.
struct Snapshot {
    schema: Source,
    /// The `models.toml` beside it, if it is a schema of the workspace.
    models: Option<Models>,
    is_own: bool,
}

impl Snapshot {
    fn read(snapshot: &str, root: &Path) -> Result<Self> {
        let path = Path::new(snapshot);
        let Some((revision, within)) = snapshot.split_once(':').filter(|_| !path.exists()) else {
            let folder = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
            let is_own = folder.is_some() && folder == root.join("schema").canonicalize().ok();
            let models = is_own.then(|| read_source(&root.join(MODELS))).transpose()?.map(Models::read);
            return Ok(Self { schema: read_source(path)?, models, is_own });
        };
        let here = Path::new(".");
        let schema = Source::new(snapshot, at_revision(here, snapshot)?);
        let is_own = within.trim_start_matches("./").starts_with("schema/");
        // An earlier commit may have no `models.toml`.
        let models = is_own.then(|| format!("{revision}:{}", beside(within, "models.toml")));
        let models = models.and_then(|name| Some(Source::new(&*name, at_revision(here, &name).ok()?)));
        Ok(Self { schema, models: models.map(Models::read), is_own })
    }
}

/// Returns the path of another file in the same folder.
fn beside(path: &str, name: &str) -> String {
    path.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// Returns the schema of a workspace and its `models.toml` as of a commit.
///
/// A text that has not changed is not parsed again.
pub(super) fn committed(root: &Path, revision: &str, current: &Input) -> Result<Input> {
    let at = |name: &str| {
        let text = at_revision(root, &format!("{revision}:./{name}"))?;
        anyhow::Ok(Source::new(format!("{revision}:{name}"), text))
    };
    let (schema, models) = (current.schema.source(), current.models.source());
    let [old_schema, old_models] = [at(schema.name())?, at(models.name())?];
    let mut committed = current.clone();
    if old_schema.text() != schema.text() {
        committed.schema = Document::read(old_schema);
    }
    if old_models.text() != models.text() {
        committed.models = current.models.reread(old_models);
    }
    Ok(committed)
}

/// Returns the lock as of a commit.
pub(super) fn committed_lock(root: &Path, revision: &str) -> Result<Lock> {
    let object = format!("{revision}:./schema/{FILE}");
    Lock::parse(at_revision(root, &object)?.as_bytes(), &object)
}
