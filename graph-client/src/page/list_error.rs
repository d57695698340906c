//! The error of reading all pages of a list.

use crate::error::Error;
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display, Formatter};

/// An error of [`Request::all`](crate::Request::all): a page failed, and the items before it were read.
///
/// Its [source](StdError::source) is the [`Error`] of the page. With `?` it converts into that error, which drops the items.
///
/// ```
/// # use graph_client::emulator::Fault;
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # for serial_number in ["PF2X8K1L", "PF2X8K1M"] {
/// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number }))?;
/// # }
/// # emulator.set_page_size(std::num::NonZeroUsize::MIN);
/// # emulator.inject_faults([None, Some(Fault::NoRoute)]);
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// match devices.list().all().await {
///     Ok(devices) => println!("{} devices", devices.len()),
///     Err(error) => {
///         println!("at least {} devices: {}", error.items().len(), error.error());
///         assert_eq!(error.items().len(), 1);
///     }
/// }
/// # Ok(()) }
/// ```
pub struct ListError<T> {
    items: Vec<T>,
    error: Error,
}

impl<T> ListError<T> {
    pub(super) fn new(items: Vec<T>, error: Error) -> Self {
        Self { items, error }
    }

    /// Returns the items that were read before the error.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Consumes the error and returns the items that were read before it.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Consumes the error and returns the items that were read before it, and the error of the page.
    #[must_use]
    pub fn into_parts(self) -> (Vec<T>, Error) {
        (self.items, self.error)
    }

    /// Returns the error of the page.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl<T> Display for ListError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the list is incomplete: a page failed after {} items", self.items.len())
    }
}

/// Omits the items.
impl<T> Debug for ListError<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListError").field("items", &self.items.len()).field("error", &self.error).finish()
    }
}

impl<T> StdError for ListError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

impl<T> From<ListError<T>> for Error {
    fn from(error: ListError<T>) -> Self {
        error.error
    }
}
