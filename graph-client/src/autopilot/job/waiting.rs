//! Rows that the service works on.

use super::Outgoing;
use crate::autopilot::Stage;
use crate::autopilot::check::Checked;
use crate::hardware_hash::HardwareHash;
use tokio::time::Instant;

/// A row that was sent.
pub(super) struct Waiting {
    pub(super) serial_number: String,
    pub(super) fingerprint: u64,
    pub(super) group_tag: Option<String>,
    pub(super) assigned_user: Option<String>,
    /// The id of the record of the import.
    pub(super) import: Option<String>,
    pub(super) deadline: Instant,
    /// Whether it was sent again after a request whose outcome is unknown.
    pub(super) was_lost: bool,
    pub(super) stage: WaitingFor,
}

/// What a row waits for.
pub(super) enum WaitingFor {
    /// The outcome of its request is unknown: for an import or a device with its serial number. The hash is there to send it
    /// again.
    Trace { since: Instant, hash: HardwareHash },
    /// The end of its import, which the service has accepted.
    Import { since: Instant },
    /// Its device, to compare the group tag and the user.
    Device { id: Option<String> },
    /// An update of its device.
    Update { id: String },
    /// The assignment of a profile.
    Profile { id: String },
}

impl Waiting {
    pub(super) fn new(row: Checked, import: String, deadline: Instant) -> Self {
        let stage = WaitingFor::Import { since: Instant::now() };
        Self { import: Some(import), stage, ..Self::for_trace(row, deadline, deadline) }
    }

    pub(super) fn for_trace(row: Checked, since: Instant, deadline: Instant) -> Self {
        let Checked { fingerprint, serial_number, hash, group_tag, assigned_user, .. } = row;
        let stage = WaitingFor::Trace { since, hash };
        Self { serial_number, fingerprint, group_tag, assigned_user, import: None, deadline, was_lost: false, stage }
    }

    /// Creates a row that has its verdict without having been sent.
    pub(super) fn for_verdict(serial_number: String, fingerprint: u64, now: Instant) -> Self {
        Self {
            serial_number,
            fingerprint,
            group_tag: None,
            assigned_user: None,
            import: None,
            deadline: now,
            was_lost: false,
            stage: WaitingFor::Import { since: now },
        }
    }

    /// Returns the row to send again, if it has been lost.
    pub(super) fn into_outgoing(self, number: u64) -> Option<Outgoing> {
        let Self { serial_number, fingerprint, group_tag, assigned_user, deadline, stage, .. } = self;
        let WaitingFor::Trace { hash, .. } = stage else { return None };
        let row = Checked { number, fingerprint, serial_number, hash, group_tag, assigned_user };
        Some(Outgoing { row, deadline: Some(deadline), was_lost: true })
    }

    /// Returns the stage that has not ended, `None` if the outcome is unknown.
    pub(super) fn stage(&self) -> Option<Stage> {
        match self.stage {
            WaitingFor::Trace { .. } => None,
            WaitingFor::Import { .. } => Some(Stage::Import),
            WaitingFor::Device { .. } | WaitingFor::Update { .. } => Some(Stage::Device),
            WaitingFor::Profile { .. } => Some(Stage::Profile),
        }
    }
}
