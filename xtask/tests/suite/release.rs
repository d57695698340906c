//! What is checked before a release, in a copy of the files that the checks read.

use crate::{git, workspace};
use chrono::NaiveDate;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use xtask::release::{Level, Release};
use xtask::workspace_root;

struct Repository(TempDir);

impl Repository {
    /// A repository with the version 0.1.0, no release, and a fix in its changelog.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        workspace::copy(folder.path());
        write("graph-models/API.txt", &fs::read(workspace_root().join("graph-models/API.txt")).unwrap());
        let manifest = fs::read_to_string(workspace_root().join("Cargo.toml")).unwrap();
        write("Cargo.toml", manifest.replace(env!("CARGO_PKG_VERSION"), "0.1.0").as_bytes());
        write("graph-models/README.md", b"graph-models = \"0.1\"\n");
        write(
            "graph-client/README.md",
            b"graph-models = \"0.1\"\ngraph-client = { version = \"0.1\", features = [] }\n",
        );
        write("CHANGELOG.md", b"# Changelog\n\n## Unreleased\n\n### Fixed\n\n- A fix.\n");
        write("README.md", b"# Packages\n");
        for package in ["graph-models", "graph-client", "graph-client/autopilot"] {
            write(&format!("{package}/Cargo.toml"), b"[package]\nrepository.workspace = true\n");
        }
        let repository = Self(folder);
        repository.commit();
        repository
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, arguments: &[&str]) {
        git::git(self.path(), arguments);
    }

    fn commit(&self) {
        git::commit(self.path());
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Replaces a text in a file, and commits the change.
    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert!(text.contains(old), "{text}");
        fs::write(self.path().join(path), text.replace(old, new)).unwrap();
        self.commit();
    }

    fn prepare(&self, level: &str) -> Result<Release, String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        Release::prepare(self.path(), &level.parse().unwrap(), today).map_err(|error| format!("{error:#}"))
    }

    fn version(&self, level: &str) -> Result<String, String> {
        let text = self.prepare(level)?.to_string();
        Ok(text.split([' ', ':']).nth(2).unwrap().to_owned())
    }
}

#[test]
fn a_release_prints_how_to_publish_each_package_after_those_that_it_needs() {
    let repository = Repository::new();
    repository.git(&["tag", "v0.1.0"]);
    assert_eq!(
        repository.prepare("patch").unwrap().to_string(),
        "to release 0.1.1:
    git commit --all --message 'Release 0.1.1'
    cargo publish -p graph-models -p graph-client -p graph-autopilot
    git tag v0.1.1
    git push origin HEAD v0.1.1
if publishing stops half-way, publish the other packages with the same command before the tag
"
    );
}

#[test]
fn the_first_release_has_the_version_of_the_manifest() {
    let repository = Repository::new();
    for level in ["patch", "minor", "major"] {
        assert_eq!(repository.version(level).unwrap(), env!("CARGO_PKG_VERSION"));
    }
}

#[test]
fn the_version_follows_from_the_level_the_changelog_and_the_generated_code() {
    let repository = Repository::new();
    repository.git(&["tag", "v0.1.0"]);
    assert_eq!(repository.version("patch").unwrap(), "0.1.1");
    assert_eq!(repository.version("minor").unwrap(), "0.1.1");
    assert_eq!(repository.version("major").unwrap(), "0.2.0");
    assert_eq!(repository.version("1.0.0").unwrap(), "1.0.0");

    repository.edit("CHANGELOG.md", "### Fixed", "### Removed");
    assert_eq!(repository.version("patch").unwrap(), "0.2.0");
    repository.edit("CHANGELOG.md", "### Removed", "### Changed");
    assert_eq!(repository.version("patch").unwrap(), "0.2.0");
    let too_low = "the changes since the last release need at least the version 0.2.0: ";
    let error = repository.version("0.1.1").unwrap_err();
    assert!(error.starts_with(too_low), "{error}");

    repository.edit("CHANGELOG.md", "### Changed", "### Added");
    repository.edit("Cargo.toml", "\"0.1.0\"", "\"1.0.0\"");
    repository.edit("graph-models/README.md", "0.1", "1.0");
    repository.edit("graph-client/README.md", "0.1", "1.0");
    repository.git(&["tag", "v1.0.0"]);
    assert_eq!(repository.version("patch").unwrap(), "1.1.0");
    assert_eq!(repository.version("major").unwrap(), "2.0.0");
}

