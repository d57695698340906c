//! The client.

mod builder;

use crate::beta::Beta;
use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::Pipeline;
pub use builder::GraphClientBuilder;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::Instant;

/// A client for Microsoft Graph. Cheap to clone; clones share connections and tokens, and wait together when the
/// service throttles one of them.
///
/// Await requests inside a tokio runtime with time and I/O enabled, such as that of `#[tokio::main]`.
///
/// ```
/// use graph_client::{GraphClient, StaticToken};
///
/// let client = GraphClient::builder().credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln")).build()?;
/// assert_eq!(client.endpoint(), "https://graph.microsoft.com");
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone)]
pub struct GraphClient {
    pipeline: Arc<Pipeline>,
}

impl GraphClient {
    /// Creates a builder. A credential is required, everything else has a default.
    #[must_use]
    pub fn builder() -> GraphClientBuilder {
        GraphClientBuilder::default()
    }

    /// Returns the origin that requests and tokens are sent to.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.pipeline.endpoint.as_str()
    }

    /// Returns a receiver of the times until which the service throttles the client.
    pub(crate) fn throttling(&self) -> watch::Receiver<Option<Instant>> {
        self.pipeline.gate.closed_until()
    }

    /// Returns the id of the tenant that the access token is for, if the token names it.
    pub(crate) async fn tenant_id(&self) -> Result<Option<String>, Error> {
        let token = self.pipeline.tokens.token(None).await.map_err(|source| {
            let error = Error::new(ErrorKind::Credential, Outcome::NotSent, "could not acquire an access token");
            error.with_shared_source(source)
        })?;
        Ok(token.tenant_id())
    }

    /// Returns the version `beta` of the API: `/beta`.
    #[must_use]
    pub fn beta(&self) -> Beta {
        Beta::new(Arc::clone(&self.pipeline))
    }
}

impl Debug for GraphClient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphClient")
            .field("endpoint", &self.endpoint())
            .field("timeout", &self.pipeline.timeout)
            .field("attempt_timeout", &self.pipeline.attempt_timeout)
            .field("retry", &self.pipeline.retry)
            .field("response_limit", &self.pipeline.response_limit)
            .finish_non_exhaustive()
    }
}
