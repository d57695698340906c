//! Collections in pages.

mod body;
mod list_error;
mod stream;

use crate::error::Error;
use crate::pipeline::{Call, Pipeline, RawResponse};
use crate::request::Request;
use crate::response::{FromResponse, Response};
use body::PageBody;
use futures_util::StreamExt;
use graph_models::odata::AdditionalProperties;
pub use list_error::ListError;
use serde::de::DeserializeOwned;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
pub use stream::{Items, Pages};

/// A page of a collection.
///
/// A page without a [next link](Self::next_link) is the last one. An empty page is not necessarily the last one.
///
/// ```
/// # use graph_client::emulator::{Emulator, ObjectKind};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// # for serial_number in ["PF2X8K1L", "PF2X8K1M"] {
/// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number }))?;
/// # }
/// # emulator.set_page_size(std::num::NonZeroUsize::MIN);
/// let mut serial_numbers = Vec::new();
/// let mut next = Some(client.beta().device_management().windows_autopilot_device_identities().list());
/// while let Some(request) = next {
///     let page = request.await?;
///     next = page.next_page();
///     serial_numbers.extend(page.into_items().into_iter().filter_map(|device| device.serial_number));
/// }
/// assert_eq!(serial_numbers, ["PF2X8K1L", "PF2X8K1M"]);
/// # Ok(()) }
/// ```
pub struct Page<T> {
    body: PageBody<T>,
    pipeline: Arc<Pipeline>,
    /// The request that returned this page.
    call: Call,
}

impl<T> Page<T> {
    /// Returns the items of the page.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.body.items
    }

    /// Consumes the page and returns its items.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.body.items
    }

    /// Returns the number of items in the whole collection, `@odata.count`, if the service sent it. Ask for it with
    /// [`Request::with_count`].
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        // With `IEEE754Compatible=true`, the service sends it as a string.
        let annotations = &self.body.additional_properties;
        let json = annotations.get("@odata.count").or_else(|| annotations.get("@count"))?.get();
        json.trim_matches('"').parse().ok()
    }

    /// Returns the link to the next page, `@odata.nextLink`. It may contain ids and the query.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.body.next_link.as_deref()
    }

    /// Returns the link to later changes, `@odata.deltaLink`, which the last page of a
    /// [delta query](https://learn.microsoft.com/graph/delta-query-overview) has. It may contain ids and the query.
    ///
    /// Store it, and follow it with [`Beta::follow`](crate::beta::Beta::follow) to read the changes since.
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.body.delta_link.as_deref()
    }

    /// Returns all other members of the response, such as `@odata.context`.
    #[must_use]
    pub fn additional_properties(&self) -> &AdditionalProperties {
        &self.body.additional_properties
    }

    /// Creates a request for the next page, with the headers, timeouts and retry policy of the request for this page. `None`
    /// after the last page.
    ///
    /// The request fails without being sent if the link leads to another origin, which must not get the token. Only
    /// [`Request::pages`], [`Request::items`] and [`Request::all`] detect cycles of links.
    pub fn next_page(&self) -> Option<Request<Self>> {
        let link = self.pipeline.endpoint.resolve(self.call.version, self.next_link()?);
        Some(Request::new(Arc::clone(&self.pipeline), self.call.clone()).at_link(link, "next link"))
    }
}

impl<T: DeserializeOwned + 'static> Request<Page<T>> {
    /// Returns a stream of the items on this page and all pages after it. Pages are requested as they are needed.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use futures_util::TryStreamExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for serial_number in ["PF2X8K1L", "PF2X8K1M"] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number }))?;
    /// # }
    /// # emulator.set_page_size(std::num::NonZeroUsize::MIN);
    /// let mut devices = client.beta().device_management().windows_autopilot_device_identities().list().items();
    /// let mut serial_numbers = Vec::new();
    /// while let Some(device) = devices.try_next().await? {
    ///     serial_numbers.extend(device.serial_number);
    /// }
    /// assert_eq!(serial_numbers, ["PF2X8K1L", "PF2X8K1M"]);
    /// # Ok(()) }
    /// ```
    pub fn items(self) -> Items<T> {
        Items::new(self.pages())
    }

    /// Returns a stream of this page and all pages after it. Pages are requested as they are needed.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use futures_util::TryStreamExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for serial_number in ["PF2X8K1L", "PF2X8K1M"] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number }))?;
    /// # }
    /// # emulator.set_page_size(std::num::NonZeroUsize::MIN);
    /// let mut pages = client.beta().device_management().windows_autopilot_device_identities().list().pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     assert_eq!(page.items().len(), 1);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(self) -> Pages<T> {
        Pages::new(self)
    }

    /// Reads this page and all pages after it, and returns their items.
    ///
    /// # Errors
    ///
    /// Returns a [`ListError`] with the items that were read before a page failed. It converts into an [`Error`].
    pub async fn all(self) -> Result<Vec<T>, ListError<T>> {
        let mut pages = self.pages();
        let mut items = Vec::new();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => items.append(&mut page.into_items()),
                Err(error) => return Err(ListError::new(items, error)),
            }
        }
        Ok(items)
    }
}

/// Omits the links, and the values of additional properties.
impl<T: Debug> Debug for Page<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items())
            .field("count", &self.count())
            .field("has_next_link", &self.next_link().is_some())
            .field("has_delta_link", &self.delta_link().is_some())
            .field("additional_properties", self.additional_properties())
            .finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> FromResponse for Page<T> {
    fn from_response(response: RawResponse<'_>, pipeline: &Arc<Pipeline>) -> Result<Response<Self>, Error> {
        let call = response.call.clone();
        let response = Response::read(response, PageBody::has_error)?;
        Ok(response.map(|body| Self { body, pipeline: Arc::clone(pipeline), call }))
    }
}
