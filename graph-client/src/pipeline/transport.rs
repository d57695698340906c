//! The HTTP client, and the mapping of its errors to outcomes.

use crate::error::{Error, ErrorKind, Outcome};
use reqwest::{ClientBuilder, redirect, retry};
use std::sync::OnceLock;
use std::time::Duration;

const USER_AGENT: &str = concat!("graph-client/", env!("CARGO_PKG_VERSION"));

/// The caller's configuration of the HTTP client: proxies, certificates and the like.
pub(crate) type Configure = Box<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// A sender of requests, over pooled or new connections.
pub(crate) struct Transport {
    pooled: reqwest::Client,
    /// Pools no connections. Built on first use.
    unpooled: OnceLock<reqwest::Client>,
    settings: Settings,
}

pub(crate) struct Settings {
    pub(crate) configure: Configure,
    pub(crate) connect_timeout: Duration,
    pub(crate) is_loopback: bool,
}

impl Settings {
    fn build(&self, pool: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<reqwest::Client, Error> {
        let defaults = reqwest::Client::builder().user_agent(USER_AGENT).connect_timeout(self.connect_timeout);
        let configured = (self.configure)(defaults)
            // A redirect would carry token and body to another origin.
            .redirect(redirect::Policy::none())
            .referer(false)
            // The retry policy alone decides on retries.
            .retry(retry::never())
            // Bodies are inflated by `content_coding`, whichever features of the HTTP client are enabled.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            // A verbose connection logs every byte, including the token.
            .connection_verbose(false);
        // Do not send a token over plain http to a proxy.
        let configured = if self.is_loopback { configured.no_proxy() } else { configured };
        pool(configured).build().map_err(|error| {
            Error::new(ErrorKind::Configuration, Outcome::NotSent, "could not set up the HTTP client")
                .with_source(error)
        })
    }
}

impl Transport {
    pub(crate) fn new(settings: Settings) -> Result<Self, Error> {
        Ok(Self { pooled: settings.build(|client| client)?, unpooled: OnceLock::new(), settings })
    }

    pub(super) async fn send(
        &self,
        request: reqwest::Request,
        on_new_connection: bool,
    ) -> Result<reqwest::Response, Error> {
        let client = if on_new_connection { self.unpooled()? } else { &self.pooled };
        let time = request.timeout().copied().unwrap_or_default();
        client.execute(request).await.map_err(|error| {
            let (kind, outcome, message) = if error.is_connect() {
                (ErrorKind::Connection, Outcome::NotSent, "could not connect to the service".to_owned())
            } else if error.is_builder() {
                (ErrorKind::Request, Outcome::NotSent, "could not build the request".to_owned())
            } else if error.is_timeout() {
                (ErrorKind::Timeout, Outcome::Unknown, format!("the service did not respond within {time:?}"))
            } else {
                let message = "the connection was lost before the service responded";
                (ErrorKind::Connection, Outcome::Unknown, message.to_owned())
            };
            // The URL contains ids; the error has the path template.
            Error::new(kind, outcome, message).with_source(error.without_url())
        })
    }

    fn unpooled(&self) -> Result<&reqwest::Client, Error> {
        if let Some(client) = self.unpooled.get() {
            return Ok(client);
        }
        let client = self.settings.build(|client| client.pool_max_idle_per_host(0))?;
        Ok(self.unpooled.get_or_init(|| client))
    }
}
