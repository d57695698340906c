//! Requests for any path and any type.

use super::Request;
use crate::response::FromResponse;
use graph_models::edm::Secret;
use graph_models::odata::Object;
use reqwest::header::{ACCEPT, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use std::marker::PhantomData;

/// Methods of the requests that [`Beta::request`](crate::beta::Beta::request) returns.
impl Request<Value> {
    /// Sets a path parameter. Percent-encodes the value.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1", "serialNumber": "PF2X8K1L" }))?;
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities/{id}";
    /// let device = client.beta().request("GET", path).parameter("id", "1").await?;
    /// assert_eq!(device["serialNumber"], "PF2X8K1L");
    /// # Ok(()) }
    /// ```
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.call.path = self.call.path.with_parameter(name, value);
        self
    }

    /// Sends a body as JSON. Errors redact base64 values of more than 100 characters in it, such as hardware hashes. They may
    /// quote anything else: name other secrets with [`secret`](Self::secret), or send a model with [`object`](Self::object).
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities";
    /// let created = client.beta().request("POST", path).json(&json!({ "serialNumber": "PF2X8K1L" })).await?;
    /// assert_eq!(created["serialNumber"], "PF2X8K1L");
    /// # Ok(()) }
    /// ```
    pub fn json(self, body: &impl Serialize) -> Self {
        self.with_body(body)
    }

    /// Sends an object of [`graph_models`] as JSON, and redacts its secrets and binary values in every error, as typed requests
    /// do.
    ///
    /// ```
    /// # use graph_client::StatusCode;
    /// # use graph_client::emulator::Emulator;
    /// # use graph_client::emulator::Fault;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let device = WindowsAutopilotDeviceIdentity::new().with_product_key("00330-80000-00000-AA123");
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities/{id}";
    /// # let quote = Fault::respond(StatusCode::BAD_REQUEST, [("request-id", "1")], "00330-80000-00000-AA123 is in use");
    /// # emulator.inject_faults([quote]);
    /// let error = client.beta().request("PATCH", path).parameter("id", "1").object(&device).await.unwrap_err();
    /// assert_eq!(error.body_excerpt(), Some("[redacted] is in use"));
    /// # Ok(()) }
    /// ```
    pub fn object(self, object: &impl Object) -> Self {
        self.with_object(object)
    }

    /// Names a secret that is in the body or in a header, to redact it in every error.
    ///
    /// ```
    /// # use graph_client::StatusCode;
    /// # use graph_client::emulator::Emulator;
    /// # use graph_client::emulator::Fault;
    /// use serde_json::json;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let password = "correct horse battery";
    /// let body = json!({ "passwordProfile": { "password": password } });
    /// let request = client.beta().request("PATCH", "/users/{id}").parameter("id", "adele@contoso.com");
    /// # let quote = Fault::respond(StatusCode::BAD_REQUEST, [("request-id", "1")], "weak: correct horse battery");
    /// # emulator.inject_faults([quote]);
    /// let error = request.json(&body).secret(password).await.unwrap_err();
    /// assert_eq!(error.body_excerpt(), Some("weak: [redacted]"));
    /// # Ok(()) }
    /// ```
    pub fn secret(self, secret: impl Into<Secret>) -> Self {
        self.with_secrets([secret.into()])
    }

    /// Sets the type that the response is read as: a model, a [`Page`](crate::Page) of models, `()` for an empty body,
    /// [`IgnoredAny`](serde::de::IgnoredAny) for any JSON, a [`Text`](crate::Text) or the [`Content`](crate::Content) of any
    /// other media type.
    ///
    /// ```
    /// # use graph_client::emulator::{Emulator, ObjectKind};
    /// # use serde_json::json;
    /// use graph_client::Page;
    /// use graph_models::beta::Entity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// # emulator.seed(ObjectKind::Device, &json!({ "id": "1" }))?;
    /// let request = client.beta().request("GET", "/deviceManagement/windowsAutopilotDeviceIdentities").returning::<Page<Entity>>();
    /// let devices = request.all().await?;
    /// assert_eq!(devices[0].id.as_deref(), Some("1"));
    /// # Ok(()) }
    /// ```
    pub fn returning<U: FromResponse>(self) -> Request<U> {
        let Self { pipeline, mut call, invalid, .. } = self;
        call.headers.entry(ACCEPT).or_insert(HeaderValue::from_static(U::ACCEPT));
        Request { pipeline, call, invalid, response: PhantomData }
    }
}
