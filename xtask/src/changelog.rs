//! What `CHANGELOG.md` says about the next version.

use codegen::diff::Verdict;

/// The heading of the changes since the last release.
pub(crate) const UNRELEASED: &str = "## Unreleased";

/// Returns the least severe verdict that allows for the unreleased changes, by their headings, or `None` if there are none.
/// A change under `Changed` may break users, so it counts as breaking.
pub(crate) fn unreleased(changelog: &str) -> Option<Verdict> {
    let lines = changelog.lines().skip_while(|line| *line != UNRELEASED).skip(1);
    let lines: Vec<_> = lines.take_while(|line| !line.starts_with("## ")).collect();
    let verdict = |heading: &&str| match *heading {
        "### Changed" | "### Removed" => Verdict::Major,
        "### Added" | "### Deprecated" => Verdict::Minor,
        _ => Verdict::Patch,
    };
    lines.iter().any(|line| line.starts_with("- ")).then(|| lines.iter().map(verdict).max()).flatten()
}
