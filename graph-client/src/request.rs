//! Requests, configured and then sent by awaiting them.

mod query;
mod untyped;

use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::{CLIENT_REQUEST_ID, Call, Pipeline, RETRY_ATTEMPT};
use crate::response::{FromResponse, Response};
use crate::retry::RetryPolicy;
use graph_models::edm::Secret;
use graph_models::odata::Object;
pub use query::string_literal;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// The capacity for a body, in bytes: enough for most.
const BODY_CAPACITY: usize = 2048;

/// The headers that the client sets itself.
const RESERVED: [HeaderName; 7] = [
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    TRANSFER_ENCODING,
    HeaderName::from_static(CLIENT_REQUEST_ID),
    HeaderName::from_static(RETRY_ATTEMPT),
];

/// A request for a `T`, sent when it is awaited.
///
/// Awaiting it returns the `T`; [`send`](Self::send) returns the whole [`Response`].
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::RetryPolicy;
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let devices = client.beta().device_management().windows_autopilot_device_identities();
/// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
///
/// let created = devices.create(&device).await?;
/// assert_eq!(created.serial_number, device.serial_number);
///
/// let request = devices.create(&device).timeout(Duration::from_secs(20)).retry(RetryPolicy::never());
/// assert_eq!(request.send().await?.attempts(), 1);
/// # Ok(()) }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Request<T> {
    pipeline: Arc<Pipeline>,
    /// Boxed: a request is moved by every method that adjusts it.
    pub(crate) call: Box<Call>,
    /// The error of an invalid request, returned when it is awaited.
    invalid: Option<Error>,
    response: PhantomData<fn() -> T>,
}

impl<T> Request<T> {
    pub(crate) fn new(pipeline: Arc<Pipeline>, call: Call) -> Self {
        Self { pipeline, call: Box::new(call), invalid: None, response: PhantomData }
    }

    /// Sends an object and redacts its secrets in every error.
    pub(crate) fn with_object(self, object: &impl Object) -> Self {
        self.with_secrets(object.secrets()).with_body(object)
    }

    /// Sends an object whose only property is a list of objects, and redacts their secrets in every error. An empty list makes
    /// the request fail.
    pub(crate) fn with_objects(self, name: &str, objects: &[impl Object]) -> Self {
        self.with_secrets(objects.iter().flat_map(Object::secrets)).with_list(name, objects)
    }

    /// Sends an object whose only property is a list of texts. An empty list or a blank text makes the request fail.
    pub(crate) fn with_texts(self, name: &str, texts: impl IntoIterator<Item: AsRef<str>>) -> Self {
        let texts: Vec<_> = texts.into_iter().collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let has_blank = texts.iter().any(|text| text.trim().is_empty());
        self.with_list(name, &texts).invalid_if(has_blank, &format!("the list `{name}` has a blank item"))
    }

    fn with_list(self, name: &str, items: &[impl Serialize]) -> Self {
        let body = BTreeMap::from([(name, items)]);
        self.with_body(&body).invalid_if(items.is_empty(), &format!("the list `{name}` is empty"))
    }

    /// Redacts secrets in every error.
    pub(crate) fn with_secrets(mut self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        let known = &mut self.call.secrets;
        if known.is_empty() {
            // Collecting takes a vector over without copying it.
            *known = secrets.into_iter().collect();
        } else {
            known.extend(secrets);
        }
        self
    }

    /// Names an alternative for tenants without the route.
    pub(crate) fn with_alternative(mut self, alternative: &'static str) -> Self {
        self.call.operation.alternative = Some(alternative);
        self
    }

    /// Sends an object whose only property is another object, and redacts its secrets in every error.
    pub(crate) fn with_property(self, name: &str, object: &impl Object) -> Self {
        self.with_secrets(object.secrets()).with_body(&BTreeMap::from([(name, object)]))
    }

    fn with_body(mut self, body: &impl Serialize) -> Self {
        let mut json = Vec::with_capacity(BODY_CAPACITY);
        match serde_json::to_writer(&mut json, body) {
            Ok(()) => {
                self.call.body = Some(json.into());
                self
            }
            Err(error) => self.invalid(request_error("could not serialize the body as JSON").with_source(error)),
        }
    }

    /// Reads from a link of the service, or makes the request fail with the reason why the link cannot be followed.
    pub(crate) fn at_link(mut self, link: Result<Url, &'static str>, name: &str) -> Self {
        self.call.read_on();
        self.with_link(link, name)
    }

    /// Sends the request to a link of the service instead of its path, with its own method.
    pub(crate) fn with_link(mut self, link: Result<Url, &'static str>, name: &str) -> Self {
        match link {
            Ok(url) => {
                self.call.link = Some(url);
                self
            }
            Err(reason) => self.invalid(request_error(format!("cannot follow the {name}: {reason}"))),
        }
    }

