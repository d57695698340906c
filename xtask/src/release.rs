//! `cargo xtask release`: checks whether the workspace can be released, and sets its version. It never publishes.

use crate::changelog::{UNRELEASED, unreleased};
use crate::ci::{Step, fuzz_folders, run_cargo};
use crate::published::{LIBRARIES, PUBLISHED, options};
use crate::schema::package::Package;
use crate::{codegen, git};
use ::codegen::diff::Verdict;
use anyhow::{Context, Result, bail, ensure};
use chrono::NaiveDate;
use semver::Version;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use toml::Table;

/// The version to release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// The next version that allows for these changes, and for those that the changelog and the generated code tell of.
    Next(Verdict),
    /// A version that allows for the latter.
    Version(Version),
}

impl FromStr for Level {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "patch" => Ok(Self::Next(Verdict::Patch)),
            "minor" => Ok(Self::Next(Verdict::Minor)),
            "major" => Ok(Self::Next(Verdict::Major)),
            _ => match text.parse::<Version>() {
                Ok(version) if version.pre.is_empty() && version.build.is_empty() => Ok(Self::Version(version)),
                _ => Err("expected `patch`, `minor`, `major` or a version such as `1.2.3`"),
            },
        }
    }
}

/// A release that passes the checks of files and tags.
#[derive(Debug)]
pub struct Release {
    root: PathBuf,
    version: Version,
    /// The commit that the checks cover.
    head: String,
    /// What a person has to do before the packages can be published.
    obstacles: Vec<String>,
    /// The paths and new contents of the files that tell the version.
    files: Vec<(&'static str, String)>,
}

impl Release {
    /// Checks files and tags, and changes nothing.
    ///
    /// # Errors
    ///
    /// There are uncommitted changes, a generated file is not up to date, the manifests or READMEs tell another version than the
    /// last release, the changelog has no unreleased changes, the version is too low for the changes, or its tag exists.
    pub fn prepare(root: &Path, level: &Level, today: NaiveDate) -> Result<Self> {
        ensure_committed(root)?;
        git::ensure_has_tags(root)?;
        let plan = codegen::plan(root)?;
        let drift = plan.drift();
        ensure!(drift.is_empty(), "{drift}");

        let read = |path| fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"));
        let manifest = read("Cargo.toml")?;
        let table: Table = toml::from_str(&manifest).context("cannot read Cargo.toml")?;
        let current = table.get("workspace").and_then(|table| table.get("package")?.get("version")?.as_str());
        let current: Version = current.context("Cargo.toml lacks the version of the workspace")?.parse()?;
        let package = Package::read(root);
        if let Some(last) = package.version() {
            ensure!(
                current.to_string() == last,
                "Cargo.toml has the version {current}, but the last release is {last}"
            );
        }

        let changelog = read("CHANGELOG.md")?;
        let listed =
            unreleased(&changelog).with_context(|| format!("CHANGELOG.md lists no changes under `{UNRELEASED}`"))?;
        let least = |verdict| package.next(verdict).parse::<Version>();
        let version = match level {
            Level::Next(verdict) => least(listed.max(*verdict))?,
            Level::Version(version) => version.clone(),
        };
        let least = least(listed)?;
        ensure!(
            version >= least,
            "the changes since the last release need at least the version {least}: what the changelog lists under `Changed` \
             or `Removed` and what graph-models/API.txt lacks counts as breaking"
        );
        let tag = format!("v{version}");
        ensure!(git::git(root, &["tag", "--list", &tag])?.is_empty(), "the tag {tag} exists");

        let dated = format!("{UNRELEASED}\n\n## {version} - {today}");
        let mut files = vec![
            ("Cargo.toml", set_versions(&manifest, &current, &version)?),
            ("CHANGELOG.md", replace_line(&changelog, UNRELEASED, &dated).context("CHANGELOG.md")?),
        ];
        for path in ["graph-models/README.md", "graph-client/README.md"] {
            files.push((path, set_requirements(&read(path)?, &current, &version).context(path)?));
        }
        let mut obstacles = Vec::new();
        for path in ["README.md", "graph-models/README.md", "graph-client/README.md"] {
            if read(path)?.contains("not in a registry") {
                obstacles.push(format!("{path} says that the crates are not in a registry"));
            }
        }
        for path in ["graph-models/Cargo.toml", "graph-client/Cargo.toml", "graph-client/autopilot/Cargo.toml"] {
            let manifest: Table = toml::from_str(&read(path)?).with_context(|| format!("cannot read {path}"))?;
            if manifest.get("package").is_none_or(|package| package.get("repository").is_none()) {
                obstacles.push(format!("{path} lacks `repository`"));
            }
        }
        let head = git::git(root, &["rev-parse", "HEAD"])?;
        Ok(Self { root: root.to_owned(), version, head, obstacles, files })
    }

