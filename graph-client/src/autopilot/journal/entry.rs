//! What a journal says of each row.

use super::Line;
use serde_json::{Map, Value};

/// What a journal says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::autopilot) struct Entry {
    row: u64,
    /// The fingerprint of the row.
    pub(in crate::autopilot) device: u64,
    pub(in crate::autopilot) state: State,
}

/// How far a row has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::autopilot) enum State {
    /// It was certainly not carried out.
    Unsent,
    /// It may have been carried out.
    Sending,
    /// The service has accepted it, and made a record with this id.
    Importing(Box<str>),
    /// It has a verdict, which is on the line at this offset.
    Finished { offset: u64, is_deleted: bool },
}

/// The entries in the order of their rows.
#[derive(Default)]
pub(super) struct Entries(Vec<Entry>);

impl Entries {
    pub(super) fn get(&self, row: u64) -> Option<&Entry> {
        let index = self.0.binary_search_by_key(&row, |entry| entry.row).ok()?;
        self.0.get(index)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn last(&self) -> Option<u64> {
        self.0.last().map(|entry| entry.row)
    }

    /// Adds what a line says. Returns `None` if it does not have the format or does not fit the lines before.
    pub(super) fn apply(&mut self, line: &Map<String, Value>, offset: u64) -> Option<()> {
        match Line::parse(line)? {
            Line::Sending { row, device, .. } => self.entry(row, device)?.state = State::Sending,
            Line::Unsent { row } => self.known(row)?.state = State::Unsent,
            Line::Importing { row, import } => self.known(row)?.state = State::Importing(import.into()),
            Line::Finished { row, device, verdict, .. } => {
                let entry = self.entry(row, device)?;
                if verdict.is_final() {
                    entry.state = State::Finished { offset, is_deleted: false };
                }
            }
            Line::Deleted { row } => {
                if let State::Finished { is_deleted, .. } = &mut self.known(row)?.state {
                    *is_deleted = true;
                }
            }
        }
        Some(())
    }

    /// Returns the entry of a row, a new one if there is none. `None` if it is of another device.
    fn entry(&mut self, row: u64, device: u64) -> Option<&mut Entry> {
        let index = match self.0.binary_search_by_key(&row, |entry| entry.row) {
            Ok(index) => index,
            Err(index) => {
                // Rows come nearly in order: this is at the end, or close to it.
                self.0.insert(index, Entry { row, device, state: State::Unsent });
                index
            }
        };
        self.0.get_mut(index).filter(|entry| entry.device == device)
    }

    fn known(&mut self, row: u64) -> Option<&mut Entry> {
        let index = self.0.binary_search_by_key(&row, |entry| entry.row).ok()?;
        self.0.get_mut(index)
    }
}
