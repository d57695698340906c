//! Requests as values: adjusted first, sent when they are awaited.

use crate::client::GraphClient;
use crate::error::{Error, ErrorKind, Outcome};
use crate::page::Page;
use crate::path::ResourcePath;
use crate::pipeline::{CLIENT_REQUEST_ID, Call, Contract, RETRY_ATTEMPT};
use crate::response::{FromAnswer, Response};
use crate::retry::RetryPolicy;
use graph_models::edm::Secret;
use graph_models::odata::Object;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::{self, Debug, Formatter};
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// Everything but the unreserved characters of RFC 3986 and the `$` of OData's options.
const NOT_IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// How many bytes most bodies fit into, so that they are written in one go.
const USUAL_BODY: usize = 2048;

/// Headers that say how the request travels, and whose it is.
const RESERVED: [HeaderName; 7] = [
    AUTHORIZATION,
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    TRANSFER_ENCODING,
    HeaderName::from_static(CLIENT_REQUEST_ID),
    HeaderName::from_static(RETRY_ATTEMPT),
];

/// A request that is sent when it is awaited, and answered with a `T`.
///
/// Awaiting it gives the `T`; [`send`](Self::send) gives the whole [`Response`].
///
/// ```no_run
/// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// # use graph_client::RetryPolicy;
/// # use std::time::Duration;
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.device_management().windows_autopilot_device_identities();
/// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
///
/// let created = devices.create(&device).await?;
/// let response = devices.create(&device).timeout(Duration::from_secs(20)).retry(RetryPolicy::never()).send().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Request<T> {
    client: GraphClient,
    call: Call,
    /// Why it cannot be sent. Reported when it is awaited.
    flaw: Option<Error>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Request<T> {
    pub(crate) fn new(client: GraphClient, method: Method, path: ResourcePath, contract: Contract) -> Self {
        Self::of_call(client, Call::new(method, path, contract))
    }

    pub(crate) fn of_call(client: GraphClient, call: Call) -> Self {
        Self { client, call, flaw: None, answer: PhantomData }
    }

    /// Sends an object, and keeps its secrets out of everything that is printed.
    pub(crate) fn with_object(mut self, object: &impl Object) -> Self {
        self.call.secrets = object.secrets();
        self.with_body(object)
    }

    fn with_body(mut self, body: &impl Serialize) -> Self {
        let mut json = Vec::with_capacity(USUAL_BODY);
        match serde_json::to_writer(&mut json, body) {
            Ok(()) => self.call.body = Some(json.into()),
            Err(error) => self.refuse("the body cannot be written as JSON", Some(error)),
        }
        self
    }

    fn answered_with<U>(self) -> Request<U> {
        let Self { client, call, flaw, .. } = self;
        Request { client, call, flaw, answer: PhantomData }
    }

    pub(crate) fn refuse(&mut self, message: impl Into<String>, source: Option<serde_json::Error>) {
        let error = Error::new(ErrorKind::Request, Outcome::NotSent, message);
        let error = match source {
            Some(source) => error.with_source(source),
            None => error,
        };
        self.flaw.get_or_insert(error);
    }

    /// The time that the request may take, with all attempts and the waits between them, instead of the
    /// [client's](crate::GraphClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.call.timeout = Some(timeout);
        self
    }

    /// The time that each attempt may take, instead of the [client's](crate::GraphClientBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call.attempt_timeout = Some(timeout);
        self
    }

    /// How often the request is repeated, instead of the [client's](crate::GraphClientBuilder::retry) policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.call.retry = Some(policy);
        self
    }

    /// Repeats the request also where it may have been carried out: after a lost answer, a timeout, 408, 500, 502 and 504.
    ///
    /// It may then be carried out several times: a device may be created twice. What comes to the same when it is done
    /// twice (reading, PUT, DELETE) is repeated anyway. The [policy](Self::retry) still says how often.
    ///
    /// ```no_run
    /// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.device_management().windows_autopilot_device_identities();
    /// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
    /// let created = devices.create(&device).retry_unknown().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn retry_unknown(mut self) -> Self {
        self.call.repeats_unknown = true;
        self
    }

    /// Adds a query option such as `$filter`. Its value is encoded, whatever is in it, and never logged.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.device_management().windows_autopilot_device_identities();
    /// let found = devices.list().query("$filter", "contains(serialNumber,'PF2X8K1L')").all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: &str, value: &str) -> Self {
        let query = &mut self.call.query;
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(utf8_percent_encode(name, NOT_IN_QUERY));
        query.push('=');
        query.extend(utf8_percent_encode(value, NOT_IN_QUERY));
        self
    }

    /// Sets a header such as `Prefer`, or `If-Match`. Headers that the client needs for itself, such as `Authorization`
    /// and `client-request-id`, and what no header can hold make the request fail without being sent.
    ///
    /// ```no_run
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let devices = client.device_management().windows_autopilot_device_identities();
    /// let devices = devices.list().header("Prefer", "include-unknown-enum-members").all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Err(_), _) => self.refuse(format!("{name:?} is not the name of a header"), None),
            (Ok(name), _) if RESERVED.contains(&name) => {
                self.refuse(format!("the header {name} is set by the client itself"), None);
            }
            (Ok(name), Err(_)) => self.refuse(format!("the value of the header {name} is not visible ASCII"), None),
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.call.headers.insert(name, value);
            }
        }
        self
    }
}

