//! Runs programs and measures their cost.

use super::cost::Cost;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

const MEBIBYTE: f64 = 1024.0 * 1024.0;

/// Runs a program to its end. Its output goes to `log`, and into the error if it fails.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<Cost> {
    let program = command.get_program().to_owned();
    let context = || format!("cannot run {}", program.display());
    let out = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out);
    let start = Instant::now();
    let mut child = command.spawn().with_context(context)?;
    let ended = child.wait4().with_context(context)?;
    let wall_seconds = start.elapsed().as_secs_f64();
    if !ended.status.success() {
        bail!("{}\n{} failed", fs::read_to_string(log).unwrap_or_default(), program.display());
    }
    let usage = ended.rusage;
    #[allow(clippy::cast_precision_loss, reason = "no program has petabytes of memory")]
    let mebibytes = usage.maxrss as f64 / MEBIBYTE;
    Ok(Cost { wall_seconds, cpu_seconds: (usage.utime + usage.stime).as_secs_f64(), mebibytes })
}

/// Compiles the dependencies of a crate, and then measures the compilation of the crate itself.
pub(super) fn compile(folder: &Path, command: &str) -> Result<Cost> {
    let library = folder.join("src/lib.rs");
    let text = fs::read_to_string(&library)?;
    fs::write(&library, "")?;
    cargo(folder, command)?;
    fs::write(&library, text)?;
    cargo(folder, command)
}

/// Runs cargo for the crate in a folder, without incremental compilation, as cargo compiles a dependency. The crates share a
/// target folder beside them, and the dependencies there.
fn cargo(folder: &Path, command: &str) -> Result<Cost> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.arg(command).current_dir(folder).env("CARGO_TARGET_DIR", folder.with_file_name("target"));
    cargo.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
    run(&mut cargo, &folder.join("cargo.log"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::run;
    use std::process::Command;

    #[test]
    fn the_cpu_time_includes_that_of_children() {
        let folder = tempfile::tempdir().unwrap();
        let run = |script| run(Command::new("sh").args(["-c", script]), &folder.path().join("log")).unwrap();
        // Parentheses start a process, whose time the shell's own does not include.
        let child = run("(i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done); true");
        let nothing = run("(true); true");
        assert!(child.cpu_seconds > 5.0 * nothing.cpu_seconds && child.cpu_seconds > 0.02, "{child:?} {nothing:?}");
        let sleep = run("sleep 0.3");
        assert!(sleep.wall_seconds >= 0.3 && sleep.cpu_seconds < 0.2, "{sleep:?}");
    }

    #[test]
    fn the_error_of_a_failed_run_has_its_output() {
        let folder = tempfile::tempdir().unwrap();
        let failed = run(Command::new("sh").args(["-c", "echo no such type >&2; false"]), &folder.path().join("log"));
        assert_eq!(failed.unwrap_err().to_string(), "no such type\n\nsh failed");
    }
}
