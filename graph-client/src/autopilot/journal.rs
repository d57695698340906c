//! The journal of a registration: what is known of each row, on disk.
//!
//! It is a text file with a JSON object on each line, which is only appended to. The first line names the service and the
//! tenant. The others have the number of a row and its `state`:
//!
//! | `state` | meaning |
//! |---|---|
//! | `sending` | a request with the row is about to leave; `device` is the fingerprint of the row |
//! | `unsent` | the request was certainly not carried out |
//! | `importing` | the service has accepted the row; `import` is the id of its record |
//! | `finished` | the row has this `verdict` |
//! | `deleted` | the record of the import is deleted |
//!
//! Lines with `existing` have the fingerprints of the imports that were there before the registration, or before a row was
//! corrected: they are not of a row that was sent since.

mod entry;
mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod line;

use super::fingerprint::fingerprint;
use entry::Entries;
pub(super) use entry::{Entry, State};
pub use error::JournalError;
use error::Reason;
pub(super) use line::Line;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::fmt::{self, Debug, Formatter};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The version of the format.
const VERSION: u64 = 1;

/// How the first line begins.
const HEADER_START: &[u8] = br#"{"job":"#;

/// The greatest length of a line, in bytes.
const LINE_LIMIT: u64 = 64 * 1024;

/// The number of fingerprints on a line.
const EXISTING_PER_LINE: usize = 1000;

/// The journal of a registration, with which it goes on after an interruption.
///
/// The file is readable: a JSON object on each line. It contains serial numbers and the ids that the service assigned. It
/// contains no hardware hashes and no tokens.
///
/// A journal belongs to one list. Of its rows, only those can be corrected of which no device can have become: rows that are
/// invalid, malformed, duplicates or of another tenant, and rows that the service refused before it had a record of them. A
/// corrected row is sent like a new one. Rows can also be added at the end, and before it: up to 20,000 with the corrected ones. A
/// list in which any other row has changed or is missing [is another one](JournalError::is_other_list), and nothing of it is sent.
///
/// ```
/// use graph_client::autopilot::Journal;
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("devices.journal");
/// let journal = Journal::open(&path)?;
/// assert!(journal.is_new());
///
/// // Only one process can use it at a time.
/// assert!(Journal::open(&path).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Journal {
    path: PathBuf,
    file: Arc<File>,
    header: Option<Map<String, Value>>,
    entries: Entries,
    /// The fingerprints of the imports before the registration, and whether they are complete.
    existing: HashSet<u64>,
    knows_existing: bool,
}