    /// Fails if a person has to do something before the packages can be published.
    ///
    /// # Errors
    ///
    /// A README says that the crates are not in a registry, or a manifest lacks the repository.
    pub fn ensure_publishable(&self) -> Result<()> {
        ensure!(self.obstacles.is_empty(), "the packages cannot be published yet:\n{}", self.obstacles.join("\n"));
        Ok(())
    }

    /// Checks advisories, the oldest compiler and the documentation. Then sets the version in a clone, compares its libraries with
    /// the last release, builds the packages, and runs the tests that they contain.
    ///
    /// # Errors
    ///
    /// A tool is missing, or one of the steps fails.
    pub fn rehearse(&self) -> Result<()> {
        let cargo = Command::new("cargo").arg("--version").output().context("cannot run `cargo --version`")?;
        ensure_publishes_many(&String::from_utf8_lossy(&cargo.stdout))?;
        for step in [Step::Deny, Step::Msrv, Step::Docs] {
            step.run(&self.root, false, &[])?;
        }
        let folder = tempfile::tempdir().context("cannot create a folder")?;
        let clone = folder.path().join("clone");
        let [from, to] = [&self.root, &clone].map(|path| path.to_string_lossy().into_owned());
        git::git(folder.path(), &["clone", "--quiet", &from, &to])?;
        self.write(&clone)?;
        Step::Semver.run(&clone, false, &[])?;

        let target = self.root.join("target/packages");
        let target = target.to_string_lossy();
        let published = options(PUBLISHED);
        let mut package = vec!["package", "--allow-dirty", "--target-dir", &target];
        package.extend(published.split(' '));
        run_cargo(&clone, &package, "")?;
        let unpacked = |name| format!("{target}/package/{name}-{}", self.version);
        let patches = LIBRARIES.iter().map(|name| format!("patch.crates-io.{name}.path='{}'", unpacked(name)));
        let patches: Vec<_> = patches.flat_map(|patch| ["--config".to_owned(), patch]).collect();
        for name in PUBLISHED {
            let manifest = format!("{}/Cargo.toml", unpacked(name));
            let mut test = vec!["test", "--all-features", "--target-dir", &target, "--manifest-path", &manifest];
            test.extend(patches.iter().map(String::as_str));
            run_cargo(&clone, &test, "")?;
        }
        Ok(())
    }

    /// Sets the version in the workspace.
    ///
    /// # Errors
    ///
    /// There are changes since the checks, or a file cannot be written.
    pub fn apply(&self) -> Result<()> {
        ensure_committed(&self.root)?;
        let head = git::git(&self.root, &["rev-parse", "HEAD"])?;
        ensure!(head == self.head, "there are new commits since the checks began; run the command again");
        self.write(&self.root).context("only some files have the new version; `git restore .` brings the old ones back")
    }

    fn write(&self, root: &Path) -> Result<()> {
        for (path, text) in &self.files {
            fs::write(root.join(path), text).with_context(|| format!("cannot write {path}"))?;
        }
        // Brings the versions in each Cargo.lock up to date.
        for folder in ["."].into_iter().chain(fuzz_folders(root)?.iter().map(String::as_str)) {
            let manifest = format!("{folder}/Cargo.toml");
            run_cargo(root, &["update", "--workspace", "--offline", "--quiet", "--manifest-path", &manifest], "")?;
        }
        Ok(())
    }
}

/// The commands that release the version. The tag comes last: it tells later commands that the release exists.
impl Display for Release {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let version = &self.version;
        writeln!(f, "to release {version}:")?;
        writeln!(f, "    git commit --all --message 'Release {version}'")?;
        writeln!(f, "    cargo publish {}", options(PUBLISHED))?;
        writeln!(f, "    git tag v{version}")?;
        writeln!(f, "    git push origin HEAD v{version}")?;
        writeln!(f, "if publishing stops half-way, publish the other packages with the same command before the tag")?;
        self.obstacles.iter().try_for_each(|obstacle| writeln!(f, "before that: {obstacle}"))
    }
}

fn ensure_committed(root: &Path) -> Result<()> {
    let changes = git::git(root, &["status", "--porcelain"])?;
    ensure!(changes.is_empty(), "there are uncommitted changes; commit them first:\n{changes}");
    Ok(())
}

