//! The commands of `cargo xtask`. No other code of the workspace writes files of the repository.

pub mod benchmarks;
mod changelog;
pub mod ci;
pub mod codegen;
pub mod drift;
pub mod explain;
mod git;
pub mod imports;
pub mod input;
mod load;
pub mod plan;
pub mod published;
pub mod release;
pub mod scale;
pub mod schema;
pub mod standalone;
pub mod tree;

use std::path::{Path, PathBuf};

/// Returns the root of the workspace that this program was built in.
#[must_use]
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
