//! Runs programs and measures their cost.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// The cost of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// The wall time.
    pub(super) seconds: f64,
    /// The peak memory of the program or of one of its children, whichever is larger.
    pub(super) mebibytes: f64,
}

/// Runs a program to its end. Its output goes to `log`, and into the error if it fails.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<Cost> {
    let program = command.get_program().to_owned();
    let context = || format!("cannot run {}", program.display());
    let out = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    let start = Instant::now();
    let mut child = command.spawn().with_context(context)?;
    let ended = child.wait4().with_context(context)?;
    let seconds = start.elapsed().as_secs_f64();
    if !ended.status.success() {
        bail!("{}\n{} failed", fs::read_to_string(log).unwrap_or_default(), program.display());
    }
    #[allow(clippy::cast_precision_loss, reason = "no program has petabytes of memory")]
    let mebibytes = ended.rusage.maxrss as f64 / MEBIBYTE;
    Ok(Cost { seconds, mebibytes })
}

/// Runs cargo for the crate in a folder, with a target folder of its own and without incremental compilation, as cargo
/// compiles a dependency.
pub(super) fn cargo(folder: &Path, command: &str) -> Result<Cost> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg(command).current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target"));
    cargo.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
    run(&mut cargo, &folder.join("cargo.log"))
}
