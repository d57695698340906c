//! The generator, as a program of its own.

use super::cost::Cost;
use super::run::run;
use crate::workspace_root;
use anyhow::Result;
use std::env::consts::EXE_EXTENSION;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An optimised build of this program, and the metadata that it reads.
pub(super) struct Generator<'a> {
    program: PathBuf,
    metadata: &'a Path,
}

impl<'a> Generator<'a> {
    /// Builds the program. The output goes to `log`.
    pub(super) fn build(metadata: &'a Path, log: &Path) -> Result<Self> {
        let results = measure::folder()?;
        let target = results.parent().unwrap_or(&results);
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--release", "-p", "xtask", "--target-dir"]).arg(target).current_dir(workspace_root());
        run(&mut build, log)?;
        Ok(Self { program: target.join("release").join("xtask").with_extension(EXE_EXTENSION), metadata })
    }

    /// Writes a crate with the models that options select.
    pub(super) fn write(&self, selection: &[&str], folder: &Path) -> Result<()> {
        self.run(selection, folder).map(drop)
    }

    /// Measures runs for all types that find every file fresh. They do all the work of generating the crate, except for
    /// writing it.
    pub(super) fn measure(&self, folder: &Path) -> Result<Cost> {
        Cost::of_short_run(|| self.run(&["--all", "--check"], folder))
    }

    fn run(&self, options: &[&str], folder: &Path) -> Result<Cost> {
        let mut command = Command::new(&self.program);
        command.arg("codegen").args(options).arg("--schema").arg(self.metadata);
        command.arg("--out").arg(folder).args(["--crate", "scale-models"]);
        run(&mut command, &folder.with_extension("log"))
    }
}
