//! The configuration of a client.

use super::GraphClient;
use crate::cloud::Cloud;
use crate::credential::{TokenCache, TokenCredential};
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Outcome};
use crate::pipeline::{AttemptHook, Configure, Gate, Pipeline, Settings, Transport};
use crate::retry::RetryPolicy;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;

/// The range of the limit of requests per second.
const SLOWEST: f64 = 0.001;
const FASTEST: f64 = 1_000_000.0;

/// A builder of a [`GraphClient`].
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
    endpoint: Option<String>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    timeout: Duration,
    retry: RetryPolicy,
    requests_per_second: Option<f64>,
    response_limit: usize,
    configure: Configure,
    attempt_hook: Option<Arc<dyn AttemptHook>>,
}

impl GraphClientBuilder {
    /// Sets the source of access tokens. Required.
    #[must_use]
    pub fn credential(mut self, credential: impl TokenCredential + 'static) -> Self {
        self.credential = Some(Arc::new(credential));
        self
    }

    /// Sets the cloud, which decides the endpoint and the scope of tokens. Defaults to [`Cloud::Global`].
    #[must_use]
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// Sets the endpoint, instead of the [cloud](Self::cloud)'s: the URL of a host, such as
    /// `https://graph.microsoft.com`. Plain http is accepted for loopback addresses only. Tokens are sent only there.
    ///
    /// The URL has no path, because the version is a step of the path: [`GraphClient::beta`].
    ///
    /// If a cloud is also set, as for a gateway, tokens have its scope. Otherwise they have the scope of the endpoint.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets the timeout for connecting, including TLS. Defaults to 10 seconds.
    ///
    /// A request that fails this way was not sent.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the timeout of each attempt, from connecting to the last byte of the response. Defaults to 100 seconds.
    ///
    /// [`Request::attempt_timeout`](crate::Request::attempt_timeout) overrides it for one request.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the timeout of a request as a whole, including tokens, all attempts and the waits between them. Defaults to 5
    /// minutes.
    ///
    /// [`Request::timeout`](crate::Request::timeout) overrides it for one request.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the retry policy.
    ///
    /// [`Request::retry`](crate::Request::retry) overrides it for one request.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Limits the attempts of the client and its clones together, evenly spaced. Without a limit, the client sends at once what
    /// it is given until the service throttles it.
    ///
    /// Set it if other programs share the service's limit, or if throttled attempts must not occur. [`build`](Self::build)
    /// fails unless the number is from 0.001 to 1,000,000.
    ///
    /// ```
    /// use graph_client::{GraphClient, StaticToken};
    ///
    /// // Intune accepts 100 writes in 20 seconds.
    /// let client = GraphClient::builder().credential(StaticToken::new("t")).requests_per_second(4.5).build()?;
    /// # Ok::<(), graph_client::Error>(())
    /// ```
    #[must_use]
    pub fn requests_per_second(mut self, requests: impl Into<f64>) -> Self {
        self.requests_per_second = Some(requests.into());
        self
    }

    /// Sets the maximum size of a response body in bytes, before and after it is inflated. Defaults to 8 MiB.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Configures the HTTP client: proxies, root certificates, client certificates, the user agent.
    ///
    /// The function is called again for connections that are not shared with other requests. It cannot change the settings
    /// that this crate relies on: redirects are not followed, the HTTP client retries nothing itself, inflates nothing and
    /// logs no bytes, and loopback is reached without a proxy.
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
    pub(crate) fn attempt_hook(mut self, hook: Arc<dyn AttemptHook>) -> Self {
        self.attempt_hook = Some(hook);
        self
    }

    /// Builds the client without sending anything.
    ///
    /// # Errors
    ///
    /// Returns an [`ErrorKind::Configuration`] if no credential is set or its token is invalid, if the endpoint is not the URL
    /// of a host with https (or with http on loopback), if a timeout or the response limit is zero, if the limit of requests
    /// is out of range, or if the HTTP client
    /// cannot be set up.
    pub fn build(self) -> Result<GraphClient, Error> {
        let credential = self.credential.ok_or_else(|| {
            invalid("the client has no credential; set one with `.credential(StaticToken::new(token))`")
        })?;
        credential
            .check()
            .map_err(|error| invalid(&format!("invalid credential: {error}")).with_shared_source(error.into()))?;
        if self.requests_per_second.is_some_and(|limit| !(SLOWEST..=FASTEST).contains(&limit)) {
            return Err(invalid(&format!("the limit of requests per second must be from {SLOWEST} to {FASTEST}")));
        }
        for (name, timeout) in [
            ("connect_timeout", self.connect_timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("timeout", self.timeout),
        ] {
            if timeout.is_zero() {
                return Err(invalid(&format!("the {name} is zero: no request could be sent")));
            }
        }
        if self.response_limit == 0 {
            return Err(invalid("the response_limit is zero: no response could be read"));
        }
        let cloud = self.cloud.unwrap_or_default();
        let endpoint = Endpoint::parse(self.endpoint.as_deref().unwrap_or(cloud.endpoint()))?;
        let scope = self.cloud.map_or_else(|| endpoint.scope(), |cloud| cloud.scope().to_owned());
        let settings = Settings {
            configure: self.configure,
            connect_timeout: self.connect_timeout,
            is_https: endpoint.is_https(),
            is_loopback: endpoint.is_loopback(),
            host: endpoint.authority().to_owned(),
        };
        let pipeline = Pipeline {
            transport: Transport::new(settings)?,
            tokens: TokenCache::new(credential, &scope),
            gate: Gate::new(self.requests_per_second),
            endpoint,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            retry: self.retry,
            response_limit: self.response_limit,
            attempt_hook: self.attempt_hook,
        };
        Ok(GraphClient { pipeline: Arc::new(pipeline) })
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, Outcome::NotSent, message)
}

impl Default for GraphClientBuilder {
    fn default() -> Self {
        Self {
            credential: None,
            cloud: None,
            endpoint: None,
            // Long enough for any handshake.
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(100),
            timeout: Duration::from_secs(300),
            retry: RetryPolicy::default(),
            requests_per_second: None,
            response_limit: 8 * 1024 * 1024,
            configure: Box::new(|http| http),
            attempt_hook: None,
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
            .field("requests_per_second", &self.requests_per_second)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
