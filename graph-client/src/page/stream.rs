//! Streams of pages and of their items.

use super::Page;
use crate::error::{Error, ErrorKind, Outcome};
use crate::request::Request;
use crate::response::Response;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt::{self, Debug, Formatter};
use std::hash::BuildHasher;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

/// A stream of pages. Created by [`Request::pages`](crate::Request::pages).
///
/// The stream ends after the last page and after an error, so a loop that ignores errors terminates. Call
/// [`resume`](Self::resume) to retry the failed page.
///
/// Next links that form a cycle are an error.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<T> {
    state: State<T>,
    /// The hashes of the requests so far: 8 bytes for each page.
    requested: HashSet<u64>,
    hasher: RandomState,
}

enum State<T> {
    Ready(Request<Page<T>>),
    Sending(Sending<T>),
    /// The request failed and can be sent again.
    Failed(Request<Page<T>>),
    /// The next link leads to an earlier page.
    Cycle(Error),
    Done,
}

/// The result of a request, and the request if it can be sent again.
type Sending<T> = Pin<Box<dyn Future<Output = (Option<Request<Page<T>>>, Result<Page<T>, Error>)> + Send>>;

impl<T> Pages<T> {
    pub(super) fn new(request: Request<Page<T>>) -> Self {
        let mut pages = Self { state: State::Done, requested: HashSet::new(), hasher: RandomState::new() };
        pages.is_first(&request);
        pages.state = State::Ready(request);
        pages
    }

    /// Resumes the stream after an error: retries the failed request. Does nothing before an error, or if the next link
    /// itself is the error.
    ///
    /// ```
    /// # use graph_client::emulator::Fault;
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use futures_util::StreamExt;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # for serial_number in ["PF2X8K1L", "PF2X8K1M"] {
    /// #     emulator.seed(ObjectKind::Device, &json!({ "serialNumber": serial_number }))?;
    /// # }
    /// # emulator.set_page_size(std::num::NonZeroUsize::MIN);
    /// # emulator.inject_faults([None].into_iter().chain(vec![Some(Fault::Throttled(None)); 30]));
    /// let mut pages = client.beta().device_management().windows_autopilot_device_identities().list().pages();
    /// let mut count = 0;
    /// while let Some(page) = pages.next().await {
    ///     match page {
    ///         Ok(page) => count += page.items().len(),
    ///         Err(error) if error.is_throttled() => {
    ///             tokio::time::sleep(error.retry_after().unwrap_or(Duration::from_secs(60))).await;
    ///             pages.resume();
    ///         }
    ///         Err(error) => return Err(error.into()),
    ///     }
    /// }
    /// assert_eq!(count, 2);
    /// # Ok(()) }
    /// ```
    pub fn resume(&mut self) {
        self.state = match mem::replace(&mut self.state, State::Done) {
            State::Failed(request) => State::Ready(request),
            state => state,
        };
    }

    fn after(&mut self, page: &Page<T>) -> State<T> {
        let Some(mut request) = page.next_page() else { return State::Done };
        if !request.validate() || self.is_first(&request) {
            return State::Ready(request);
        }
        let message = "the next links form a cycle";
        let error = Error::new(ErrorKind::Response, Outcome::CarriedOut, message);
        State::Cycle(error.with_call(&page.call.method, page.call.path.template()))
    }

    /// Remembers a request, and returns whether it is the first one with its method and URL.
    fn is_first(&mut self, request: &Request<Page<T>>) -> bool {
        self.requested.insert(self.hasher.hash_one((&request.call.method, request.url())))
    }
}

impl<T: DeserializeOwned + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut sending = match mem::replace(&mut this.state, State::Done) {
            State::Ready(request) => Box::pin(send(request)),
            State::Sending(sending) => sending,
            State::Cycle(error) => return Poll::Ready(Some(Err(error))),
            ended @ (State::Failed(_) | State::Done) => {
                this.state = ended;
                return Poll::Ready(None);
            }
        };
        let Poll::Ready((request, result)) = sending.as_mut().poll(context) else {
            this.state = State::Sending(sending);
            return Poll::Pending;
        };
        this.state = match &result {
            Ok(page) => this.after(page),
            Err(_) => request.map_or(State::Done, State::Failed),
        };
        Poll::Ready(Some(result))
    }
}

async fn send<T: DeserializeOwned>(
    mut request: Request<Page<T>>,
) -> (Option<Request<Page<T>>>, Result<Page<T>, Error>) {
    let is_valid = request.validate();
    let result = request.send_by_ref().await.map(Response::into_value);
    (is_valid.then_some(request), result)
}

/// A stream of the items of all pages. Created by [`Request::items`](crate::Request::items).
///
/// The stream ends after the last item and after an error, so a loop that ignores errors terminates. Call
/// [`resume`](Self::resume) to retry the failed page: no item is lost or duplicated.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    /// The rest of the current page.
    page: vec::IntoIter<T>,
    delta_link: Option<String>,
}

impl<T> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: Vec::new().into_iter(), delta_link: None }
    }

    /// Returns the link to later changes, once the stream has come to the last page. See [`Page::delta_link`].
    #[must_use]
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// Resumes the stream after an error: retries the failed request. See [`Pages::resume`].
    pub fn resume(&mut self) {
        self.pages.resume();
    }
}

/// Items are moved out, never pinned.
impl<T> Unpin for Items<T> {}

impl<T: DeserializeOwned + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.delta_link = page.delta_link().map(str::to_owned);
                    self.page = page.into_items().into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Debug for Pages<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> Debug for Items<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
