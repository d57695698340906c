//! The resources that this process uses at a time.

use measure::{Entry, resident_bytes};
use std::fs;
use std::io;

/// Linux lists the open files of a process here.
const FILES: &str = "/proc/self/fd";

/// The maximum of each resource.
#[derive(Default)]
pub(crate) struct Resources {
    resident_bytes: u64,
    files: u32,
    sockets: u32,
}

impl Resources {
    pub(crate) fn are_available() -> bool {
        fs::exists(FILES).unwrap_or_default()
    }

    /// Takes the present use into account.
    pub(crate) fn update(&mut self) -> io::Result<()> {
        self.resident_bytes = self.resident_bytes.max(resident_bytes()?);
        let (mut files, mut sockets) = (0, 0);
        for file in fs::read_dir(FILES)? {
            files += 1;
            // A file may be closed by now.
            let target = fs::read_link(file?.path()).unwrap_or_default();
            sockets += u32::from(target.to_string_lossy().starts_with("socket:"));
        }
        self.files = self.files.max(files);
        self.sockets = self.sockets.max(sockets);
        Ok(())
    }

    pub(crate) fn entry(&self, name: &str) -> Entry {
        let entry = Entry { resident_bytes: Some(self.resident_bytes), ..Entry::new(name) };
        entry.with("open files", f64::from(self.files), "").with("sockets", f64::from(self.sockets), "")
    }
}
