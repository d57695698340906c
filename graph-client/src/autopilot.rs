//! Jobs for many devices: registering them with Windows Autopilot, changing and deregistering them, with a verdict for each.
//!
//! [`register`] takes the rows of a list, as an administrator has it, and returns a stream of [`Event`]s. It checks the rows
//! offline, imports the valid ones in chunks, asks for the state of all imports together, sets group tags and users where the
//! import did not, and ends every row with a [`Verdict`]. The feature `csv` adds a reader for CSV files.
#![cfg_attr(
    feature = "emulator",
    doc = "
```
use futures_util::TryStreamExt;
use graph_client::autopilot::{Event, Row, Verdict, register};
use graph_client::emulator::Emulator;
use std::time::Duration;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
emulator.set_time_scale(1000.0);
let rows = [
    Row::new(2, \"PF2X8K1L\", \"T0EBAAAA\").with_group_tag(\"lab\"),
    Row::new(3, \"PF2X8K1M\", \"not base64!\"),
];

let client = emulator.client()?;
let mut events = register(&client, rows).poll_interval(Duration::from_millis(50)).start();
let mut verdicts = Vec::new();
while let Some(event) = events.try_next().await? {
    if let Event::Finished { row, verdict, .. } = event {
        println!(\"row {row}: {verdict}\");
        verdicts.push(verdict);
    }
}
assert!(matches!(verdicts[0], Verdict::MalformedHash { .. }));
assert!(matches!(verdicts[1], Verdict::Registered { .. }));
# Ok(()) }
```
"
)]
//!
//! [`update`] changes registered devices by their serial numbers, and [`deregister`] removes them. Both have the same events and
//! verdicts, and need no journal: they can be repeated.
//!
//! # Interruptions
//!
//! With a [`Journal`], the same call goes on where it stopped: after an error, after a [stop](Registration::stop_when), after
//! the stream was dropped, and after the process was killed. The journal is on disk before a request leaves. If it does not have
//! the response, the imports and devices are searched for the serial number before anything is sent again.
//!
//! Rows that failed without a device can be corrected in the list: the same call sends them again, and no other row. See
//! [`Journal`].
//!
//! # Requests
//!
//! An import of up to 200 devices is one request, and a round of questions is one list: of the imports, and of the devices if
//! something about them is not known from the imports. No request is sent for a single row, except to set a group tag or a
//! user that the import did not set, and to delete the record of the import, which is [optional](Registration::keep_records).

mod check;
#[cfg(feature = "csv")]
pub mod csv;
mod deregistration;
mod error;
mod event;
mod events;
mod failure;
mod fingerprint;
mod job;
mod journal;
mod lookup;
mod outbox;
mod record_id;
mod registration;
mod row;
mod service;
mod settings;
mod update;
mod verdict;

pub use check::Checker;
pub use deregistration::{Deregistration, deregister};
pub use error::RegistrationError;
pub use event::Event;
pub use events::Events;
#[cfg(any(test, fuzzing))]
pub use journal::fuzz as journal_fuzz;
pub use journal::{Journal, JournalError};
pub use registration::{Registration, register, register_stream};
pub use row::Row;
pub use update::{Change, update};
pub use verdict::{Stage, Verdict};
