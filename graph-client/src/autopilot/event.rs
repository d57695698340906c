//! The progress of a registration.

use super::Verdict;
use crate::beta::SyncTrigger;
use crate::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// A step of a registration. See [`register`](super::register).
#[non_exhaustive]
#[derive(Clone, Debug)]
pub enum Event {
    /// So many rows have been read and checked until now.
    Checked {
        /// The number of rows.
        rows: u64,
    },
    /// Rows are about to be sent with one request.
    Sent {
        /// The numbers of the rows.
        rows: Vec<u64>,
    },
    /// The service throttles the client, which sends nothing for this time.
    Throttled {
        /// The time until the next request.
        wait: Duration,
    },
    /// A request has failed by an error that passes: an import, or a request of a round of questions or deletions. It is repeated
    /// after this time, until the timeout.
    Retrying {
        /// The error of the request. Secrets are redacted in its text.
        error: Arc<Error>,
        /// The time until the next attempt.
        wait: Duration,
    },
    /// The next round of questions is due after this time. A [failed](Self::Retrying) round is the event in its place.
    Waiting {
        /// The number of rows that wait for the service.
        rows: usize,
        /// The time until the next round.
        wait: Duration,
    },
    /// The service has completed the import of a row. Unless [`Finished`](Self::Finished) follows, there is more to do.
    Imported {
        /// The number of the row.
        row: u64,
        /// The id of the Windows Autopilot device.
        device_id: String,
    },
    /// A deployment profile is assigned to the device of a row.
    ProfileAssigned {
        /// The number of the row.
        row: u64,
    },
    /// All imports have ended, and a synchronization was asked for.
    Synchronized(SyncTrigger),
    /// The records of the imports of rows are deleted.
    RecordsDeleted {
        /// The numbers of the rows.
        rows: Vec<u64>,
    },
    /// The records of the imports of rows could not be deleted. The same call with the same journal tries again.
    RecordsLeft {
        /// The numbers of the rows.
        rows: Vec<u64>,
    },
    /// A row has its verdict. There is one such event for each row, unless the stream ends with an error or a
    /// [stop](super::Registration::stop_when) before.
    Finished {
        /// The number of the row.
        row: u64,
        /// The serial number of the row.
        serial_number: String,
        /// What became of the row.
        verdict: Verdict,
    },
}
