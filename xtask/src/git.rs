//! Files and tags in git.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Returns the text of a file in a commit.
pub(crate) fn at_revision(folder: &Path, object: &str) -> Result<String> {
    git(folder, &["show", "--end-of-options", object]).with_context(|| {
        format!(
            "git cannot show {object}; expected REVISION:PATH, with a path from the repository's root or one that begins \
             with `./`"
        )
    })
}

/// Returns the output of git, which must be UTF-8.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    String::from_utf8(output(folder, arguments)?).context("the output of git is not UTF-8")
}

/// Returns the output of git.
pub(crate) fn output(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git").args(arguments).current_dir(folder).output().context("cannot run git")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}
