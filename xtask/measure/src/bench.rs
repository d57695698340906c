//! A run of a bench: what it was called for, and what becomes of its numbers.

use crate::race::Race;
use crate::report::{Allocations, Report, Table};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// One run of a bench.
pub struct Bench {
    file: String,
    report: Report,
    is_quick: bool,
}

impl Bench {
    /// Begins a run of the bench of that name in that package.
    #[must_use]
    pub fn new(package: &str, name: &str) -> Self {
        // Cargo tells programs without a harness of their own whether they are to measure.
        let has_argument = |wanted: &str| env::args().any(|argument| argument == wanted);
        Self {
            file: format!("{package}-{name}.json"),
            report: Report { command: format!("cargo bench -p {package} --bench {name}"), tables: Vec::new() },
            is_quick: !has_argument("--bench") || has_argument("--test"),
        }
    }

    /// Whether it is only to be shown that everything works.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        self.is_quick
    }

    /// Takes the time of a race's contenders.
    pub fn time(&mut self, race: Race<'_>) {
        self.run(race, Race::time);
    }

    /// Counts what a race's contenders allocate, with a function that counts while it runs what it is given. It comes from
    /// the bench, so that only benches that ask for it have an allocator that counts.
    pub fn count(&mut self, race: Race<'_>, count: impl Fn(&mut dyn FnMut()) -> Allocations) {
        self.run(race, |race| race.count(count));
    }

    /// Adds what was measured in another way.
    pub fn add(&mut self, table: Table) {
        println!("{table}");
        self.report.tables.push(table);
    }

    /// Ends the run: writes the numbers, if there are any.
    ///
    /// # Errors
    ///
    /// What the file system objects to.
    pub fn finish(self) -> io::Result<()> {
        if self.is_quick {
            return Ok(());
        }
        let folder = folder()?;
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(self.file), serde_json::to_string_pretty(&self.report)? + "\n")
    }

    fn run<'a>(&mut self, race: Race<'a>, run: impl FnOnce(Race<'a>) -> Table) {
        if self.is_quick {
            println!("{}: works", race.try_out());
        } else {
            self.add(run(race));
        }
    }
}

/// Where the numbers are: `measure` in the target folder that this program was built into.
///
/// # Errors
///
/// The program does not know where it is.
pub fn folder() -> io::Result<PathBuf> {
    Ok(folder_of(&env::current_exe()?))
}

/// Cargo puts programs into `target/PROFILE`, and benches into `deps` there.
fn folder_of(program: &Path) -> PathBuf {
    let mut folders = program.ancestors().skip(1).filter(|folder| folder.file_name() != Some(OsStr::new("deps")));
    folders.nth(1).unwrap_or(Path::new("")).join("measure")
}

#[cfg(test)]
mod tests {
    use super::folder_of;
    use std::path::Path;

    #[test]
    fn benches_and_commands_of_a_target_folder_share_its_numbers() {
        for program in ["/work/target/release/deps/time-0a1b", "/work/target/debug/xtask"] {
            assert_eq!(folder_of(Path::new(program)), Path::new("/work/target/measure"));
        }
    }
}
