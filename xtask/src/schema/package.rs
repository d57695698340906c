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

    /// Reads the last release from git: the last tag of the form `v1.2.3`, and the public surface as of this tag.
    pub(crate) fn read(root: &Path) -> Self {
        let tag = git(root, &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]).ok();
        let tag = tag.as_deref().map(str::trim);
        let released = tag.and_then(|tag| {
            let numbers: Vec<u64> =
                tag.trim_start_matches('v').split('.').map_while(|number| number.parse().ok()).collect();
            numbers.try_into().ok()
        });
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
}
