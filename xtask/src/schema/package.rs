//! The crate that a schema belongs to: its last release, and its next version.

use crate::codegen::API;
use crate::git::{at_revision, git};
use codegen::diff::{Surface, Verdict};
use std::fs;
use std::path::Path;

/// The crate of the workspace's models, as of its last release.
#[derive(Clone, Debug)]
pub struct Package {
    /// The version of the last release, or `None` before the first one.
    released: Option<[u64; 3]>,
    /// The part of the version that the changes since then increment.
    unreleased: Verdict,
}

impl Package {
    /// The name of the crate.
    pub const NAME: &'static str = "graph-models";

    /// Reads the last release from git: the highest of the tags of the form `v1.2.3` that the current commit contains, and the
    /// public surface as of this tag. Other tags, such as those of previews, do not count.
    pub(crate) fn read(root: &Path) -> Self {
        let tags = git(root, &["tag", "--merged", "HEAD", "--list", "v*"]).unwrap_or_default();
        let release = tags.lines().filter_map(|tag| Some((version(tag)?, tag))).max();
        let (released, tag) = release.unzip();
        let lines = |text: String| text.lines().map(str::to_owned).collect();
        let surfaces = tag.zip(fs::read_to_string(root.join(API)).ok()).and_then(|(tag, new)| {
            let old = at_revision(root, &format!("{tag}:./{API}")).ok()?;
            Some(Surface::of(&lines(old), &lines(new)))
        });
        Self { released, unreleased: surfaces.map_or(Verdict::Patch, |surfaces| surfaces.verdict()) }
    }

    /// Returns the version of the last release.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        self.released.map(|numbers| numbers.map(|number| number.to_string()).join("."))
    }

    /// Returns the version to release after another change: the last release, incremented for the most severe change since.
    /// Below 1.0, a breaking change increments the minor version, and any other change the patch version. Before the first
    /// release, it is the version in the manifest.
    #[must_use]
    pub fn next(&self, verdict: Verdict) -> String {
        let Some([major, minor, patch]) = self.released else { return env!("CARGO_PKG_VERSION").to_owned() };
        match (major, verdict.max(self.unreleased)) {
            (0, Verdict::Major) => format!("0.{}.0", minor + 1),
            (0, _) | (_, Verdict::Patch) => format!("{major}.{minor}.{}", patch + 1),
            (_, Verdict::Minor) => format!("{major}.{}.0", minor + 1),
            (_, Verdict::Major) => format!("{}.0.0", major + 1),
        }
    }

    /// Returns the kind of changes for which the release after another change allows, in the words of cargo semver-checks. Below
    /// 1.0, any version allows for additions.
    pub(crate) fn release_type(&self, verdict: Verdict) -> &'static str {
        match verdict.max(self.unreleased) {
            Verdict::Major => "major",
            Verdict::Patch if self.released.is_some_and(|[major, ..]| major > 0) => "patch",
            Verdict::Patch | Verdict::Minor => "minor",
        }
    }
}

/// Returns the version of a tag of the form `v1.2.3`.
fn version(tag: &str) -> Option<[u64; 3]> {
    let numbers: Result<Vec<_>, _> = tag.strip_prefix('v')?.split('.').map(str::parse).collect();
    numbers.ok()?.try_into().ok()
}
