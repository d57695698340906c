//! A folder of files that changes as a whole or not at all.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
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

/// Every file in a folder and the folders below, by its path relative to `root`. A folder that is not there is empty.
///
/// # Errors
///
/// What cannot be read, and what is neither a file nor a folder.
pub fn read(root: &Path, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let entries = match fs::read_dir(root.join(folder)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(files),
        entries => entries.with_context(|| format!("cannot list {folder}"))?,
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {folder}"))?;
        let Ok(name) = entry.file_name().into_string() else {
            bail!("a file name in {folder} is not UTF-8: {}", entry.file_name().display());
        };
        let path = format!("{folder}/{name}");
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

/// Carries out all changes. When one fails, the others are taken back.
///
/// Everything is written to a folder aside first, where a full disk does no harm; then files change places by renaming,
/// which needs no room.
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
    for (number, Change { path, new, .. }) in changes.iter().enumerate() {
        if let Some(new) = new {
            write(&aside.path().join(format!("new-{number}")), new.as_bytes())
                .with_context(|| format!("cannot write {path}, nothing was changed"))?;
        }
    }
    let mut journal = Journal::default();
    for (number, change) in changes.iter().enumerate() {
        if let Err(error) = journal.exchange(root, aside.path(), number, change) {
            let error = error.context(format!("cannot replace {}, nothing was changed", change.path));
            return Err(match journal.undo() {
                Ok(()) => error,
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

fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
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
struct Journal {
    steps: Vec<Step>,
}

enum Step {
    Renamed { from: PathBuf, to: PathBuf },
    Created(PathBuf),
}

impl Journal {
    fn exchange(&mut self, root: &Path, aside: &Path, number: usize, change: &Change) -> Result<()> {
        let target = root.join(&change.path);
        if change.old.is_some() {
            self.rename(target.clone(), aside.join(format!("old-{number}")))?;
        }
        if change.new.is_some() {
            let folders: Vec<_> = target.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
            for folder in folders.into_iter().rev() {
                fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
                self.steps.push(Step::Created(folder.to_owned()));
            }
            self.rename(aside.join(format!("new-{number}")), target)?;
        }
        Ok(())
    }

    fn rename(&mut self, from: PathBuf, to: PathBuf) -> Result<()> {
        fs::rename(&from, &to).with_context(|| format!("cannot rename {} to {}", from.display(), to.display()))?;
        self.steps.push(Step::Renamed { from, to });
        Ok(())
    }

    fn undo(self) -> Result<()> {
        for step in self.steps.into_iter().rev() {
            match step {
                Step::Renamed { from, to } => {
                    fs::rename(&to, &from).with_context(|| format!("cannot put back {}", from.display()))?;
                }
                Step::Created(folder) => {
                    fs::remove_dir(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
                }
            }
        }
        Ok(())
    }
}
