//! Files and tags in git.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// Returns the text of a file in a commit.
pub(super) fn at_revision(folder: &Path, object: &str) -> Result<String> {
    git(folder, &["show", "--end-of-options", object]).with_context(|| {
        format!(
            "git cannot show {object}; expected REVISION:PATH, with a path from the repository's root or one that begins \
             with `./`"
        )
    })
}

/// Returns the output of git.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").args(arguments).current_dir(folder).output().context("cannot run git")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).context("the output of git is not UTF-8")
}
