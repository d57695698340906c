//! The responses to the requests of a batch.

use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::Erased;
use crate::response::Response;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::mem;

/// The handle of a request in a [`Batch`](crate::Batch), to take its response with.
pub struct BatchHandle<T> {
    batch: u64,
    index: usize,
    response: PhantomData<fn() -> T>,
}

impl<T> BatchHandle<T> {
    pub(super) const fn new(batch: u64, index: usize) -> Self {
        Self { batch, index, response: PhantomData }
    }

    /// Returns the position of the request in the batch, counted from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }
}

impl<T> Clone for BatchHandle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for BatchHandle<T> {}

impl<T> Debug for BatchHandle<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchHandle").field("index", &self.index).finish_non_exhaustive()
    }
}

/// The responses to the requests of a [`Batch`](crate::Batch), each a success or an error.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # emulator.seed(ObjectKind::Device, &json!({ "id": "1", "serialNumber": "PF2X8K1L" }))?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let mut batch = client.beta().batch();
/// let [first, second] = ["1", "2"].map(|id| batch.add(devices.by_id(id).get()));
///
/// let mut responses = batch.send().await;
/// for (index, error) in responses.errors() {
///     assert_eq!(index, second.index());
///     assert!(error.is_not_found());
/// }
/// let response = responses.take(first)?;
/// assert_eq!(response.value().serial_number.as_deref(), Some("PF2X8K1L"));
/// assert!(responses.take(second).is_err());
/// // All errors are taken.
/// assert_eq!(responses.errors().count(), 0);
/// # Ok(()) }
/// ```
#[must_use = "some of the requests may have failed"]
pub struct BatchResponses {
    batch: u64,
    results: Vec<Slot>,
}

/// The result of a request.
enum Slot {
    Response(Erased),
    Failed(Error),
    /// It was taken. The outcome is that of the request.
    Taken(Outcome),
}

impl BatchResponses {
    pub(super) fn new(batch: u64, results: Vec<Result<Erased, Error>>) -> Self {
        let results = results.into_iter().map(|result| result.map_or_else(Slot::Failed, Slot::Response));
        Self { batch, results: results.collect() }
    }

    /// Takes the response to a request out, the same as [`Request::send`](crate::Request::send) returns. Use each handle once.
    ///
    /// # Errors
    ///
    /// Returns the error of the request. Returns an [`ErrorKind::Request`] if the response was taken already, or if the handle
    /// is of another batch.
    pub fn take<T: 'static>(&mut self, handle: BatchHandle<T>) -> Result<Response<T>, Error> {
        let unusable = |outcome, message| Err(Error::new(ErrorKind::Request, outcome, message));
        let foreign = || unusable(Outcome::Unknown, "the handle is of another batch, whose responses have its result");
        let Some(slot) = self.results.get_mut(handle.index).filter(|_| handle.batch == self.batch) else {
            return foreign();
        };
        let outcome = match &*slot {
            Slot::Response(_) => Outcome::CarriedOut,
            Slot::Failed(error) => error.outcome(),
            Slot::Taken(outcome) => *outcome,
        };
        match mem::replace(slot, Slot::Taken(outcome)) {
            Slot::Response(response) => response.downcast().map_or_else(|_| foreign(), |response| Ok(*response)),
            Slot::Failed(error) => Err(error),
            Slot::Taken(outcome) => unusable(outcome, "the response to this request of the batch was taken already"),
        }
    }

    /// Returns the errors that have not been taken, with the positions of their requests, counted from 0.
    pub fn errors(&self) -> impl Iterator<Item = (usize, &Error)> {
        self.results.iter().enumerate().filter_map(|(index, slot)| match slot {
            Slot::Failed(error) => Some((index, error)),
            Slot::Response(_) | Slot::Taken(_) => None,
        })
    }

    /// Returns the number of requests.
    #[must_use]
    pub fn len(&self) -> usize {
        self.results.len()
    }

    /// Returns `true` if the batch had no requests.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.results.is_empty()
    }
}

/// Omits the responses.
impl Debug for BatchResponses {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let errors: Vec<_> = self.errors().collect();
        f.debug_struct("BatchResponses").field("len", &self.len()).field("errors", &errors).finish_non_exhaustive()
    }
}
