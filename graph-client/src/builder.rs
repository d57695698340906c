//! How a client is configured.

use crate::client::GraphClient;
use crate::cloud::Cloud;
use crate::credential::{TokenCache, TokenCredential};
use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::{Configure, Pipeline, Settings, Transport};
use crate::retry::RetryPolicy;
use crate::service_root::ServiceRoot;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

/// Describes a [`GraphClient`].
///
/// ```
/// use graph_client::{Cloud, GraphClient, RetryPolicy, StaticToken};
/// use std::time::Duration;
///
/// let client = GraphClient::builder()
///     .credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln"))
///     .cloud(Cloud::UsGovernment)
///     .timeout(Duration::from_secs(120))
///     .attempt_timeout(Duration::from_secs(30))
///     .retry(RetryPolicy::default().with_max_attempts(3))
///     .build()?;
/// # Ok::<(), graph_client::Error>(())
/// ```
pub struct GraphClientBuilder {
    credential: Option<Arc<dyn TokenCredential>>,
    cloud: Option<Cloud>,
    service_root: Option<String>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    timeout: Duration,
    retry: RetryPolicy,
    response_limit: usize,
    configure: Configure,
    #[cfg(feature = "emulator")]
    emulator: Option<crate::emulator::Link>,
}

impl GraphClientBuilder {
    /// Where access tokens come from. Required.
    #[must_use]
    pub fn credential(mut self, credential: impl TokenCredential + 'static) -> Self {
        self.credential = Some(Arc::new(credential));
        self
    }

    /// The cloud that the service is in; [`Cloud::Global`] if neither this nor a [service root](Self::service_root) is set.
    #[must_use]
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// The URL of the service with its version, instead of that of a [cloud](Self::cloud). Tokens are sent there and
    /// nowhere else; plain http is accepted for loopback addresses only.
    ///
    /// The scope of the tokens is that of the cloud if one is set as well, as for a gateway before it, and otherwise that
    /// of the URL's origin.
    #[must_use]
    pub fn service_root(mut self, url: impl Into<String>) -> Self {
        self.service_root = Some(url.into());
        self
    }

    /// The time that it may take to connect, with TLS; 10 seconds if not set. A request whose connection takes longer was
    /// not sent.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The time that each attempt may take, from connecting to the last byte of the answer; 100 seconds if not set. A
    /// single request may have its own: [`Request::attempt_timeout`](crate::Request::attempt_timeout).
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The time that a request may take, from asking for a token to the last byte of the last answer, with the waits
    /// between attempts; 5 minutes if not set. A single request may have its own:
    /// [`Request::timeout`](crate::Request::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How often a request is repeated. A single request may have its own policy:
    /// [`Request::retry`](crate::Request::retry).
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The size in bytes that the body of an answer may have; 8 MiB if not set.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets up the HTTP client: proxies, root certificates, client certificates, the user agent and the like. The function
    /// is called again when connections are needed that are not shared with other requests.
    ///
    /// Some settings cannot be changed, because the client's promises hang on them: redirects are not followed, no
    /// request is repeated below the client's own policy, bytes are not logged, and loopback is reached without a proxy.
    ///
    /// ```
    /// use graph_client::reqwest::Proxy;
    /// use graph_client::{GraphClient, StaticToken};
    ///
    /// let proxy = Proxy::https("http://proxy.example:3128")?;
    /// let client = GraphClient::builder()
    ///     .credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln"))
    ///     .http(move |http| http.proxy(proxy.clone()).user_agent("enrolment/1.0"))
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn http(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure = Box::new(configure);
        self
    }

    #[cfg(feature = "emulator")]
    pub(crate) fn emulator(mut self, link: crate::emulator::Link) -> Self {
        self.emulator = Some(link);
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// An [`ErrorKind::Configuration`]: no credential; a service root that is not an https URL (or an http one on
    /// loopback), or that has a user name, password, query or fragment in it; HTTP settings that cannot be had.
    pub fn build(self) -> Result<GraphClient, Error> {
        let credential = self.credential.ok_or_else(|| {
            let message = "the client has no credential; give it one with `.credential(StaticToken::new(token))`";
            Error::new(ErrorKind::Configuration, Outcome::NotSent, message)
        })?;
        let cloud = self.cloud.unwrap_or_default();
        let service_root = ServiceRoot::parse(self.service_root.as_deref().unwrap_or(cloud.service_root()))?;
        let scope = self.cloud.map_or_else(|| service_root.scope(), |cloud| cloud.scope().to_owned());
        let settings = Settings {
            configure: self.configure,
            connect_timeout: self.connect_timeout,
            is_loopback: service_root.is_loopback(),
        };
        let pipeline = Pipeline {
            transport: Transport::new(settings)?,
            tokens: TokenCache::new(credential, &scope),
            service_root,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            response_limit: self.response_limit,
            #[cfg(feature = "emulator")]
            emulator: self.emulator,
        };
        Ok(GraphClient { pipeline: Arc::new(pipeline) })
    }
}

impl Default for GraphClientBuilder {
    fn default() -> Self {
        Self {
            credential: None,
            cloud: None,
            service_root: None,
            // Long enough for any handshake.
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(100),
            timeout: Duration::from_secs(300),
            retry: RetryPolicy::default(),
            response_limit: 8 * 1024 * 1024,
            configure: Box::new(|http| http),
            #[cfg(feature = "emulator")]
            emulator: None,
        }
    }
}

impl Debug for GraphClientBuilder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphClientBuilder")
            .field("credential", &self.credential)
            .field("cloud", &self.cloud)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
