//! The checks that need the network, further tools or much time. Each runs by its name, also on GitHub.

use super::{coverage, fuzz, run_cargo};
use crate::changelog::unreleased;
use crate::git;
use crate::published::{LIBRARIES, PUBLISHED, options};
use crate::schema::package::Package;
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A check with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Check with the oldest supported compiler
    Msrv,
    /// Check the published crates with the oldest dependencies that their manifests accept
    MinimalVersions,
    /// Refuse dependencies with advisories, licences, duplicates or sources that deny.toml does not accept
    Deny,
    /// Compare the published libraries with the last release
    Semver,
    /// Run each fuzz target for two minutes
    Fuzz,
    /// Build the documentation as docs.rs does
    Docs,
    /// Look for changes of the code that no test notices
    Mutants,
    /// Measure how many lines the tests run, and fail if they are too few
    Coverage,
}

/// A program that a step needs beside the toolchain of the workspace.
struct Tool {
    /// The arguments with which cargo succeeds if the tool is installed.
    probe: &'static str,
    /// The command that installs the tool.
    install: &'static str,
}

const NIGHTLY: Tool =
    Tool { probe: "+nightly --version", install: "rustup toolchain install --profile minimal nightly" };

/// The lock file with the oldest dependencies.
const MINIMAL_LOCK: &str = "target/minimal-versions/Cargo.lock";

impl Step {
    fn tools(self) -> &'static [Tool] {
        match self {
            Self::Msrv => {
                const {
                    &[Tool {
                        probe: concat!("+", env!("CARGO_PKG_RUST_VERSION"), " --version"),
                        install: concat!("rustup toolchain install --profile minimal ", env!("CARGO_PKG_RUST_VERSION")),
                    }]
                }
            }
            Self::MinimalVersions | Self::Docs => &[NIGHTLY],
            Self::Deny => &[Tool { probe: "deny --version", install: "cargo install --locked cargo-deny" }],
            Self::Semver => {
                &[Tool { probe: "semver-checks --version", install: "cargo install --locked cargo-semver-checks" }]
            }
            Self::Fuzz => &[NIGHTLY, Tool { probe: "fuzz --version", install: "cargo install --locked cargo-fuzz" }],
            Self::Mutants => &[Tool { probe: "mutants --version", install: "cargo install --locked cargo-mutants" }],
            Self::Coverage => &[Tool { probe: "llvm-cov --version", install: "cargo install --locked cargo-llvm-cov" }],
        }
    }

    /// Returns the arguments of cargo for each command, separated by spaces.
    fn commands(self, root: &Path) -> Result<Vec<String>> {
        let published = options(PUBLISHED);
        Ok(match self {
            Self::Msrv => {
                let toolchain = env!("CARGO_PKG_RUST_VERSION");
                let mut commands =
                    vec![format!("+{toolchain} check --locked --workspace --all-targets --all-features")];
                commands.extend(["csv", "emulator", "emulator-tls", "azure-identity"].map(|feature| {
                    format!(
                        "+{toolchain} check --locked -p graph-client --lib --no-default-features --features {feature}"
                    )
                }));
                commands
            }
            Self::MinimalVersions => {
                let cargo =
                    format!("+nightly -Zdirect-minimal-versions --config resolver.lockfile-path='{MINIMAL_LOCK}'");
                vec![format!("{cargo} update --quiet"), format!("{cargo} check --all-features {published}")]
            }
            Self::Deny => vec!["deny check".to_owned()],
            Self::Semver => {
                git::ensure_has_tags(root)?;
                let package = Package::read(root);
                let Some(version) = package.version() else {
                    println!("nothing to compare with: no tag has the form v1.2.3, so there is no release yet");
                    return Ok(Vec::new());
                };
                let changelog = fs::read_to_string(root.join("CHANGELOG.md")).context("cannot read CHANGELOG.md")?;
                // The version in the manifests allows for changes only once the release sets it and empties the list.
                let release = unreleased(&changelog)
                    .map(|verdict| format!(" --release-type {}", package.release_type(verdict)))
                    .unwrap_or_default();
                vec![format!("semver-checks --baseline-rev v{version}{release} {}", options(LIBRARIES))]
            }
            Self::Fuzz => fuzz::commands(root)?,
            Self::Docs => vec![format!("+nightly doc --locked --no-deps --all-features {published}")],
            Self::Mutants => vec!["mutants".to_owned()],
            Self::Coverage => {
                let report = format!("--json --summary-only --output-path {}", coverage::REPORT);
                vec![format!("llvm-cov --locked --workspace --all-features {report}")]
            }
        })
    }

    /// Runs the commands of the step, each with further arguments, until one fails. Their output is not captured.
    ///
    /// # Errors
    ///
    /// A tool is missing and not to be installed, or a command fails.
    pub fn run(self, root: &Path, install: bool, arguments: &[String]) -> Result<()> {
        for Tool { probe, install: line } in self.tools() {
            let is_installed =
                command(root, &format!("cargo {probe}")).output().is_ok_and(|output| output.status.success());
            if !is_installed {
                ensure!(
                    install,
                    "`cargo {probe}` fails: install the tool with `{line}`, or run this check with --install"
                );
                println!("== {line}");
                let status = command(root, line).status().with_context(|| format!("cannot run `{line}`"))?;
                ensure!(status.success(), "`{line}` failed");
            }
        }
        let mut locked = None;
        if self == Self::MinimalVersions {
            locked = Some(read_lock(root)?);
            // That of an earlier run. It may be missing.
            let _ = fs::remove_file(root.join(MINIMAL_LOCK));
        }
        for line in self.commands(root)? {
            let further = arguments.iter().map(String::as_str);
            let arguments: Vec<_> = line.split(' ').chain(further).collect();
            // Only nightly compilers accept what the crates enable for docs.rs.
            let rustdocflags = if self == Self::Docs { "-D warnings --cfg docsrs" } else { "-D warnings" };
            run_cargo(root, &arguments, rustdocflags)?;
            if let Some(locked) = &locked {
                ensure_separate_lock(root, locked)?;
            }
        }
        if self == Self::Coverage {
            coverage::check(root)?;
        }
        Ok(())
    }
}

