//! Runs cargo for a crate in another folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use xtask::workspace_root;

/// Runs cargo in a folder, with the dependencies of the workspace and without the network.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    fs::copy(workspace_root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_directory())
        .env("CARGO_NET_OFFLINE", "true")
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap()
}

/// Returns the folder in which the dependencies of the models are compiled once for all tests.
pub(crate) fn target_directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated")
}

/// Returns everything that cargo printed.
pub(crate) fn text(output: Output) -> String {
    [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}