    pub(crate) fn url(&self) -> Url {
        self.call.url(&self.pipeline.endpoint)
    }

    /// Checks the path as well, and returns whether the request can be sent.
    pub(crate) fn validate(&mut self) -> bool {
        if self.invalid.is_none() {
            self.invalid = self.call.path.error().map(request_error);
        }
        self.invalid.is_none()
    }

    /// Returns the pipeline, the call and the error of an invalid request.
    pub(crate) fn into_parts(mut self) -> (Arc<Pipeline>, Box<Call>, Option<Error>) {
        self.validate();
        (self.pipeline, self.call, self.invalid)
    }

    /// Makes the request fail with this error, unless it is invalid already.
    pub(crate) fn invalid(mut self, error: Error) -> Self {
        self.invalid.get_or_insert(error);
        self
    }

    /// Makes the request fail with this message if the condition holds.
    pub(crate) fn invalid_if(self, is_invalid: bool, message: &str) -> Self {
        if is_invalid { self.invalid(request_error(message)) } else { self }
    }

    /// Sets the timeout of the request as a whole, including all attempts and the waits between them. Defaults to the
    /// [client's](crate::GraphClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.timeout = Some(timeout);
        self
    }

    /// Sets the timeout of each attempt. Defaults to the [client's](crate::GraphClientBuilder::attempt_timeout).
    ///
    /// The request fails without being sent if it is zero.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call.attempt_timeout = Some(timeout);
        self.invalid_if(timeout.is_zero(), "the attempt_timeout is zero")
    }

    /// Sets the retry policy. Defaults to the [client's](crate::GraphClientBuilder::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call.retry = Some(policy);
        self
    }

    /// Retries the request even if it may have been carried out: after a lost response, a timeout, 408, 500, 502 and 504.
    ///
    /// It may then be carried out several times: a device may be created twice. Idempotent requests (reading, PUT, DELETE)
    /// are always retried. The [policy](Self::retry) still limits the number of attempts.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// # use graph_client::emulator::Fault;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
    /// // The response is lost on the way.
    /// # emulator.inject_faults([Fault::ClosedAfterStoring]);
    /// devices.create(&device).retry_unknown().await?;
    /// assert_eq!(devices.by_serial_number("PF2X8K1L").await?.len(), 2);
    /// # Ok(()) }
    /// ```
    pub fn retry_unknown(mut self) -> Self {
        self.call.retries_unknown = true;
        self
    }

    /// Sets a header such as `Prefer` or `If-Match`.
    ///
    /// The request fails without being sent if the client sets the header itself, as it does `Authorization` and
    /// `client-request-id`, or if the name is invalid or the value contains a control character.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let devices = client.beta().device_management().windows_autopilot_device_identities();
    /// let all = devices.list().header("Prefer", "include-unknown-enum-members").all().await?;
    /// # assert!(all.is_empty() && emulator.requests()[0].headers()["prefer"] == "include-unknown-enum-members");
    /// # Ok(()) }
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let message = match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Err(_), _) => format!("invalid header name {name:?}"),
            (Ok(name), _) if RESERVED.contains(&name) => format!("the header {name} is set by the client itself"),
            (Ok(name), Err(_)) => format!("the value of the header {name} contains a control character"),
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.call.headers.insert(name, value);
                return self;
            }
        };
        self.invalid(request_error(message))
    }
}

impl<T: FromResponse> Request<T> {
    /// Sends the request and returns the whole response.
    ///
    /// # Errors
    ///
    /// Returns an [`Error`] of any [`ErrorKind`] but [`Configuration`](ErrorKind::Configuration). Its
    /// [`outcome`](Error::outcome) says whether the request was carried out.
    pub async fn send(mut self) -> Result<Response<T>, Error> {
        self.send_by_ref().await
    }

    /// Sends the request and keeps it, so that it can be sent again if it is valid.
    pub(crate) fn send_by_ref(&mut self) -> impl Future<Output = Result<Response<T>, Error>> {
        self.validate();
        let Self { pipeline, call, invalid, .. } = self;
        pipeline.send(call, invalid.take(), |response| T::from_response(response, pipeline))
    }
}

impl<T: FromResponse + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.send_by_ref().await.map(Response::into_value) })
    }
}

impl<T> Debug for Request<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("call", &self.call).field("invalid", &self.invalid).finish_non_exhaustive()
    }
}

/// Returns the error of a request that cannot be sent as it is.
pub(crate) fn request_error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Request, Outcome::NotSent, message)
}
