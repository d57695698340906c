//! Describes a request, without its token and deadline.

use super::{CLIENT_REQUEST_ID, RETRY_ATTEMPT, content_coding};
use crate::endpoint::Endpoint;
use crate::path::ResourcePath;
use crate::redact::long_values;
use crate::retry::RetryPolicy;
use crate::version::Version;
use bytes::Bytes;
use graph_models::edm::Secret;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::{self, Debug, Formatter};
use std::time::Duration;

/// The number of headers that the client and the HTTP client add.
const HEADERS: usize = 8;

/// A description of a request, without its token and deadline.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) version: Version,
    pub(crate) path: ResourcePath,
    /// Percent-encoded, without the question mark.
    pub(crate) query: String,
    /// A link of the service, instead of the path. The query is appended to its own.
    pub(crate) link: Option<Url>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// The known secrets in headers and body.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) operation: Operation,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether to retry it even if it may have been carried out.
    pub(crate) retries_unknown: bool,
}

/// An operation of the API, as documented.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operation {
    /// The statuses of success that the documentation names. Another 2xx is a success if it has the [content](Self::content).
    pub(crate) documented: &'static [StatusCode],
    pub(crate) content: Content,
    /// The statuses with which the service refuses the operation by a rule. They are results, not errors: they are not
    /// retried, and a 429 among them does not throttle other requests.
    pub(crate) refusals: &'static [StatusCode],
    /// The least privileged permission.
    pub(crate) permission: Option<&'static str>,
    /// An alternative for tenants without the route.
    pub(crate) alternative: Option<&'static str>,
}

/// The content of a successful response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Content {
    /// Unknown: any response with a 2xx is a success.
    #[default]
    Any,
    /// Nothing. A body of JSON is ignored.
    Nothing,
    /// An object of the service.
    Object,
    /// A page of objects of the service.
    Page,
}

impl Call {
    pub(crate) fn new(method: Method, version: Version, path: ResourcePath, operation: Operation) -> Self {
        Self {
            method,
            version,
            path,
            query: String::new(),
            link: None,
            headers: HeaderMap::new(),
            body: None,
            secrets: Vec::new(),
            operation,
            timeout: None,
            attempt_timeout: None,
            retry: None,
            retries_unknown: false,
        }
    }

    /// Turns the call into one that reads on from a link of the service, even if the call was a POST.
    pub(crate) fn read_on(&mut self) {
        self.method = Method::GET;
        self.body = None;
        // The link has the query of the request that it continues.
        self.query.clear();
    }

    pub(crate) fn url(&self, endpoint: &Endpoint) -> Url {
        let link = self.link.clone();
        let mut url = link.unwrap_or_else(|| endpoint.join(self.version, self.path.encoded()));
        if !self.query.is_empty() {
            let query = match url.query() {
                Some(query) if !query.is_empty() => Cow::Owned(format!("{query}&{}", self.query)),
                _ => Cow::Borrowed(self.query.as_str()),
            };
            url.set_query(Some(&query));
        }
        url
    }

    /// Returns the long base64 values in query and body that are not among the [secrets](Self::secrets).
    pub(super) fn long_values(&self) -> Vec<Secret> {
        let body = String::from_utf8_lossy(self.body.as_deref().unwrap_or_default());
        let link_query = self.link.as_ref().and_then(Url::query).unwrap_or_default();
        let known: HashSet<&str> =
            self.secrets.iter().map(|known| known.expose_secret().trim_end_matches('=')).collect();
        let values = [&self.query, link_query, &body].into_iter().flat_map(long_values);
        values.filter(|value| !known.contains(value.expose_secret())).collect()
    }

    /// Returns path and query below the version, with a leading slash. `None` if a link leads to another version.
    pub(crate) fn relative_url(&self, endpoint: &Endpoint) -> Option<String> {
        let url = self.url(endpoint);
        let path = url.path().strip_prefix('/')?.strip_prefix(self.version.as_str())?;
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        path.starts_with('/').then(|| format!("{path}{query}"))
    }

    /// Builds the request of an attempt, counted from 1, without its body and its token.
    pub(super) fn to_request(&self, endpoint: &Endpoint, client_request_id: &str, attempt: u32) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url(endpoint));
        let headers = request.headers_mut();
        headers.reserve(HEADERS + self.headers.len());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(content_coding::ACCEPTED));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        } else if matches!(self.method, Method::POST | Method::PUT | Method::PATCH) {
            // Servers may refuse such a request without a length with 411, even if it has no body (RFC 9110, section 8.6).
            headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        headers.extend(self.headers.clone());
        let id = HeaderValue::from_str(client_request_id).expect("the characters of a UUID are visible ASCII");
        headers.insert(CLIENT_REQUEST_ID, id);
        if attempt > 1 {
            headers.insert(RETRY_ATTEMPT, HeaderValue::from(attempt - 1));
        }
        request
    }
}

impl Debug for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path.template())
            .field("body", &self.body.as_ref().map(|body| format!("[{} bytes]", body.len())))
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