impl Journal {
    /// Opens the file, creates it if it does not exist, and reads it. The file is locked until the journal is dropped.
    ///
    /// A last line that is incomplete is removed: its request has not left.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read and written, if another process has locked it, or if it is not a journal.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        Self::read(path).map_err(|reason| JournalError::new(path, reason))
    }

    fn read(path: &Path) -> Result<Self, Reason> {
        // Not `append`: on Windows, such a file cannot be truncated.
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if let Some(reason) = file.try_lock().err().and_then(refusal) {
            return Err(reason);
        }
        let mut journal = Self {
            path: path.to_owned(),
            file: Arc::new(file),
            header: None,
            entries: Entries::default(),
            existing: HashSet::new(),
            knows_existing: false,
        };
        let file = Arc::clone(&journal.file);
        let mut reader = BufReader::new(&*file);
        let (mut line, mut number, mut offset) = (Vec::new(), 0, 0);
        loop {
            line.clear();
            let length = reader.by_ref().take(LINE_LIMIT).read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                if length as u64 == LINE_LIMIT {
                    return Err(Reason::Malformed { line: number + 1 });
                }
                // Not a file of something else. Nothing at all is the end of the file.
                let is_torn =
                    journal.header.is_some() || HEADER_START.starts_with(&line) || line.starts_with(HEADER_START);
                if !is_torn {
                    return Err(Reason::Malformed { line: number + 1 });
                }
                if length > 0 {
                    file.set_len(offset)?;
                }
                return Ok(journal);
            }
            number += 1;
            journal.apply(&line, offset).ok_or(Reason::Malformed { line: number })?;
            offset += length as u64;
        }
    }

    /// Adds what a line says. Returns `None` if it does not have the format.
    fn apply(&mut self, line: &[u8], offset: u64) -> Option<()> {
        let line: Map<String, Value> = serde_json::from_slice(line).ok()?;
        if self.header.is_none() {
            (line.get("journal")?.as_u64()? == VERSION).then_some(())?;
            self.header = Some(line);
        } else if let Some(existing) = line.get("existing") {
            for fingerprint in existing.as_array()? {
                self.existing.insert(line::parse_fingerprint(fingerprint)?);
            }
            self.knows_existing = line.get("isComplete")?.as_bool()?;
        } else {
            let line = Line::parse(&line)?;
            if let Line::Finished { import: Some(import), verdict, .. } = &line
                && verdict.is_passing_refusal()
            {
                // The row is sent again, and has another record then.
                self.existing.insert(fingerprint([import.as_str()]));
            }
            self.entries.apply(line, offset)?;
        }
        Some(())
    }

    /// Returns `true` if no registration has used the journal.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.header.is_none()
    }

    /// Begins or continues the registration of a tenant.
    pub(super) fn begin(&mut self, service: &str, tenant: Option<&str>) -> Result<(), JournalError> {
        let header = json!({ "journal": VERSION, "job": "register", "service": service, "tenant": tenant });
        let Value::Object(header) = header else { unreachable!("the literal is an object") };
        match &self.header {
            Some(known) if *known == header => Ok(()),
            Some(known) => {
                let name = |header: &Map<String, Value>| {
                    let text = |name: &str| header.get(name)?.as_str().map(str::to_owned);
                    let tenant = text("tenant").map(|tenant| format!(", tenant {tenant}")).unwrap_or_default();
                    format!("{}{tenant}", text("service").unwrap_or_default())
                };
                Err(self.error(Reason::OtherTenant { expected: name(known), actual: name(&header) }))
            }
            None => {
                self.append_json(&Value::Object(header.clone()))?;
                self.header = Some(header);
                Ok(())
            }
        }
    }

    /// Returns what is known of a row, by its index among the rows that anything is known of.
    pub(super) fn nth(&self, index: usize) -> Option<&Entry> {
        self.entries.nth(index)
    }

    /// Forgets what is known of the rows.
    pub(super) fn forget_entries(&mut self) {
        self.entries = Entries::default();
    }

    /// Returns whether an import was there before the registration. `None` if that is not known yet.
    pub(super) fn existing(&mut self) -> Option<HashSet<u64>> {
        self.knows_existing.then(|| std::mem::take(&mut self.existing))
    }

    /// Writes down the imports that were there before the registration, or more of them.
    pub(super) fn set_existing(&self, existing: &HashSet<u64>) -> Result<(), JournalError> {
        let mut fingerprints = existing.iter().map(|fingerprint| line::fingerprint(*fingerprint)).peekable();
        loop {
            let some: Vec<Value> = fingerprints.by_ref().take(EXISTING_PER_LINE).collect();
            let is_complete = fingerprints.peek().is_none();
            self.append_json(&json!({ "existing": some, "isComplete": is_complete }))?;
            if is_complete {
                return Ok(());
            }
        }
    }

    /// Returns the line at an offset, which was read before.
    pub(super) fn line_at(&self, offset: u64) -> Result<Line, JournalError> {
        let read = || -> Result<Line, Reason> {
            let mut file = &*self.file;
            file.seek(SeekFrom::Start(offset))?;
            let mut line = Vec::new();
            BufReader::with_capacity(1024, file).take(LINE_LIMIT).read_until(b'\n', &mut line)?;
            serde_json::from_slice(&line).ok().and_then(|line| Line::parse(&line)).ok_or(Reason::Changed)
        };
        read().map_err(|reason| self.error(reason))
    }

    /// Appends lines. They are in the file when this returns, and on the disk after [`sync`](Self::sync).
    pub(super) fn append<'a>(&self, lines: impl IntoIterator<Item = &'a Line>) -> Result<(), JournalError> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.to_json().to_string());
            text.push('\n');
        }
        self.write(&text)
    }

    fn append_json(&self, line: &Value) -> Result<(), JournalError> {
        self.write(&format!("{line}\n"))
    }

    fn write(&self, text: &str) -> Result<(), JournalError> {
        let mut file = &*self.file;
        let written = file.seek(SeekFrom::End(0)).and_then(|_| file.write_all(text.as_bytes()));
        written.map_err(|error| self.error(error.into()))
    }

    /// Returns a future that waits until everything that was appended is on the disk.
    pub(super) fn sync(&self) -> impl Future<Output = Result<(), JournalError>> + Send + use<> {
        let (file, path) = (Arc::clone(&self.file), self.path.clone());
        async move {
            let synced = tokio::task::spawn_blocking(move || file.sync_data()).await;
            let synced = synced.unwrap_or_else(|panic| Err(std::io::Error::other(panic)));
            synced.map_err(|error| JournalError::new(&path, error.into()))
        }
    }

    /// Returns the error of a list that differs from that of the journal in this row, which cannot be corrected.
    pub(super) fn other_list(&self, row: u64) -> JournalError {
        self.error(Reason::OtherList { row })
    }

    /// Returns the error of a list with too many corrections until this row.
    pub(super) fn too_different(&self, row: u64) -> JournalError {
        self.error(Reason::TooDifferent { row })
    }

    fn error(&self, reason: Reason) -> JournalError {
        JournalError::new(&self.path, reason)
    }
}

/// Returns why a file that could not be locked is not used.
fn refusal(error: TryLockError) -> Option<Reason> {
    match error {
        TryLockError::WouldBlock => Some(Reason::Locked),
        // Some file systems have no locks.
        TryLockError::Error(error) if error.kind() == ErrorKind::Unsupported => None,
        TryLockError::Error(error) => Some(error.into()),
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A sync may still hold the file for a moment.
        let _ = self.file.unlock();
    }
}

impl Debug for Journal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("path", &self.path).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
