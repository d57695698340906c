//! A folder of files that changes as a whole or not at all.

use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What happens to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the root, with `/` between the parts.
    pub path: String,
    /// What is in it, if there is such a file.
    pub old: Option<Vec<u8>>,
    /// What shall be in it; `None` removes it.
    pub new: Option<String>,
}

/// Every file in a folder and the folders below, by its path relative to `root`, which is itself the folder without a
/// name. A folder that is not there is empty, and
/// hidden files, which editors and desktops leave, are not there either.
///
/// # Errors
///
/// What cannot be read, and what is neither a file nor a folder, such as a symbolic link.
pub fn read(root: &Path, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let metadata = match fs::symlink_metadata(root.join(folder)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(files),
        metadata => metadata.with_context(|| format!("cannot look at {folder}"))?,
    };
    if !metadata.is_dir() {
        bail!("{folder} is not a folder");
    }
    let entries = fs::read_dir(root.join(folder)).with_context(|| format!("cannot list {folder}"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {folder}"))?;
        let Ok(name) = entry.file_name().into_string() else {
            bail!("a file name in {folder} is not UTF-8: {}", entry.file_name().display());
        };
        if name.starts_with('.') {
            continue;
        }
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type().with_context(|| format!("cannot look at {path}"))?;
        if kind.is_dir() {
            files.extend(read(root, &path)?);
        } else if kind.is_file() {
            files.insert(
                path,
                fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?,
            );
        } else {
            bail!("{path} is neither a file nor a folder");
        }
    }
    Ok(files)
}

/// What is in a file, if there is such a file.
///
/// # Errors
///
/// A file that cannot be read.
pub fn read_file(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        content => content.map(Some).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Carries out all changes. When one fails, the others are taken back.
///
/// New files are written to a folder aside first, where a full disk does no harm, and old ones are kept there. Then each
/// new file takes the place of the old one in a single step, which needs no room.
///
/// # Errors
///
/// Whatever the file system objects to. The files are as they were, then.
pub fn apply(root: &Path, changes: &[Change]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let aside = tempfile::Builder::new().prefix(".codegen-").tempdir_in(root);
    let aside = aside.with_context(|| format!("cannot make a folder in {}", root.display()))?;
    let prepare = |number, change| prepare(root, aside.path(), number, change);
    let exchanges = changes.iter().enumerate().map(|(number, change)| prepare(number, change));
    let exchanges = exchanges.collect::<Result<Vec<_>>>().context("nothing was changed")?;
    let mut journal = Journal::default();
    for exchange in &exchanges {
        if let Err(error) = journal.carry_out(exchange) {
            return Err(match journal.undo() {
                Ok(()) => error.context("nothing was changed"),
                // What could not be put back must not go with the folder.
                Err(undo) => error.context(format!("{undo:#}; the old files are in {}", aside.keep().display())),
            });
        }
    }
    for Change { path, .. } in changes.iter().filter(|change| change.new.is_none()) {
        remove_empty_folders(root, path);
    }
    Ok(())
}

/// A file, and what is prepared aside to take its place and to restore it.
struct Exchange {
    target: PathBuf,
    old: Option<PathBuf>,
    new: Option<PathBuf>,
}

fn prepare(root: &Path, aside: &Path, number: usize, change: &Change) -> Result<Exchange> {
    let target = root.join(&change.path);
    let old = change.old.as_ref().map(|_| aside.join(format!("old-{number}")));
    let new = change.new.as_ref().map(|_| aside.join(format!("new-{number}")));
    match (&old, &change.old) {
        (Some(kept), Some(expected)) => {
            fs::hard_link(&target, kept)
                .or_else(|_| fs::copy(&target, kept).map(|_| ()))
                .with_context(|| format!("cannot keep a copy of {}", change.path))?;
            let actual = fs::read(kept).with_context(|| format!("cannot read {}", change.path))?;
            ensure!(&actual == expected, "{} has changed meanwhile", change.path);
        }
        _ => ensure!(!target.exists(), "{} has appeared meanwhile", change.path),
    }
    if let (Some(new), Some(text)) = (&new, &change.new) {
        fs::write(new, text).with_context(|| format!("cannot write {}", change.path))?;
    }
    Ok(Exchange { target, old, new })
}

/// A folder that is not empty, or is gone already, is left alone by the file system itself.
fn remove_empty_folders(root: &Path, path: &str) {
    for folder in Path::new(path).ancestors().skip(1) {
        if fs::remove_dir(root.join(folder)).is_err() {
            break;
        }
    }
}

/// What has been done, so that it can be undone.
#[derive(Default)]
struct Journal<'a> {
    exchanged: Vec<&'a Exchange>,
    created: Vec<PathBuf>,
}

impl<'a> Journal<'a> {
    fn carry_out(&mut self, exchange: &'a Exchange) -> Result<()> {
        let Exchange { target, new, .. } = exchange;
        let context = || format!("cannot replace {}", target.display());
        if let Some(new) = new {
            let folders: Vec<_> = target.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
            for folder in folders.into_iter().rev() {
                fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
                self.created.push(folder.to_owned());
            }
            fs::rename(new, target).with_context(context)?;
        } else {
            fs::remove_file(target).with_context(context)?;
        }
        self.exchanged.push(exchange);
        Ok(())
    }

    /// Puts back whatever can be, and fails if that is not everything.
    fn undo(self) -> Result<()> {
        let mut failed = Vec::new();
        for Exchange { target, old, .. } in self.exchanged.into_iter().rev() {
            let undone = match old {
                Some(old) => fs::rename(old, target),
                None => fs::remove_file(target),
            };
            failed.extend(undone.err().map(|error| format!("cannot put back {}: {error}", target.display())));
        }
        for folder in self.created.iter().rev() {
            // One that is not empty has been used meanwhile.
            let _ = fs::remove_dir(folder);
        }
        ensure!(failed.is_empty(), "{}", failed.join("; "));
        Ok(())
    }
}
