//! The only road to the network: authorize, send, receive, classify.

mod answer;

use crate::credential::{AccessToken, TokenCredential};
use crate::error::{Error, ErrorKind, Outcome};
use crate::response::Response;
use crate::service_root::ServiceRoot;
use answer::Answer;
use bytes::Bytes;
use graph_models::support::Secret;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Method, StatusCode, Url};
use serde::de::DeserializeOwned;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

pub(crate) const CLIENT_REQUEST_ID: &str = "client-request-id";
pub(crate) const REQUEST_ID: &str = "request-id";

/// What a timeout beyond the clock's range comes to: about 30 years.
const FOREVER: Duration = Duration::from_secs(1_000_000_000);

/// What a client was built with.
pub(crate) struct Pipeline {
    pub(crate) http: reqwest::Client,
    pub(crate) credential: Arc<dyn TokenCredential>,
    pub(crate) service_root: ServiceRoot,
    pub(crate) timeout: Duration,
    pub(crate) response_limit: usize,
}

/// What to ask of the service.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The path with `{id}` for every key: what may be shown.
    pub(crate) path_template: String,
    pub(crate) body: Bytes,
    /// What of the body must not be shown.
    pub(crate) secrets: Vec<Secret>,
    /// The only status that means success.
    pub(crate) success: StatusCode,
    pub(crate) timeout: Option<Duration>,
}

impl Debug for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let body = format!("[{} bytes]", self.body.len());
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path_template)
            .field("body", &body)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// Sends a call and reads its answer.
    pub(crate) async fn send<T: DeserializeOwned>(&self, call: &Call) -> Result<Response<T>, Error> {
        let result = async {
            if Handle::try_current().is_err() {
                return Err(Error::new(
                    ErrorKind::Request,
                    Outcome::NotSent,
                    "there is no tokio runtime to send it in",
                ));
            }
            let now = Instant::now();
            let deadline = now.checked_add(call.timeout.unwrap_or(self.timeout)).unwrap_or(now + FOREVER);
            let token = self.authorize(deadline).await?;
            let client_request_id = Uuid::new_v4().to_string();
            let exchanged = async {
                let response = self.transmit(call, &token, &client_request_id, deadline).await?;
                let secrets = call.secrets.iter().chain([token.secret()]).collect();
                let answer = Answer::receive(response, self.response_limit, secrets).await;
                answer.classify(call.success, client_request_id.clone())
            };
            exchanged.await.map_err(|error| error.with_client_request_id(&client_request_id))
        };
        result.await.map_err(|error| error.with_call(&call.method, &call.path_template))
    }

    async fn authorize(&self, deadline: Instant) -> Result<AccessToken, Error> {
        let acquired = timeout_at(deadline, self.credential.token(self.service_root.scope())).await;
        let not_sent = |kind, message: &str| Error::new(kind, Outcome::NotSent, message);
        match acquired {
            Ok(Ok(token)) if Instant::now() < deadline => Ok(token),
            Ok(Err(error)) => Err(not_sent(ErrorKind::Credential, "no access token could be had").with_source(error)),
            Ok(Ok(_)) | Err(_) => Err(not_sent(ErrorKind::Timeout, "the time was up before the request could be sent")),
        }
    }

    async fn transmit(
        &self,
        call: &Call,
        token: &AccessToken,
        client_request_id: &str,
        deadline: Instant,
    ) -> Result<reqwest::Response, Error> {
        let request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .header(AUTHORIZATION, token.to_header())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json")
            .header(CLIENT_REQUEST_ID, client_request_id)
            .timeout(deadline.saturating_duration_since(Instant::now()))
            .body(call.body.clone());
        request.send().await.map_err(|error| {
            let (kind, outcome, message) = if error.is_connect() {
                (ErrorKind::Connection, Outcome::NotSent, "the service could not be reached")
            } else if error.is_builder() {
                (ErrorKind::Request, Outcome::NotSent, "the request could not be put together")
            } else if error.is_timeout() {
                (ErrorKind::Timeout, Outcome::Unknown, "the time was up before the service answered")
            } else {
                (ErrorKind::Connection, Outcome::Unknown, "the connection was lost before the service answered")
            };
            // The URL holds the ids of devices; the path template is in the error already.
            Error::new(kind, outcome, message).with_source(error.without_url())
        })
    }
}
