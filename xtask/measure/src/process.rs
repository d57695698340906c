//! The resources that a whole process uses.

use cpu_time::ProcessTime;
use serde::{Deserialize, Serialize};
use std::process::Command;
use std::{env, fs, io};

/// Linux tells the memory of a process here.
const STATUS: &str = "/proc/self/status";

/// The resources that a process has used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// The CPU time of all threads, in user and kernel mode, in seconds.
    pub cpu_seconds: f64,
    /// The peak resident memory.
    pub peak_bytes: u64,
}

impl Usage {
    /// Returns whether it can be read on this system.
    #[must_use]
    pub fn is_available() -> bool {
        fs::exists(STATUS).unwrap_or_default()
    }

    /// Runs this program again in a process of its own, which ends with [`report`](Self::report), and returns what that used.
    ///
    /// # Errors
    ///
    /// The process cannot be run, or fails.
    pub fn of_child(arguments: &[&str]) -> io::Result<Self> {
        let output = Command::new(env::current_exe()?).args(arguments).output()?;
        serde_json::from_slice(&output.stdout)
            .map_err(|_| io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Prints what this process has used.
    ///
    /// # Errors
    ///
    /// The memory cannot be read.
    pub fn report() -> io::Result<()> {
        let cpu_seconds = ProcessTime::now().as_duration().as_secs_f64();
        let usage = Self { cpu_seconds, peak_bytes: memory("VmHWM")? };
        println!("{}", serde_json::to_string(&usage)?);
        Ok(())
    }
}

/// Returns the resident memory of this process in bytes.
///
/// # Errors
///
/// It cannot be read.
pub fn resident_bytes() -> io::Result<u64> {
    memory("VmRSS")
}

/// Returns the memory in a field of the status.
fn memory(field: &str) -> io::Result<u64> {
    let status = fs::read_to_string(STATUS)?;
    let value = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':')?.trim().strip_suffix(" kB"));
    let kibibytes: Option<u64> = value.and_then(|number| number.parse().ok());
    Ok(kibibytes.ok_or_else(|| io::Error::other(format!("no {field} in the status of the process")))? * 1024)
}