/// What [`GraphClient::request`] returns can be given the rest of what makes up a call.
impl Request<Value> {
    /// Puts a value, encoded, where the path has the name in braces. There is an example at [`GraphClient::request`].
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.call.path = self.call.path.with_parameter(name, value);
        self
    }

    /// Sends a body as JSON. There is an example at [`GraphClient::request`].
    pub fn json(self, body: &impl Serialize) -> Self {
        self.with_body(body)
    }

    /// Sends an object of [`graph_models`] as JSON. What is secret in it is kept out of errors, as with typed calls.
    ///
    /// ```no_run
    /// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let device = WindowsAutopilotDeviceIdentity::new().with_product_key("00330-80000-00000-AA123");
    /// client.request("PATCH", "/deviceManagement/windowsAutopilotDeviceIdentities/{id}").parameter("id", "1").object(&device).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn object(self, object: &impl Object) -> Self {
        self.with_object(object)
    }

    /// Names a secret that is in the body or in a header, so that no error quotes it where the service does.
    ///
    /// ```no_run
    /// # use serde_json::json;
    /// # async fn example(client: graph_client::GraphClient, password: &str) -> Result<(), graph_client::Error> {
    /// let body = json!({ "passwordProfile": { "password": password } });
    /// client.request("PATCH", "/users/{id}").parameter("id", "adele@contoso.com").json(&body).secret(password).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.call.secrets.push(secret.into());
        self
    }

    /// Reads the answer as another type: as `()` where there is none, as [`IgnoredAny`](serde::de::IgnoredAny) where it does
    /// not matter. There is an example at [`GraphClient::request`].
    pub fn returning<U: DeserializeOwned>(self) -> Request<U> {
        self.answered_with()
    }

    /// Reads the answer as a page of a collection.
    ///
    /// ```no_run
    /// # use graph_models::beta::Entity;
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let managed: Vec<Entity> = client.request("GET", "/deviceManagement/managedDevices").pages().all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<U: DeserializeOwned>(self) -> Request<Page<U>> {
        self.answered_with()
    }
}

impl<T: FromAnswer> Request<T> {
    /// Sends the request and gives the whole answer; awaiting the request itself gives only what it carried.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`] for what can go wrong; [`Error::outcome`] says whether it was carried out nevertheless.
    pub async fn send(self) -> Result<Response<T>, Error> {
        let Self { client, call, flaw, .. } = self;
        let result = match flaw {
            Some(flaw) => Err(flaw),
            None => client.pipeline.send(&call).await.and_then(|answer| T::from_answer(answer, &client, &call)),
        };
        result.map_err(|error| error.with_call(&call.method, call.path.template()))
    }
}

impl<T: FromAnswer + 'static> IntoFuture for Request<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.send().await.map(Response::into_value) })
    }
}

impl<T> Debug for Request<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("call", &self.call).field("flaw", &self.flaw).finish_non_exhaustive()
    }
}
