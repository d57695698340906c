//! Requests that create an entity in a collection.

use crate::client::GraphClient;
use crate::error::{Error, ErrorKind, Outcome};
use crate::path::ResourcePath;
use crate::pipeline::Call;
use crate::response::Response;
use graph_models::support::Object;
use reqwest::{Method, StatusCode};
use std::fmt::{self, Debug, Formatter};
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

/// A request to create an entity. It is sent when it is awaited.
///
/// ```no_run
/// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// # use std::time::Duration;
/// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
/// let devices = client.device_management().windows_autopilot_device_identities();
/// let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L");
///
/// let created = devices.create(&device).await?;
/// let response = devices.create(&device).timeout(Duration::from_secs(20)).send().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a request is sent when it is awaited"]
pub struct Create<T> {
    client: GraphClient,
    /// What to send, or why it cannot be sent. Reported when the request is awaited.
    call: Result<Call, Error>,
    entity: PhantomData<fn() -> T>,
}

impl<T: Object> Create<T> {
    pub(crate) fn new(client: GraphClient, path: &ResourcePath, entity: &T) -> Self {
        let call = prepare(&client, path, entity).map_err(|error| error.with_call(&Method::POST, path.template()));
        Self { client, call, entity: PhantomData }
    }

    /// The time that this request may take, instead of the client's.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        if let Ok(call) = &mut self.call {
            call.timeout = Some(timeout);
        }
        self
    }

    /// Sends the request and gives the whole answer; awaiting the request itself gives only the entity.
    ///
    /// The request is sent once.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`] for what can go wrong; [`Error::outcome`] says whether the entity may exist nevertheless.
    pub async fn send(self) -> Result<Response<T>, Error> {
        let call = self.call?;
        self.client.pipeline.send(&call).await
    }
}

fn prepare<T: Object>(client: &GraphClient, path: &ResourcePath, entity: &T) -> Result<Call, Error> {
    let url = client.pipeline.service_root.join(path.encoded()?);
    let body = serde_json::to_vec(entity).map_err(|error| {
        Error::new(ErrorKind::Request, Outcome::NotSent, "the entity cannot be written as JSON").with_source(error)
    })?;
    Ok(Call {
        method: Method::POST,
        url,
        path_template: path.template().to_owned(),
        body: body.into(),
        secrets: entity.secrets(),
        success: StatusCode::CREATED,
        timeout: None,
    })
}

impl<T: Object + 'static> IntoFuture for Create<T> {
    type Output = Result<T, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.send().await.map(Response::into_value) })
    }
}

impl<T> Debug for Create<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Create").field("call", &self.call).finish_non_exhaustive()
    }
}
