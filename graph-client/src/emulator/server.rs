//! The emulator's HTTP server.

use super::attempt_key::attempt_key;
use super::auto_advance::AutoAdvance;
use super::body::ResponseBody;
use super::fault::Fault;
use super::fault_injector::FaultInjector;
use super::listener::Listener;
use super::received::{ReceivedRequest, RequestLog};
use super::request_body::{RECEIVE_TIMEOUT, read};
use super::response::{ServiceResponse, encode};
use super::service_request::ServiceRequest;
use super::tenant::Tenant;
use super::throttle::Throttle;
use crate::pipeline::CLIENT_REQUEST_ID;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// The pause after a failed `accept`.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(20);

/// The number of received requests that are kept.
const REQUESTS_LIMIT: usize = 20_000;

/// The state that the server, the emulator and its clients share.
pub(super) struct Server {
    pub(super) endpoint: String,
    pub(super) token: String,
    pub(super) listener: Listener,
    pub(super) auto_advance: AutoAdvance,
    faults: Mutex<FaultInjector>,
    requests: Mutex<RequestLog>,
    page_size: Mutex<Option<NonZeroUsize>>,
    throttle: Mutex<Option<Throttle>>,
    quirks: Mutex<Quirks>,
    tenant: Mutex<Tenant>,
}

/// How Microsoft's service differs from its documentation.
#[derive(Clone, Copy, Default)]
pub(super) struct Quirks {
    /// Devices cannot be created.
    pub(super) lacks_create_route: bool,
    /// A device that does not exist cannot be deleted with 404, but with 400.
    pub(super) lacks_not_found: bool,
}

impl Server {
    pub(super) fn new(listener: Listener, token: String) -> Self {
        Self {
            endpoint: format!("http://{}", listener.address()),
            token,
            listener,
            auto_advance: AutoAdvance::default(),
            faults: Mutex::default(),
            requests: Mutex::new(RequestLog::new(REQUESTS_LIMIT)),
            page_size: Mutex::default(),
            throttle: Mutex::default(),
            quirks: Mutex::default(),
            tenant: Mutex::new(Tenant::new()),
        }
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, FaultInjector> {
        lock(&self.faults)
    }

    pub(super) fn requests(&self) -> MutexGuard<'_, RequestLog> {
        lock(&self.requests)
    }

    pub(super) fn page_size(&self) -> MutexGuard<'_, Option<NonZeroUsize>> {
        lock(&self.page_size)
    }

    pub(super) fn throttle(&self) -> MutexGuard<'_, Option<Throttle>> {
        lock(&self.throttle)
    }

    pub(super) fn quirks(&self) -> MutexGuard<'_, Quirks> {
        lock(&self.quirks)
    }

    /// Returns the tenant as it is now.
    pub(super) fn tenant(&self) -> MutexGuard<'_, Tenant> {
        let mut tenant = lock(&self.tenant);
        tenant.advance();
        tenant
    }

    /// Forgets everything but the endpoint and the token.
    pub(super) fn reset(&self) {
        *lock(&self.tenant) = Tenant::new();
        *self.faults() = FaultInjector::default();
        *self.requests() = RequestLog::new(REQUESTS_LIMIT);
        *self.page_size() = None;
        *self.throttle() = None;
        *self.quirks() = Quirks::default();
    }

    /// Accepts connections and serves them. Dropping the future closes all connections.
    pub(super) async fn run(self: Arc<Self>) {
        let mut connections = JoinSet::new();
        loop {
            let Ok(stream) = self.listener.accept().await else {
                // The process probably has too many open files; wait for connections to end.
                tokio::time::sleep(ACCEPT_BACKOFF).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            let server = Arc::clone(&self);
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { server.respond(request).await }
            });
            // An idle connection ends, too, but later than a client's pool drops it.
            let mut connection = http1::Builder::new();
            connection.timer(TokioTimer::new()).header_read_timeout(RECEIVE_TIMEOUT);
            connections.spawn(connection.serve_connection(TokioIo::new(stream), service));
        }
    }

    /// Responds to a request, or returns an error to close the connection.
    async fn respond(&self, request: Request<Incoming>) -> io::Result<Response<ResponseBody>> {
        let client_request_id = request.headers().get(CLIENT_REQUEST_ID).cloned();
        let key = attempt_key(request.headers());
        let fault = self.faults().take(key.as_deref(), request.method(), request.uri().path()).or_else(|| {
            let is_write = !request.method().is_safe();
            is_write.then(|| self.throttle().as_mut()?.take()).flatten()
        });
        let number = self.record(&request, fault.clone());
        let closed = || Err(io::Error::other("connection closed by an injected fault"));
        if matches!(fault, Some(Fault::ClosedBeforeReading | Fault::ConnectionRefused)) {
            return closed();
        }
        let (head, body) = request.into_parts();
        let body = read(body).await;
        if let Ok(body) = &body {
            self.requests().set_body(number, body.clone());
        }
        let path = head.uri.path();
        let injected = fault.as_ref().and_then(|fault| ServiceResponse::injected(fault, &head.method, path));
        let is_carried_out = fault.as_ref().is_none_or(Fault::is_carried_out);
        let mut response = match injected {
            Some(injected) if !is_carried_out => injected,
            injected => {
                let query = head.uri.query();
                let request = ServiceRequest { method: &head.method, path, query, headers: &head.headers, body: &body };
                let response = self.dispatch(&request).unwrap_or_else(|error| error);
                if let Some(received) = self.requests().get_mut(number) {
                    received.is_carried_out = response.is_success();
                }
                match &fault {
                    Some(fault) => {
                        injected.unwrap_or_else(|| response.altered(fault, format!("{}{path}", self.endpoint)))
                    }
                    None => response,
                }
            }
        };
        match fault {
            Some(Fault::ClosedAfterStoring) => return closed(),
            Some(Fault::SlowResponse(delay)) => {
                let _delay = self.auto_advance.delay(key);
                tokio::time::sleep(delay).await;
            }
            _ => {}
        }
        if self.faults().is_active() {
            // `ConnectionRefused` can only be injected if the client does not reuse this connection.
            response = response.with_header(CONNECTION, "close");
        }
        let response = encode(response.into_response(client_request_id.as_ref()), fault.as_ref());
        Ok(match fault {
            Some(Fault::TruncatedResponse) => response.map(ResponseBody::truncated),
            _ => response.map(ResponseBody::complete),
        })
    }

    /// Records a received request and returns its number.
    fn record(&self, request: &Request<Incoming>, fault: Option<Fault>) -> usize {
        let received = ReceivedRequest::new(request.method(), request.uri(), request.headers(), fault);
        self.requests().push(received)
    }

    /// Checks the access token of a request.
    pub(super) fn authorize(&self, headers: &HeaderMap) -> Result<(), ServiceResponse> {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && token == self.token => Ok(()),
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("bearer") => {
                Err(ServiceResponse::unauthorized("The access token is not the token of this emulator."))
            }
            _ => Err(ServiceResponse::unauthorized(
                "The access token is missing. Some clients need an option to send it over http.",
            )),
        }
    }

    /// Returns the context URL of a resource.
    pub(super) fn context(&self, resource: &str) -> String {
        format!("{}/beta/$metadata#{resource}", self.endpoint)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic leaves one object changed in part at worst.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
