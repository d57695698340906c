//! Reads and changes folders of files.

use anyhow::{Context, Result, bail, ensure};
use codegen::MARKER;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path relative to the root, with `/` as the separator.
    pub path: String,
    /// The present contents. `None` if there is no such file.
    pub old: Option<Vec<u8>>,
    /// The new contents. `None` removes the file.
    pub new: Option<String>,
}

/// Reads all files in a folder and its subfolders, by their path relative to `root`. The empty name is `root` itself. A folder
/// that does not exist has no files. Hidden files, such as those of editors, are skipped.
///
/// # Errors
///
/// A file or folder cannot be read, or an entry is neither, such as a symbolic link.
pub fn read(root: &Path, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    visit(root, folder, &mut |path, file| {
        files.insert(path, fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
        Ok(true)
    })?;
    Ok(files)
}

/// Calls a function with each file in a folder and its subfolders, until it returns `false`. Returns whether it never did.
fn visit(root: &Path, folder: &str, each: &mut dyn FnMut(String, &Path) -> Result<bool>) -> Result<bool> {
    let metadata = match fs::symlink_metadata(root.join(folder)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        metadata => metadata.with_context(|| format!("cannot read {folder}"))?,
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
        let path = within(folder, &name);
        let kind = entry.file_type().with_context(|| format!("cannot read {path}"))?;
        let goes_on = if kind.is_dir() {
            visit(root, &path, each)?
        } else if kind.is_file() {
            each(path, &entry.path())?
        } else {
            bail!("{path} is neither a file nor a folder");
        };
        if !goes_on {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Returns a path in a folder. The empty name is the root.
pub(crate) fn within(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// Returns whether the first line of a file is that of a generated one.
pub(crate) fn is_generated(content: &[u8]) -> bool {
    let first_line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    String::from_utf8_lossy(first_line).contains(MARKER)
}

/// The longest first line of a generated file.
const FIRST_LINE: u64 = 512;

/// The number of foreign files after which a folder is not read further.
pub(crate) const MAX_FOREIGN: usize = 20;

/// Reads the files of a folder that a generator wrote, as [`read`] does. If the generator did not write `main`, the folder is
/// foreign: its files are read no further than their first line, and only some of them.
///
/// # Errors
///
/// As for [`read`].
pub fn read_generated(root: &Path, folder: &str, main: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let first_line = |path: &Path| {
        let mut line = Vec::new();
        File::open(path).and_then(|file| file.take(FIRST_LINE).read_to_end(&mut line)).map(|_| line)
    };
    if first_line(&root.join(main)).is_ok_and(|line| is_generated(&line)) {
        return read(root, folder);
    }
    let (mut files, mut foreign) = (BTreeMap::new(), 0);
    visit(root, folder, &mut |path, file| {
        let context = || format!("cannot read {}", file.display());
        let line = first_line(file).with_context(context)?;
        if is_generated(&line) {
            files.insert(path, fs::read(file).with_context(context)?);
        } else {
            files.insert(path, line);
            foreign += 1;
        }
        Ok(foreign < MAX_FOREIGN)
    })?;
    Ok(files)
}

/// Returns the contents of a file, or `None` if there is no such file.
///
/// # Errors
///
/// The file cannot be read.
pub fn read_file(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => Ok(None),
        content => content.map(Some).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Applies changes.
///
/// All new files are written to a temporary folder first, so that a full disk or a changed file leaves everything unchanged.
/// Then each replaces the old one. A second run completes changes that an error interrupts.
///
/// # Errors
///
/// The file system fails, or a file has changed since it was read.
pub fn apply(root: &Path, changes: &[Change]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let temporary = tempfile::Builder::new().prefix(".codegen-").tempdir_in(root);
    let temporary = temporary.with_context(|| format!("cannot create a folder in {}", root.display()))?;
    let written = |number: usize| temporary.path().join(number.to_string());
    for (number, change) in changes.iter().enumerate() {
        prepare(root, change, &written(number)).context("nothing was changed")?;
    }
    let remedy = "run the command again to complete the changes";
    // A file that goes may stand where a new folder belongs.
    for Change { path, .. } in changes.iter().filter(|change| change.new.is_none()) {
        fs::remove_file(root.join(path)).with_context(|| format!("cannot remove {path}; {remedy}"))?;
        remove_empty_folders(root, path);
    }
    for (number, Change { path, .. }) in changes.iter().enumerate().filter(|(_, change)| change.new.is_some()) {
        replace(&root.join(path), &written(number)).with_context(|| format!("cannot replace {path}; {remedy}"))?;
    }
    Ok(())
}

/// Checks that a file has not changed, and writes its new contents to `written`.
fn prepare(root: &Path, Change { path, old, new }: &Change, written: &Path) -> Result<()> {
    ensure!(read_file(&root.join(path))? == *old, "{path} has changed since it was read");
    match new {
        Some(new) => fs::write(written, new).with_context(|| format!("cannot write {path}")),
        None => Ok(()),
    }
}

/// Moves a file to the place of another, and keeps the permissions of that one. Follows symbolic links.
fn replace(target: &Path, new: &Path) -> io::Result<()> {
    let Ok(present) = target.canonicalize() else {
        target.parent().map_or(Ok(()), fs::create_dir_all)?;
        return fs::rename(new, target);
    };
    fs::set_permissions(new, fs::metadata(&present)?.permissions())?;
    fs::rename(new, present)
}

/// Removes the folders that a removed file leaves empty. The file system refuses to remove any other.
fn remove_empty_folders(root: &Path, path: &str) {
    for folder in Path::new(path).ancestors().skip(1) {
        if fs::remove_dir(root.join(folder)).is_err() {
            break;
        }
    }
}
