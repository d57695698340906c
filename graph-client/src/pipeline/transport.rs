//! The HTTP client.

use super::failure::{self, Circumstances};
use super::sent_body::SentBody;
use crate::error::{AttemptError, Error, ErrorKind, Outcome};
use bytes::Bytes;
use reqwest::{Body, ClientBuilder, redirect, retry};
use std::sync::OnceLock;
use std::time::Duration;

const USER_AGENT: &str = concat!("graph-client/", env!("CARGO_PKG_VERSION"));

/// The limit of a response's headers over HTTP/2, in bytes. With the default of 16 KiB, a `Location` of nearly that size, which is
/// kept whole, would fail a request that was carried out. Over HTTP/1, the limit is 400 KiB.
const HEADER_LIST_LIMIT: u32 = 64 * 1024;

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
    pub(crate) is_https: bool,
    pub(crate) is_loopback: bool,
    /// The host of the service, for errors.
    pub(crate) host: String,
}

impl Settings {
    fn build(&self, pool: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<reqwest::Client, Error> {
        let defaults = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(self.connect_timeout)
            .http2_max_header_list_size(HEADER_LIST_LIMIT);
        let configured = (self.configure)(defaults)
            // A redirect would carry token and body to another origin.
            .redirect(redirect::Policy::none())
            .referer(false)
            // The retry policy alone decides on retries. Without any, no request is copied.
            .retry(retry::never().max_retries_per_request(0))
            // Bodies are inflated by `content_coding`, whichever features of the HTTP client are enabled.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            // A verbose connection logs every byte, including the token.
            .connection_verbose(false);
        // Do not send a token over plain http to a proxy.
        let configured = if self.is_loopback { configured.no_proxy() } else { configured };
        // Do not read the certificates of the system for a TLS connection that is never made.
        let configured = if self.is_https { configured } else { configured.tls_certs_only([]) };
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

    /// Sends a request with this body.
    pub(super) async fn send(
        &self,
        mut request: reqwest::Request,
        body: Bytes,
        on_new_connection: bool,
    ) -> Result<reqwest::Response, AttemptError> {
        let client = if on_new_connection { self.unpooled()? } else { &self.pooled };
        let timeout = request.timeout().copied().unwrap_or_default();
        let (body, is_sent) = SentBody::new(body);
        *request.body_mut() = Some(Body::wrap(body));
        client.execute(request).await.map_err(|error| {
            let proxy = if error.is_connect() { proxy_of(client) } else { None };
            let circumstances = Circumstances {
                host: &self.settings.host,
                proxy: proxy.as_deref(),
                is_sent: is_sent.is_sent_or_abandon(),
                timeout,
            };
            failure::classify(error, &circumstances)
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

/// Returns the host and port of the proxy for https, if the client has one. Only the text for debugging names it; it leaves out
/// the credentials.
fn proxy_of(client: &reqwest::Client) -> Option<String> {
    let text = format!("{client:?}");
    let (_, after) = text.split_once("https: Intercept { uri: ")?;
    let url = after.split([' ', ',', '}']).next()?;
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next()?;
    Some(authority.rsplit('@').next().unwrap_or(authority).to_owned()).filter(|authority| !authority.is_empty())
}
