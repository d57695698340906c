//! What to ask of the service.

use super::CLIENT_REQUEST_ID;
use crate::error::Error;
use crate::path::ResourcePath;
use crate::retry::RetryPolicy;
use crate::service_root::ServiceRoot;
use bytes::Bytes;
use graph_models::edm::Secret;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use std::fmt::{self, Debug, Formatter};
use std::time::Duration;

/// A request before it has a token and a time.
#[derive(Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) path: ResourcePath,
    /// Percent-encoded, without the question mark.
    pub(crate) query: String,
    /// Where the service itself says that the rest is, instead of path and query.
    pub(crate) link: Option<Url>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    /// What of the body must not be shown.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) contract: Contract,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether it is sent again although it may have been carried out.
    pub(crate) repeats_unknown: bool,
}

/// What the documentation says about a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contract {
    /// The statuses that mean success; any 2xx if there are none.
    pub(crate) success: &'static [StatusCode],
    /// The least permission that it needs.
    pub(crate) permission: Option<&'static str>,
    /// What to call where the service has no route for it.
    pub(crate) instead: Option<&'static str>,
}

impl Contract {
    pub(crate) fn is_success(&self, status: StatusCode) -> bool {
        if self.success.is_empty() { status.is_success() } else { self.success.contains(&status) }
    }
}

impl Call {
    pub(crate) fn new(method: Method, path: ResourcePath, contract: Contract) -> Self {
        Self {
            method,
            path,
            query: String::new(),
            link: None,
            headers: HeaderMap::new(),
            body: None,
            secrets: Vec::new(),
            contract,
            timeout: None,
            attempt_timeout: None,
            retry: None,
            repeats_unknown: false,
        }
    }

    pub(crate) fn url(&self, service_root: &ServiceRoot) -> Result<Url, Error> {
        if let Some(link) = &self.link {
            return Ok(link.clone());
        }
        let mut url = service_root.join(self.path.encoded()?);
        url.set_query(Some(self.query.as_str()).filter(|query| !query.is_empty()));
        Ok(url)
    }

    /// The request, as all attempts of the call have it in common.
    pub(super) fn to_request(
        &self,
        service_root: &ServiceRoot,
        client_request_id: &str,
    ) -> Result<reqwest::Request, Error> {
        let mut request = reqwest::Request::new(self.method.clone(), self.url(service_root)?);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers.extend(self.headers.clone());
        let id = HeaderValue::from_str(client_request_id).expect("the characters of a UUID are visible ASCII");
        headers.insert(CLIENT_REQUEST_ID, id);
        *request.body_mut() = self.body.clone().map(Into::into);
        Ok(request)
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
