//! Runs `cargo xtask`.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a command in a folder.
pub(crate) fn xtask(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap()
}

/// Runs a command that succeeds, and returns its output.
pub(crate) fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
