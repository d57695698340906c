//! Successful responses.

mod content;
mod refusal;

use crate::error::{Error, ErrorKind};
use crate::json::{self, JsonError, is_json};
use crate::pipeline::{Pipeline, REQUEST_ID, RawResponse, is_in_progress};
use crate::redact::redact;
pub use content::{Content, Text};
pub(crate) use refusal::MaybeRefused;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION};
use serde::de::DeserializeOwned;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// The length of a message about a body that does not fit its type, in bytes.
const MESSAGE_LIMIT: usize = 1024;

/// A successful response: the value of its body, status, headers and ids.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::StatusCode;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let response = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).send().await?;
/// assert_eq!((response.status(), response.attempts()), (StatusCode::CREATED, 1));
/// println!("request-id {}", response.request_id().unwrap_or("none"));
/// assert_eq!(response.into_value().serial_number.as_deref(), Some("PF2X8K1L"));
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    client_request_id: String,
    attempts: u32,
}

impl<T> Response<T> {
    /// Reads the body of a response. An empty body is read as `null`, and so is any JSON for a type without content, such as
    /// `()`.
    ///
    /// A value that has an error of the service in it is an error, too.
    pub(crate) fn read(response: RawResponse<'_>, has_error: fn(&T) -> bool) -> Result<Self, Error>
    where
        T: DeserializeOwned,
    {
        let body = if response.body.is_empty() { b"null" } else { response.body.as_slice() };
        let content_type = response.headers.get(CONTENT_TYPE);
        let value = match json::read_body(body, content_type) {
            // Where nothing was asked for, the service may still send something.
            Err(_) if size_of::<T>() == 0 && is_json(&response.json()) => json::read(b"null"),
            read => read,
        };
        let value = value.map_err(|error| unreadable(&response, &error))?;
        if has_error(&value) {
            return Err(finished(&response, response.unsuccessful()));
        }
        Ok(Self::new(value, response))
    }

    fn new(value: T, response: RawResponse<'_>) -> Self {
        let RawResponse { status, headers, client_request_id, attempts, .. } = response;
        Self { value, status, headers, client_request_id, attempts }
    }

    /// Returns the value of the body.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Consumes the response and returns the value of the body.
    pub fn into_value(self) -> T {
        self.value
    }

    /// Returns the HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers as received, without those that describe a compressed body.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the service's id of the request. Quote it in support requests.
    pub fn request_id(&self) -> Option<&str> {
        self.header(REQUEST_ID)
    }

    /// Returns the client's id of the request, which all attempts share.
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }

    /// Returns the URL of the created resource, or of the operation that is [in progress](Self::is_in_progress), if the service
    /// sent one.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// Returns `true` if the service accepted the request and is still working on it: 202 with a [location](Self::location),
    /// where the result will be.
    pub fn is_in_progress(&self) -> bool {
        is_in_progress(self.status, &self.headers)
    }

    /// Returns the number of attempts, including the successful one.
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

fn unreadable(response: &RawResponse<'_>, error: &JsonError) -> Error {
    if let Some(error) = response.late_error() {
        return finished(response, error);
    }
    let body = response.describe_body();
    incomprehensible(
        response,
        &if response.body.is_empty() {
            ", but the body is empty".to_owned()
        } else if response.headers.contains_key(CONTENT_ENCODING) {
            format!(", but {body} cannot be read")
        } else if error.is_foreign() {
            format!(", but {body} is not JSON")
        } else {
            let error = redact(&error.to_string(), &response.secrets(), MESSAGE_LIMIT);
            format!(", but {body} cannot be read: {error}")
        },
    )
}

/// Returns the error for a body that does not have the form that was asked for.
fn incomprehensible(response: &RawResponse<'_>, remark: &str) -> Error {
    finished(response, response.error(ErrorKind::Response, remark))
}

/// Adds what all attempts of the request have in common.
fn finished(response: &RawResponse<'_>, error: Error) -> Error {
    let outcome = error.outcome();
    error.with_client_request_id(&response.client_request_id).with_attempts(response.attempts, outcome)
}

/// Omits the headers, which are not redacted.
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

/// A type that a response can be read as: every [`DeserializeOwned`] type, a [`Page`](crate::Page) of them, a [`Text`] or the
/// [`Content`] as it is.
///
/// Use it as a bound in code that takes any request. This trait is sealed.
///
/// ```
/// use graph_client::{Error, FromResponse, Request};
/// use std::time::Duration;
///
/// async fn quickly<T: FromResponse>(request: Request<T>) -> Result<T, Error> {
///     Ok(request.timeout(Duration::from_secs(5)).send().await?.into_value())
/// }
/// ```
pub trait FromResponse: Sized {
    /// The media types to ask for.
    #[doc(hidden)]
    const ACCEPT: &'static str = "application/json";

    #[doc(hidden)]
    fn from_response(response: RawResponse<'_>, pipeline: &Arc<Pipeline>) -> Result<Response<Self>, Error>;
}

impl<T: DeserializeOwned> FromResponse for T {
    fn from_response(response: RawResponse<'_>, _: &Arc<Pipeline>) -> Result<Response<Self>, Error> {
        Response::read(response, |_| false)
    }
}
