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
    /// See [`Beta::request`](crate::beta::Beta::request) for an example.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.call.path = self.call.path.with_parameter(name, value);
        self
    }

    /// Sends a body as JSON.
    ///
    /// See [`Beta::request`](crate::beta::Beta::request) for an example.
    pub fn json(self, body: &impl Serialize) -> Self {
        self.with_body(body)
    }

    /// Sends an object of [`graph_models`] as JSON, and redacts its secrets in every error, as typed requests do.
    ///
    /// ```no_run
    /// # use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let device = WindowsAutopilotDeviceIdentity::new().with_product_key("00330-80000-00000-AA123");
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities/{id}";
    /// client.beta().request("PATCH", path).parameter("id", "1").object(&device).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn object(self, object: &impl Object) -> Self {
        self.with_object(object)
    }

    /// Names a secret that is in the body or in a header, to redact it in every error.
    ///
    /// ```no_run
    /// # use serde_json::json;
    /// # async fn example(client: graph_client::GraphClient, password: &str) -> Result<(), graph_client::Error> {
    /// let body = json!({ "passwordProfile": { "password": password } });
    /// let request = client.beta().request("PATCH", "/users/{id}").parameter("id", "adele@contoso.com");
    /// request.json(&body).secret(password).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn secret(self, secret: impl Into<Secret>) -> Self {
        self.with_secrets([secret.into()])
    }

    /// Sets the type that the response is read as: a model, a [`Page`](crate::Page) of models, `()` for an empty body,
    /// [`IgnoredAny`](serde::de::IgnoredAny) for any JSON, a [`Text`](crate::Text) or the [`Content`](crate::Content) of any
    /// other media type.
    ///
    /// ```no_run
    /// use graph_client::Page;
    /// use graph_models::beta::Entity;
    ///
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let request = client.beta().request("GET", "/deviceManagement/managedDevices").returning::<Page<Entity>>();
    /// let managed = request.all().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<U: FromResponse>(self) -> Request<U> {
        let Self { pipeline, mut call, invalid, .. } = self;
        call.headers.entry(ACCEPT).or_insert(HeaderValue::from_static(U::ACCEPT));
        Request { pipeline, call, invalid, response: PhantomData }
    }
}
