//! The editions that `cargo xtask schema diff` compares: files, and files of an earlier commit.

use super::lock::{Lock, Locked};
use crate::input::{File, MODELS, Texts};
use anyhow::{Context, Result, bail};
use codegen::diff::Diff;
use codegen::schema::Type;
use codegen::{Diagnostics, Roots};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which types of the editions become models.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The file that says so, in the form of `schema/models.toml`.
    pub models: Option<PathBuf>,
    /// The types to begin with.
    pub roots: Roots,
}

/// What is different in two editions, and what else a reviewer has to know of the new one.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The differences.
    pub diff: Diff,
    /// Where the new edition comes from, if it is a slice of the workspace.
    pub locked: Option<Locked>,
    /// What becomes models and has no description, if it is a slice of the workspace.
    pub undescribed: Vec<String>,
}

/// Compares two editions. Each is a file or, as git writes it, `REVISION:PATH`.
///
/// Where the scope says nothing, a schema of the workspace has the models that the `models.toml` beside it asks for, in the
/// same revision; the other edition has these too, if it has none of its own. Of anything else, every type becomes a model.
///
/// # Errors
///
/// A file or a revision that cannot be read, diagnostics in either document or in `models.toml`.
pub fn compare(old: &str, new: &str, scope: &Scope, root: &Path) -> Result<Comparison> {
    let editions = [Edition::read(old, root)?, Edition::read(new, root)?];
    let is_ours = scope.models.is_none() && scope.roots == Roots::Listed;
    let models = match &scope.models {
        Some(path) => Some(File::read_anywhere(path)?),
        None => editions[1].models.clone().or_else(|| editions[0].models.clone()),
    };
    let [old, new] = editions.map(|edition| {
        let models = if is_ours { edition.models.or_else(|| models.clone()) } else { models.clone() };
        let roots = if is_ours && models.is_none() { Roots::All } else { scope.roots.clone() };
        (Texts::new(edition.schema, models, roots), edition.is_ours)
    });
    let locked = match new.1.then(|| Path::new(new.0.name()).file_name()).flatten().and_then(|name| name.to_str()) {
        Some(name) => Lock::read(&root.join("schema"))?.get(name.split('.').next().unwrap_or(name)).cloned(),
        None => None,
    };
    let is_slice = new.1 && is_ours;
    Comparison::new(&old.0, &new.0, locked, is_slice)
}

impl Comparison {
    /// Compares two editions that were read already.
    pub(super) fn new(old: &Texts, new: &Texts, locked: Option<Locked>, is_slice: bool) -> Result<Self> {
        let diff = old.with(|old| new.with(|new| codegen::diff(old, new)))?;
        Ok(Self { diff, locked, undescribed: if is_slice { undescribed(new)? } else { Vec::new() } })
    }
}

/// A document as it was found.
struct Edition {
    schema: File,
    /// What the `models.toml` beside it says, if it is a schema of the workspace.
    models: Option<File>,
    is_ours: bool,
}

impl Edition {
    fn read(edition: &str, root: &Path) -> Result<Self> {
        let path = Path::new(edition);
        let Some((revision, within)) = edition.split_once(':').filter(|_| !path.exists()) else {
            let folder = path.canonicalize().ok().and_then(|path| path.parent().map(Path::to_owned));
            let is_ours = folder.is_some() && folder == root.join("schema").canonicalize().ok();
            let models = is_ours.then(|| File::read_anywhere(&root.join(MODELS))).transpose()?;
            return Ok(Self { schema: File::read_anywhere(path)?, models, is_ours });
        };
        let here = Path::new(".");
        let text = at_revision(here, edition)?;
        let is_ours = within.trim_start_matches("./").starts_with("schema/");
        // Before there was one, the schema was not of the workspace.
        let models = is_ours.then(|| format!("{revision}:{}", beside(within, "models.toml")));
        let models = models.and_then(|models| Some(File::new(&models, at_revision(here, &models).ok()?)));
        Ok(Self { schema: File::new(edition, text), models, is_ours })
    }
}

/// The path of another file in the same folder.
fn beside(path: &str, name: &str) -> String {
    path.rsplit_once('/').map_or_else(|| name.to_owned(), |(folder, _)| format!("{folder}/{name}"))
}

/// The schema of a workspace as it was committed last, with its `models.toml`; `None` where there is no such thing.
pub(super) fn committed(root: &Path, texts: &Texts) -> Option<Texts> {
    let at_head =
        |name: &str| Some(File::new(&format!("HEAD:{name}"), at_revision(root, &format!("HEAD:./{name}")).ok()?));
    Some(Texts::new(at_head(texts.name())?, Some(at_head(MODELS)?), Roots::Listed))
}

/// The text of a file in a commit.
fn at_revision(folder: &Path, object: &str) -> Result<String> {
    let shown = Command::new("git").args(["show", "--end-of-options", object]).current_dir(folder).output();
    let shown = shown.with_context(|| format!("cannot run git to read {object}"))?;
    if !shown.status.success() {
        bail!(
            "git cannot show {object}: {}; write REVISION:PATH, with the path from the repository's root or ./ before it",
            String::from_utf8_lossy(&shown.stderr).trim()
        );
    }
    String::from_utf8(shown.stdout).with_context(|| format!("{object} is not UTF-8"))
}

/// What becomes models and has no description, by path.
fn undescribed(texts: &Texts) -> Result<Vec<String>, Diagnostics> {
    let (selection, _) = texts.with(codegen::select_and_name)?;
    let mut undescribed = Vec::new();
    for (name, declared) in &selection.schema.types {
        let parts: Vec<_> = match declared {
            Type::Structured(structured) => {
                structured.properties.iter().map(|property| (&property.name, &property.documentation)).collect()
            }
            Type::Enumeration(enumeration) => {
                enumeration.members.iter().map(|member| (&member.name, &member.documentation)).collect()
            }
        };
        if declared.documentation().description.is_none() {
            undescribed.push(name.to_string());
        }
        let without = parts.into_iter().filter(|(_, documentation)| documentation.description.is_none());
        undescribed.extend(without.map(|(part, _)| format!("{name}/{part}")));
    }
    Ok(undescribed)
}
