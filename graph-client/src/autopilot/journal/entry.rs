//! What a journal says of each row.

use super::Line;
use crate::autopilot::Verdict;

/// What a journal says of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::autopilot) struct Entry {
    pub(in crate::autopilot) row: u64,
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
    Finished {
        offset: u64,
        is_deleted: bool,
        /// Whether another row may take its place, because no device can have become of it.
        is_correctable: bool,
    },
}

/// The entries in the order of their rows.
#[derive(Default)]
pub(super) struct Entries(Vec<Entry>);

impl Entries {
    pub(super) fn nth(&self, index: usize) -> Option<&Entry> {
        self.0.get(index)
    }

    /// Adds what a line says. Returns `None` if it does not fit the lines before.
    pub(super) fn apply(&mut self, line: Line, offset: u64) -> Option<()> {
        match line {
            Line::Sending { row, device, .. } => self.entry(row, device)?.state = State::Sending,
            Line::Unsent { row } => self.known(row)?.state = State::Unsent,
            Line::Importing { row, import } => self.known(row)?.state = State::Importing(import.into()),
            Line::Finished { row, device, import, verdict, .. } => {
                let entry = self.entry(row, device)?;
                if verdict.is_final() {
                    let is_correctable = is_correctable(&verdict, import.as_deref());
                    entry.state = State::Finished { offset, is_deleted: false, is_correctable };
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

    /// Returns the entry of a row, a new one if there is none or if the row was corrected. `None` if it is of another device.
    fn entry(&mut self, row: u64, device: u64) -> Option<&mut Entry> {
        let index = match self.0.binary_search_by_key(&row, |entry| entry.row) {
            Ok(index) => index,
            Err(index) => {
                // Rows come nearly in order: this is at the end, or close to it.
                self.0.insert(index, Entry { row, device, state: State::Unsent });
                index
            }
        };
        let entry = self.0.get_mut(index)?;
        if entry.device != device {
            matches!(entry.state, State::Finished { is_correctable: true, .. }).then_some(())?;
            *entry = Entry { row, device, state: State::Unsent };
        }
        Some(entry)
    }

    fn known(&mut self, row: u64) -> Option<&mut Entry> {
        let index = self.0.binary_search_by_key(&row, |entry| entry.row).ok()?;
        self.0.get_mut(index)
    }
}

/// Returns whether a verdict says that no device of the tenant has become of a row, and none can.
fn is_correctable(verdict: &Verdict, import: Option<&str>) -> bool {
    match verdict {
        Verdict::MalformedHash { .. }
        | Verdict::InvalidRow { .. }
        | Verdict::DuplicateOf { .. }
        | Verdict::InAnotherTenant => true,
        // Once there was a record, there may be a device, for example one whose group tag was refused.
        Verdict::Refused { .. } => import.is_none(),
        _ => false,
    }
}
