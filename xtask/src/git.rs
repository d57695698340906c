//! Files and tags in git.

use anyhow::{Context, Result, bail, ensure};
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

/// Fails if the clone is shallow, because it may lack the tags of releases.
pub(crate) fn ensure_has_tags(folder: &Path) -> Result<()> {
    let shallow = git(folder, &["rev-parse", "--is-shallow-repository"])?;
    ensure!(shallow.trim() != "true", "the clone is shallow; fetch its tags with `git fetch --unshallow --tags`");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{ensure_has_tags, git};

    #[test]
    fn a_shallow_clone_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let origin = folder.path().join("origin");
        git(folder.path(), &["init", "--quiet", "origin"]).unwrap();
        for message in ["a", "b"] {
            let person = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
            git(&origin, &[&person[..], &["commit", "--quiet", "--allow-empty", "--message", message]].concat())
                .unwrap();
        }
        ensure_has_tags(&origin).unwrap();
        let url = format!("file://{}", origin.display());
        git(folder.path(), &["clone", "--quiet", "--depth", "1", &url, "shallow"]).unwrap();
        let error = ensure_has_tags(&folder.path().join("shallow")).unwrap_err();
        assert!(error.to_string().contains("`git fetch --unshallow --tags`"), "{error}");
    }
}
