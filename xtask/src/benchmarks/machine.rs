//! The machine that runs the benches.

use std::fmt::{self, Display, Formatter};
use std::process::Command;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

/// A description of a machine. Its [`Display`] is a list in Markdown.
pub(super) struct Machine {
    pub(super) processor: String,
    pub(super) cores: usize,
    pub(super) memory_bytes: u64,
    pub(super) system: String,
    pub(super) compiler: String,
}

impl Machine {
    /// Returns the machine that this program runs on.
    pub(super) fn this() -> Self {
        let wanted = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        let system = System::new_with_specifics(wanted);
        let compiler = Command::new("rustc").arg("--version").output().map(|output| output.stdout);
        Self {
            processor: system.cpus().first().map_or_else(unknown, |cpu| cpu.brand().to_owned()),
            cores: system.cpus().len(),
            memory_bytes: system.total_memory(),
            system: System::long_os_version().unwrap_or_else(unknown),
            compiler: compiler.map_or_else(|_| unknown(), |text| String::from_utf8_lossy(&text).trim().to_owned()),
        }
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let gibibytes = self.memory_bytes / (1024 * 1024 * 1024);
        writeln!(f, "- {}, {} cores, {gibibytes} GiB of memory", self.processor, self.cores)?;
        writeln!(f, "- {}", self.system)?;
        writeln!(f, "- {}", self.compiler)
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}
