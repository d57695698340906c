//! Scripts that stand in for programs.

use std::path::Path;
use std::process::Command;

/// Writes an executable file. Another process does it: one that a test starts meanwhile would inherit the open file, and a file
/// open for writing cannot be executed.
pub(crate) fn write(path: &Path, text: &str) {
    let write = r#"printf %s "$1" > "$0" && chmod +x "$0""#;
    let status = Command::new("sh").args(["-c", write]).arg(path).arg(text).status().unwrap();
    assert!(status.success(), "{}", path.display());
}
