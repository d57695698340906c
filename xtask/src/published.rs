//! The crates that are published.

/// All published crates, each after those that it depends on.
pub const PUBLISHED: &[&str] = &["graph-models", "graph-client", "graph-autopilot"];

/// The libraries, whose public items follow semantic versioning. The library of `graph-autopilot` only serves its program.
pub const LIBRARIES: &[&str] = &["graph-models", "graph-client"];

/// Returns the options that select packages for cargo.
#[must_use]
pub fn options(packages: &[&str]) -> String {
    let options: Vec<_> = packages.iter().map(|package| format!("-p {package}")).collect();
    options.join(" ")
}
