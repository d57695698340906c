//! The client.

use crate::builder::GraphClientBuilder;
use crate::device_management::DeviceManagement;
use crate::path::ResourcePath;
use crate::pipeline::{Contract, Pipeline};
use crate::request::Request;
use reqwest::Method;
use serde_json::Value;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

const METHODS: [Method; 7] =
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// A client for Microsoft Graph. Cheap to clone; clones share connections and tokens.
///
/// Requests are awaited inside a tokio runtime that has time and I/O enabled, as `#[tokio::main]` makes it.
///
/// ```
/// use graph_client::{GraphClient, StaticToken};
///
/// let client = GraphClient::builder().credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln")).build()?;
/// assert_eq!(client.service_root(), "https://graph.microsoft.com/beta");
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone)]
pub struct GraphClient {
    pub(crate) pipeline: Arc<Pipeline>,
}

impl GraphClient {
    /// Begins to describe a client. It needs a credential, the rest has defaults.
    #[must_use]
    pub fn builder() -> GraphClientBuilder {
        GraphClientBuilder::default()
    }

    /// The URL that paths are appended to.
    #[must_use]
    pub fn service_root(&self) -> &str {
        self.pipeline.service_root.as_str()
    }

    /// Device management: `/deviceManagement`.
    #[must_use]
    pub fn device_management(&self) -> DeviceManagement {
        DeviceManagement::new(self.clone())
    }

    /// A call that this crate has no method for, with everything that its own calls have: tokens, repetitions, limits,
    /// errors. Any 2xx means success.
    ///
    /// The path begins with `/` and counts from the [service root](Self::service_root). A segment that is a key is written as
    /// a name in braces and given with [`parameter`](Request::parameter): logs and errors show the name. What stands in the
    /// path literally and is not made of letters is not shown either. The method is one of GET, HEAD, OPTIONS, POST, PUT,
    /// PATCH and DELETE, as a [`Method`](reqwest::Method) or as text.
    ///
    /// ```no_run
    /// use graph_client::Method;
    /// use serde_json::json;
    ///
    /// # async fn example(client: graph_client::GraphClient) -> Result<(), graph_client::Error> {
    /// let organization = client.request(Method::GET, "/organization").query("$select", "id,displayName").await?;
    /// println!("{}", organization["value"][0]["displayName"]);
    ///
    /// client
    ///     .request("POST", "/deviceManagement/windowsAutopilotDeviceIdentities/{id}/updateDeviceProperties")
    ///     .parameter("id", "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa")
    ///     .json(&json!({ "groupTag": "lab" }))
    ///     .returning::<()>()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: impl TryInto<Method>, path: &str) -> Request<Value> {
        let method = method.try_into().ok().filter(|method| METHODS.contains(method));
        let path = ResourcePath::parse(path);
        let Some(method) = method else {
            let mut request = Request::new(self.clone(), Method::GET, path, Contract::default());
            request.refuse("the method is none of GET, HEAD, OPTIONS, POST, PUT, PATCH and DELETE", None);
            return request;
        };
        Request::new(self.clone(), method, path, Contract::default())
    }
}

impl Debug for GraphClient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphClient")
            .field("service_root", &self.service_root())
            .field("timeout", &self.pipeline.timeout)
            .field("attempt_timeout", &self.pipeline.attempt_timeout)
            .field("retry", &self.pipeline.retry)
            .field("response_limit", &self.pipeline.response_limit)
            .finish_non_exhaustive()
    }
}
