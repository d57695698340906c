//! The requests of a registration that run at the same time.

use super::Outgoing;
use crate::autopilot::JournalError;
use crate::autopilot::service::{Deletion, Device, Record};
use crate::beta::SyncTrigger;
use crate::error::Error;
use futures_core::future::BoxFuture;

/// A request, or several that belong together.
pub(super) type Task = BoxFuture<'static, Completed>;

/// The result of a task.
pub(super) enum Completed {
    /// An import: the records that the service made.
    Import {
        rows: Vec<Outgoing>,
        result: Result<Result<Vec<Record>, Error>, JournalError>,
    },
    /// The imports that were asked for.
    Records(Result<Vec<Record>, Error>),
    /// The devices that were asked for.
    Devices(Result<Vec<Device>, Error>),
    /// Updates of devices, each with its row.
    Updated(Vec<(u64, Result<(), Error>)>),
    /// Deletions of records.
    Deleted(Vec<Deletion>),
    Synchronized(Result<SyncTrigger, Error>),
}
