//! Collections that come in pages.

use crate::client::GraphClient;
use crate::error::{Error, ErrorKind, Outcome};
use crate::json;
use crate::pipeline::{Answer, Call};
use crate::request::Request;
use crate::response::{FromAnswer, Response};
use reqwest::Method;
use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::collections::HashSet;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;

/// A part of a collection, and how to get to the next one.
///
/// A page may be empty although there are more: only a page without a next one is the last.
///
/// ```no_run
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let mut next = Some(client.device_management().windows_autopilot_device_identities().list());
/// while let Some(request) = next {
///     let mut page = request.await?;
///     next = page.next_page();
///     for device in page.into_items() {
///         println!("{}", device.serial_number.unwrap_or_default());
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Page<T> {
    items: Vec<T>,
    next_link: Option<String>,
    /// What this page was the answer to.
    origin: (GraphClient, Call),
}

impl<T> Page<T> {
    /// What is on the page.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Takes what is on the page.
    #[must_use]
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Where the service says that the next page is. It may hold ids, and whatever stood in the query.
    #[must_use]
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    /// A request for the next page, with the timeouts and the policy of the one for this page. `None` after the last page.
    ///
    /// A next page that is at another origin, where the token must not go, makes the request fail without being sent;
    /// what is on this page is good nevertheless.
    pub fn next_page(&self) -> Option<Request<Self>> {
        let link = self.next_link()?;
        let (client, mut call) = self.origin.clone();
        let flaw = match client.pipeline.service_root.follow(link) {
            Ok(url) if call.url(&client.pipeline.service_root).is_ok_and(|current| current == url) => {
                Some("it is the page itself")
            }
            Ok(url) => {
                // Whatever brought the first page, the next ones are only read.
                (call.method, call.body, call.link) = (Method::GET, None, Some(url));
                None
            }
            Err(flaw) => Some(flaw),
        };
        let mut request = Request::of_call(client, call);
        if let Some(flaw) = flaw {
            request.refuse(format!("the link to the next page cannot be followed: {flaw}"), None);
        }
        Some(request)
    }
}

impl<T: DeserializeOwned + 'static> Request<Page<T>> {
    /// Sends a request for each page, and collects what is on them.
    ///
    /// # Errors
    ///
    /// The error of the first page that cannot be had, and pages that lead in a circle.
    pub async fn all(self) -> Result<Vec<T>, Error> {
        let mut page = self.await?;
        let mut items = Vec::new();
        let mut seen = HashSet::new();
        loop {
            let next = page.next_page();
            if let Some(link) = page.next_link.take()
                && !seen.insert(link)
            {
                let (_, call) = &page.origin;
                let message = "the links to the next page lead in a circle";
                return Err(Error::new(ErrorKind::Response, Outcome::CarriedOut, message)
                    .with_call(&call.method, call.path.template()));
            }
            items.append(&mut page.items);
            match next {
                Some(request) => page = request.await?,
                None => return Ok(items),
            }
        }
    }
}

impl<T: Debug> Debug for Page<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items)
            .field("has_next_page", &self.next_link.is_some())
            .finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned> FromAnswer for Page<T> {
    fn from_answer(answer: Answer<'_>, client: &GraphClient, call: &Call) -> Result<Response<Self>, Error> {
        let response = answer.into_response(json::read::<Collection<T>>)?;
        Ok(response.map(|Collection { items, next_link }| Self {
            items,
            next_link,
            origin: (client.clone(), call.clone()),
        }))
    }
}

/// The body of a page.
struct Collection<T> {
    items: Vec<T>,
    next_link: Option<String>,
}

impl<'de, T: DeserializeOwned> serde::Deserialize<'de> for Collection<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CollectionVisitor<T>(PhantomData<fn() -> T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for CollectionVisitor<T> {
            type Value = Collection<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a collection: an object with a `value`")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut items = None;
                let mut next_link = None;
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "value" => items = Some(map.next_value()?),
                        "@odata.nextLink" => next_link = map.next_value::<Option<String>>()?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                let items = items.ok_or_else(|| A::Error::missing_field("value"))?;
                Ok(Collection { items, next_link: next_link.filter(|link| !link.is_empty()) })
            }
        }

        deserializer.deserialize_map(CollectionVisitor(PhantomData))
    }
}
