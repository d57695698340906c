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

/// Returns the last tag of the form `v1.2.3`, or `None` before the first release.
///
/// # Errors
///
/// The history is shallow, so that tags may be missing.
pub(crate) fn last_release(folder: &Path) -> Result<Option<String>> {
    let shallow = git(folder, &["rev-parse", "--is-shallow-repository"])?;
    ensure!(shallow.trim() != "true", "the clone is shallow; fetch its tags with `git fetch --unshallow --tags`");
    let tag = git(folder, &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]).ok();
    Ok(tag.map(|tag| tag.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{git, last_release};
    use std::path::Path;

    fn commit(folder: &Path) {
        let person = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        git(folder, &[&person[..], &["commit", "--quiet", "--allow-empty", "--message", "a"]].concat()).unwrap();
    }

    #[test]
    fn the_last_release_is_the_last_version_tag_and_a_shallow_clone_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let origin = folder.path().join("origin");
        git(folder.path(), &["init", "--quiet", "origin"]).unwrap();
        commit(&origin);
        assert_eq!(last_release(&origin).unwrap(), None);
        for tag in ["v0.1.0", "v0.1.1", "later"] {
            git(&origin, &["tag", tag]).unwrap();
            commit(&origin);
        }
        assert_eq!(last_release(&origin).unwrap().as_deref(), Some("v0.1.1"));

        let url = format!("file://{}", origin.display());
        git(folder.path(), &["clone", "--quiet", "--depth", "1", &url, "shallow"]).unwrap();
        let error = last_release(&folder.path().join("shallow")).unwrap_err();
        assert!(error.to_string().contains("`git fetch --unshallow --tags`"), "{error}");
    }
}
