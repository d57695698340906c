//! How a client is configured.

use crate::client::GraphClient;
use crate::credential::TokenCredential;
use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::Pipeline;
use crate::service_root::ServiceRoot;
use reqwest::redirect;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

/// Long enough for any handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_secs(100);
const RESPONSE_LIMIT: usize = 8 * 1024 * 1024;
const USER_AGENT: &str = concat!("graph-client/", env!("CARGO_PKG_VERSION"));

/// Describes a [`GraphClient`].
#[derive(Default)]
pub struct GraphClientBuilder {
    credential: Option<Arc<dyn TokenCredential>>,
    service_root: Option<String>,
    timeout: Option<Duration>,
    response_limit: Option<usize>,
}

impl GraphClientBuilder {
    /// Where access tokens come from. Required.
    #[must_use]
    pub fn credential(mut self, credential: impl TokenCredential + 'static) -> Self {
        self.credential = Some(Arc::new(credential));
        self
    }

    /// The URL of the service with its version; `https://graph.microsoft.com/beta` if not set.
    ///
    /// Plain http is accepted for loopback addresses only.
    #[must_use]
    pub fn service_root(mut self, url: impl Into<String>) -> Self {
        self.service_root = Some(url.into());
        self
    }

    /// The time that a request may take, from asking for a token to the last byte of the answer; 100 seconds if not
    /// set. A single request may have its own: [`Create::timeout`](crate::Create::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The size in bytes that the body of an answer may have; 8 MiB if not set.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// An [`ErrorKind::Configuration`]: no credential, or a service root that is not an https URL (or an http one on
    /// loopback), or that has a user name, password, query or fragment in it.
    pub fn build(self) -> Result<GraphClient, Error> {
        let configuration = |message: &str| Error::new(ErrorKind::Configuration, Outcome::NotSent, message);
        let credential = self.credential.ok_or_else(|| {
            configuration("the client has no credential; give it one with `.credential(StaticToken::new(token))`")
        })?;
        let service_root = ServiceRoot::parse(self.service_root.as_deref().unwrap_or(ServiceRoot::DEFAULT))?;
        let mut http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect would carry token and body to wherever it points.
            .redirect(redirect::Policy::none())
            .referer(false);
        if service_root.is_loopback() {
            // What stays on this machine needs no proxy, and a plain http token shall not meet one.
            http = http.no_proxy();
        }
        let http =
            http.build().map_err(|error| configuration("the HTTP client could not be set up").with_source(error))?;
        let pipeline = Pipeline {
            http,
            credential,
            service_root,
            timeout: self.timeout.unwrap_or(TIMEOUT),
            response_limit: self.response_limit.unwrap_or(RESPONSE_LIMIT),
        };
        Ok(GraphClient { pipeline: Arc::new(pipeline) })
    }
}

impl Debug for GraphClientBuilder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphClientBuilder")
            .field("credential", &self.credential)
            .field("timeout", &self.timeout)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
