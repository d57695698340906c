//! Answers that were what they should be.

use crate::client::GraphClient;
use crate::error::Error;
use crate::json;
use crate::pipeline::{Answer, Call, REQUEST_ID};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, LOCATION};
use serde::de::DeserializeOwned;
use std::fmt::{self, Debug, Formatter};

/// A successful answer: what it carried, and what it said about itself.
///
/// ```no_run
/// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.device_management().windows_autopilot_device_identities();
/// let response = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).send().await?;
/// println!("{} after {} attempts", response.status(), response.attempts());
/// println!("request-id {}", response.request_id().unwrap_or("none"));
/// let device = response.into_value();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    pub(crate) value: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) client_request_id: String,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// What the service answered with.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Takes out what the service answered with.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, as the service sent them.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The service's name for the request, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID)
    }

    /// The client's name for the request, the same for all attempts.
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }

    /// Where the created resource is, if the service says so.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// How often the request was sent.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        let Self { value, status, headers, client_request_id, attempts } = self;
        Response { value: f(value), status, headers, client_request_id, attempts }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Leaves out the headers, which are as the server wrote them.
impl<T: Debug> Debug for Response<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("client_request_id", &self.client_request_id)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// What an answer can be read as: everything that is read from JSON, and a [`Page`](crate::Page) of it. It is not meant to
/// be implemented elsewhere, but to be named by code that takes any request.
///
/// ```
/// use graph_client::{Error, FromAnswer, Request};
/// use std::time::Duration;
///
/// async fn quickly<T: FromAnswer>(request: Request<T>) -> Result<T, Error> {
///     Ok(request.timeout(Duration::from_secs(5)).send().await?.into_value())
/// }
/// ```
pub trait FromAnswer: Sized {
    #[doc(hidden)]
    fn from_answer(answer: Answer<'_>, client: &GraphClient, call: &Call) -> Result<Response<Self>, Error>;
}

impl<T: DeserializeOwned> FromAnswer for T {
    fn from_answer(answer: Answer<'_>, _: &GraphClient, _: &Call) -> Result<Response<Self>, Error> {
        answer.into_response(json::read)
    }
}