/// Fails if cargo wrote the oldest dependencies to the lock file of the workspace: a nightly compiler may not know the option.
fn ensure_separate_lock(root: &Path, before: &[u8]) -> Result<()> {
    ensure!(
        before == read_lock(root)?,
        "cargo ignores `resolver.lockfile-path` and changed Cargo.lock; restore it with git"
    );
    ensure!(root.join(MINIMAL_LOCK).exists(), "cargo ignores `resolver.lockfile-path`: {MINIMAL_LOCK} is missing");
    Ok(())
}

fn read_lock(root: &Path) -> Result<Vec<u8>> {
    fs::read(root.join("Cargo.lock")).context("cannot read Cargo.lock")
}

fn command(root: &Path, line: &str) -> Command {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root);
    command
}

#[cfg(test)]
mod tests {
    use super::{MINIMAL_LOCK, Step, ensure_separate_lock};
    use crate::git::git;
    use std::fs;

    #[test]
    fn the_comparison_with_the_last_release_allows_for_the_changes_that_the_changelog_lists() {
        let folder = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| git(folder.path(), arguments).unwrap();
        git(&["init", "--quiet"]);
        assert!(Step::Semver.commands(folder.path()).unwrap().is_empty());
        let person = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        git(&[&person[..], &["commit", "--quiet", "--allow-empty", "--message", "a"]].concat());
        for (tag, changes, expected) in [
            ("v0.1.0", "### Fixed\n\n- A fix.", " --release-type minor"),
            ("v0.1.0", "### Changed\n\n- A type.", " --release-type major"),
            ("v0.1.0", "", ""),
            ("v1.0.0", "### Fixed\n\n- A fix.", " --release-type patch"),
        ] {
            git(&["tag", "--force", tag]);
            let changelog = format!("## Unreleased\n\n{changes}\n\n## 0.1.0\n\n### Removed\n\n- An item.\n");
            fs::write(folder.path().join("CHANGELOG.md"), changelog).unwrap();
            let command = format!("semver-checks --baseline-rev {tag}{expected} -p graph-models -p graph-client");
            assert_eq!(Step::Semver.commands(folder.path()).unwrap(), [command]);
        }
    }

    #[test]
    fn the_oldest_dependencies_need_a_lock_file_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path, text| fs::write(folder.path().join(path), text).unwrap();
        let error = || ensure_separate_lock(folder.path(), b"new").unwrap_err().to_string();
        write("Cargo.lock", "new");
        assert_eq!(error(), format!("cargo ignores `resolver.lockfile-path`: {MINIMAL_LOCK} is missing"));
        fs::create_dir_all(folder.path().join(MINIMAL_LOCK).parent().unwrap()).unwrap();
        write(MINIMAL_LOCK, "old");
        ensure_separate_lock(folder.path(), b"new").unwrap();
        write("Cargo.lock", "old");
        assert!(error().ends_with("changed Cargo.lock; restore it with git"), "{}", error());
    }
}
