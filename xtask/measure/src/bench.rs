//! A run of a bench.

use crate::comparison::Comparison;
use crate::report::{Allocations, Report, Table};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// A run of a bench.
pub struct Bench {
    file: String,
    report: Report,
    is_smoke_test: bool,
}

impl Bench {
    /// Starts a run of a package's bench.
    #[must_use]
    pub fn new(package: &str, name: &str) -> Self {
        // `cargo bench` passes `--bench` to programs without the standard harness, `cargo test` does not.
        let has_argument = |wanted: &str| env::args().any(|argument| argument == wanted);
        Self {
            file: format!("{package}-{name}.json"),
            report: Report { command: format!("cargo bench -p {package} --bench {name}"), tables: Vec::new() },
            is_smoke_test: !has_argument("--bench") || has_argument("--test"),
        }
    }

    /// Returns whether everything runs only once, to show that it works.
    #[must_use]
    pub fn is_smoke_test(&self) -> bool {
        self.is_smoke_test
    }

    /// Measures the time of a comparison's variants.
    pub fn time(&mut self, comparison: Comparison<'_>) {
        self.run(comparison, Comparison::time);
    }

    /// Counts the allocations of a comparison's variants, with a function that counts while it runs its argument. The bench
    /// supplies it, so that only benches that call this method have a counting allocator.
    pub fn count(&mut self, comparison: Comparison<'_>, count: impl Fn(&mut dyn FnMut()) -> Allocations) {
        self.run(comparison, |comparison| comparison.count(count));
    }

    /// Adds a table with other measurements.
    pub fn add(&mut self, table: Table) {
        println!("{table}");
        self.report.tables.push(table);
    }

    /// Ends the run, and writes the numbers unless it is a smoke test.
    ///
    /// # Errors
    ///
    /// The folder cannot be created, or the file cannot be written.
    pub fn finish(self) -> io::Result<()> {
        if self.is_smoke_test {
            return Ok(());
        }
        let folder = folder()?;
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(self.file), serde_json::to_string_pretty(&self.report)? + "\n")
    }

    fn run<'a>(&mut self, comparison: Comparison<'a>, run: impl FnOnce(Comparison<'a>) -> Table) {
        if self.is_smoke_test {
            println!("{}: ok", comparison.smoke_test());
        } else {
            self.add(run(comparison));
        }
    }
}

/// Returns the folder with the numbers: `measure` in the target folder that this program was built into.
///
/// # Errors
///
/// The path of the program is unknown.
pub fn folder() -> io::Result<PathBuf> {
    Ok(folder_of(&env::current_exe()?))
}

/// Cargo builds programs into `target/PROFILE`, and benches into `deps` there.
fn folder_of(program: &Path) -> PathBuf {
    let mut folders = program.ancestors().skip(1).filter(|folder| folder.file_name() != Some(OsStr::new("deps")));
    folders.nth(1).unwrap_or(Path::new("")).join("measure")
}

#[cfg(test)]
mod tests {
    use super::folder_of;
    use std::path::Path;

    #[test]
    fn benches_and_commands_of_a_target_folder_share_a_folder() {
        for program in ["/a/target/release/deps/time-0a1b", "/a/target/debug/xtask"] {
            assert_eq!(folder_of(Path::new(program)), Path::new("/a/target/measure"));
        }
    }
}