/// Fails if cargo, which tells its version, cannot publish packages that depend on each other with one command.
fn ensure_publishes_many(cargo: &str) -> Result<()> {
    let version = cargo.split(' ').nth(1).and_then(|version| version.trim().parse::<Version>().ok());
    let is_new = version.is_some_and(|version| (version.major, version.minor) >= (1, 90));
    ensure!(is_new, "publishing needs cargo 1.90 or later, found: {}; update it with `rustup update`", cargo.trim());
    Ok(())
}

/// Sets the version of the workspace, and that of its libraries as dependencies.
fn set_versions(manifest: &str, old: &Version, new: &Version) -> Result<String> {
    let mut manifest = replace_line(manifest, &format!("version = \"{old}\""), &format!("version = \"{new}\""))?;
    for name in LIBRARIES {
        let dependency = |version| format!("{name} = {{ path = \"{name}\", version = \"{version}\" }}");
        manifest = replace_line(&manifest, &dependency(old), &dependency(new)).context("Cargo.toml")?;
    }
    Ok(manifest)
}

/// Sets the versions of the libraries as dependencies, such as `"0.1"`, in a README.
fn set_requirements(readme: &str, old: &Version, new: &Version) -> Result<String> {
    let [old, new] = [old, new].map(|version| format!("\"{}.{}\"", version.major, version.minor));
    let mut text = readme.to_owned();
    for name in LIBRARIES {
        for before in [format!("{name} = "), format!("{name} = {{ version = ")] {
            text = text.replace(&format!("{before}{old}"), &format!("{before}{new}"));
        }
    }
    let is_requirement = |line: &&str| LIBRARIES.iter().any(|name| line.starts_with(&format!("{name} = ")));
    if let Some(line) = text.lines().filter(is_requirement).find(|line| !line.contains(&new)) {
        bail!("expected the version {old} in `{line}`");
    }
    ensure!(text.contains(&new), "no dependency on {old}");
    Ok(text)
}

/// Replaces a line that the text has exactly once.
fn replace_line(text: &str, old: &str, new: &str) -> Result<String> {
    let count = text.lines().filter(|line| *line == old).count();
    ensure!(count == 1, "expected the line `{old}` once, found it {count} times");
    let lines: Vec<_> = text.split('\n').map(|line| if line == old { new } else { line }).collect();
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{ensure_publishes_many, replace_line, set_requirements, set_versions};
    use semver::Version;

    const OLD: Version = Version::new(0, 1, 9);
    const NEW: Version = Version::new(0, 2, 0);

    #[test]
    fn the_manifest_tells_the_version_of_the_workspace_and_of_its_libraries_only() {
        let manifest = |version: &Version| {
            format!(
                "[workspace.package]\nversion = \"{version}\"\n\n[workspace.dependencies]\n\
                 graph-client = {{ path = \"graph-client\", version = \"{version}\" }}\n\
                 graph-models = {{ path = \"graph-models\", version = \"{version}\" }}\nother = \"0.1.9\"\n"
            )
        };
        assert_eq!(set_versions(&manifest(&OLD), &OLD, &NEW).unwrap(), manifest(&NEW));
        let error = set_versions("[package]\n", &OLD, &NEW).unwrap_err();
        assert_eq!(error.to_string(), "expected the line `version = \"0.1.9\"` once, found it 0 times");
    }

    #[test]
    fn a_readme_tells_major_and_minor_version() {
        let readme = |version| {
            format!(
                "graph-models = \"{version}\"\ngraph-client = {{ version = \"{version}\", features = [] }}\nserde = \"0.1\"\n"
            )
        };
        assert_eq!(set_requirements(&readme("0.1"), &OLD, &NEW).unwrap(), readme("0.2"));
        assert_eq!(set_requirements(&readme("0.1"), &OLD, &OLD).unwrap(), readme("0.1"));
        let missed = format!("{}graph-client = {{ features = [], version = \"0.1\" }}\n", readme("0.1"));
        let error = set_requirements(&missed, &OLD, &NEW).unwrap_err().to_string();
        assert!(error.starts_with("expected the version \"0.1\" in `graph-client = { features"), "{error}");
    }

    #[test]
    fn cargo_before_1_90_cannot_publish_packages_that_need_each_other() {
        assert!(ensure_publishes_many("cargo 1.90.0 (840b83a10 2025-07-30)\n").is_ok());
        for cargo in ["cargo 1.89.0 (c24e10642 2025-06-23)\n", ""] {
            assert!(ensure_publishes_many(cargo).unwrap_err().to_string().contains("needs cargo 1.90"), "{cargo}");
        }
    }

    #[test]
    fn a_line_is_replaced_only_if_it_occurs_once() {
        assert_eq!(replace_line("a\nb\n", "a", "c").unwrap(), "c\nb\n");
        assert!(replace_line("a\na\n", "a", "c").is_err());
    }
}
