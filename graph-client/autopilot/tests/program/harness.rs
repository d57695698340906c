//! Runs the program, with an environment of its own and in a folder of its own.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_autopilot");

/// The sample list.
pub(crate) const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/devices.csv");

/// A folder in which the program runs.
pub(crate) struct Folder(TempDir);

/// What the program has printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Returns a command that has no sign-in.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.0.path()).env_clear();
        // Where the program writes which of its lines have run, and what sockets need on Windows.
        let kept = ["LLVM_PROFILE_FILE", "SystemRoot"];
        command.envs(kept.into_iter().filter_map(|name| Some((name, env::var_os(name)?))));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.command(arguments).output().unwrap().into()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// An emulator in another process.
pub(crate) struct EmulatorProcess {
    child: Child,
    pub(crate) endpoint: String,
    /// Keeps the pipe open.
    _stdout: BufReader<ChildStdout>,
}

/// The access token of the emulator.
pub(crate) const TOKEN: &str = "token-of-the-test";

impl EmulatorProcess {
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.arg("emulator").args(["--token", TOKEN]).args(options);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let (mut stdout, mut line) = (BufReader::new(child.stdout.take().unwrap()), String::new());
        stdout.read_line(&mut line).unwrap();
        let endpoint = line.strip_prefix("endpoint:").unwrap().trim().to_owned();
        Self { child, endpoint, _stdout: stdout }
    }

    /// Returns a command that uses the emulator.
    pub(crate) fn command(&self, folder: &Folder, arguments: &[&str]) -> Command {
        let mut command = folder.command(arguments);
        command.args(["--endpoint", &self.endpoint]).env("GRAPH_ACCESS_TOKEN", TOKEN);
        command
    }

    pub(crate) fn run(&self, folder: &Folder, arguments: &[&str]) -> Ended {
        self.command(folder, arguments).output().unwrap().into()
    }
}

impl Drop for EmulatorProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a list of devices with valid hashes.
pub(crate) fn list(rows: u32) -> String {
    let rows = (1..=rows).map(|number| format!("SN{number},,T0EB{number:08},lab\n"));
    format!("Device Serial Number,Windows Product ID,Hardware Hash,Group Tag\n{}", rows.collect::<String>())
}