#[test]
fn what_stands_in_the_way_of_a_release_is_named() {
    let repository = Repository::new();
    fs::write(repository.path().join("notes"), "").unwrap();
    let error = repository.version("patch").unwrap_err();
    assert_eq!(error, "there are uncommitted changes; commit them first:\n?? notes\n");
    repository.commit();

    repository.git(&["tag", "v0.0.9"]);
    let error = repository.version("patch").unwrap_err();
    assert_eq!(error, "Cargo.toml has the version 0.1.0, but the last release is 0.0.9");

    repository.git(&["tag", "--delete", "v0.0.9"]);
    repository.git(&["tag", "v0.1.0"]);
    repository.edit("graph-models/README.md", "0.1", "0.0");
    let expected = "graph-models/README.md: expected the version \"0.1\" in `graph-models = \"0.0\"`";
    assert_eq!(repository.version("patch").unwrap_err(), expected);

    repository.edit("graph-models/README.md", "0.0", "0.1");
    repository.edit("CHANGELOG.md", "- A fix.", "");
    let error = repository.version("patch").unwrap_err();
    assert_eq!(error, "CHANGELOG.md lists no changes under `## Unreleased`");

    repository.edit("CHANGELOG.md", "### Fixed", "- A fix.");
    repository.git(&["switch", "--quiet", "--create", "elsewhere"]);
    repository.edit("CHANGELOG.md", "A fix", "Another fix");
    repository.git(&["tag", "v0.1.1"]);
    repository.git(&["switch", "--quiet", "--detach", "HEAD^"]);
    assert_eq!(repository.version("patch").unwrap_err(), "the tag v0.1.1 exists");

    repository.edit("graph-models/API.txt", "\n", "\n\n");
    let error = repository.version("patch").unwrap_err();
    assert!(error.contains("graph-models/API.txt"), "{error}");
}

#[test]
fn what_a_person_has_to_do_before_publishing_is_named() {
    let repository = Repository::new();
    repository.prepare("patch").unwrap().ensure_publishable().unwrap();
    repository.edit("README.md", "# Packages", "The crates are not in a registry yet.");
    repository.edit("graph-client/Cargo.toml", "repository.workspace = true", "");
    let release = repository.prepare("patch").unwrap();
    let expected = "the packages cannot be published yet:\nREADME.md says that the crates are not in a registry\n\
                    graph-client/Cargo.toml lacks `repository`";
    assert_eq!(release.ensure_publishable().unwrap_err().to_string(), expected);
    assert!(release.to_string().ends_with("\nbefore that: graph-client/Cargo.toml lacks `repository`\n"), "{release}");
}

#[test]
fn changes_since_the_checks_are_not_overwritten() {
    let repository = Repository::new();
    let release = repository.prepare("patch").unwrap();
    let error = || release.apply().unwrap_err().to_string();
    fs::write(repository.path().join("CHANGELOG.md"), "mine").unwrap();
    assert!(error().starts_with("there are uncommitted changes"), "{}", error());
    repository.commit();
    assert!(error().starts_with("there are new commits"), "{}", error());
    assert_eq!(repository.text("CHANGELOG.md"), "mine");
}

#[test]
fn a_version_that_is_set_in_some_files_only_can_be_undone() {
    let repository = Repository::new();
    // The members of the workspace are missing, so cargo cannot update the lock file.
    let error = repository.prepare("patch").unwrap().apply().unwrap_err();
    assert!(error.to_string().contains("`git restore .`"), "{error:#}");
}

#[test]
fn a_level_is_a_change_or_a_version_without_suffixes() {
    for text in ["", "minr", "1.2", "v1.2.3", "1.2.3-rc.1"] {
        let error = text.parse::<Level>().unwrap_err();
        assert_eq!(error, "expected `patch`, `minor`, `major` or a version such as `1.2.3`", "{text}");
    }
}
