//! The emulator's HTTP server.

mod batch;

use super::attempt_key::attempt_key;
use super::auto_advance::AutoAdvance;
use super::body::ResponseBody;
use super::connection;
use super::fault::Fault;
use super::fault_injector::FaultInjector;
use super::listener::Listener;
use super::path::canonical;
use super::received::{ReceivedRequest, RequestLog};
use super::request_body::read;
use super::response::{ServiceResponse, encode};
use super::service_request::ServiceRequest;
use super::surface;
use super::tenant::Tenant;
use super::throttle::Throttle;
#[cfg(feature = "emulator-tls")]
use super::tls::Tls;
use crate::pipeline::CLIENT_REQUEST_ID;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, HeaderMap};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
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
    /// Set if the emulator serves https.
    #[cfg(feature = "emulator-tls")]
    pub(super) tls: Option<Tls>,
    pub(super) listener: Listener,
    pub(super) auto_advance: AutoAdvance,
    faults: Mutex<FaultInjector>,
    requests: Mutex<RequestLog>,
    page_size: Mutex<Option<NonZeroUsize>>,
    throttle: Mutex<Option<Throttle>>,
    /// Decides the order of the responses in a batch.
    batch_order: Mutex<fastrand::Rng>,
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
    pub(super) fn new(listener: Listener, token: String, #[cfg(feature = "emulator-tls")] tls: Option<Tls>) -> Self {
        #[cfg(feature = "emulator-tls")]
        let scheme = if tls.is_some() { "https" } else { "http" };
        #[cfg(not(feature = "emulator-tls"))]
        let scheme = "http";
        Self {
            endpoint: format!("{scheme}://{}", listener.address()),
            token,
            #[cfg(feature = "emulator-tls")]
            tls,
            listener,
            auto_advance: AutoAdvance::default(),
            faults: Mutex::default(),
            requests: Mutex::new(RequestLog::new(REQUESTS_LIMIT)),
            page_size: Mutex::default(),
            throttle: Mutex::default(),
            batch_order: Mutex::new(batch_order()),
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

    pub(super) fn batch_order(&self) -> MutexGuard<'_, fastrand::Rng> {
        lock(&self.batch_order)
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
        *self.batch_order() = batch_order();
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
            #[cfg(feature = "emulator-tls")]
            if self.tls.is_some() {
                let server = Arc::clone(&self);
                connections.spawn(async move {
                    if let Some(tls) = &server.tls {
                        connection::serve_tls(stream, tls, service).await;
                    }
                });
                continue;
            }
            connections.spawn(connection::serve(stream, service));
        }
    }

    /// Responds to a request, or returns an error to close the connection.
    async fn respond(&self, request: Request<Incoming>) -> io::Result<Response<ResponseBody>> {
        let client_request_id = request.headers().get(CLIENT_REQUEST_ID).cloned();
        let key = attempt_key(request.headers());
        let path = canonical(request.uri().path());
        let fault = self.take_fault(key.as_deref(), request.method(), &path);
        let number =
            self.record(ReceivedRequest::new(request.method(), request.uri(), request.headers(), fault.clone()));
        let closed = || Err(io::Error::other("connection closed by an injected fault"));
        if matches!(fault, Some(Fault::ClosedBeforeReading | Fault::ConnectionRefused)) {
            return closed();
        }
        let (head, body) = request.into_parts();
        let body = read(body).await;
        let request = ServiceRequest {
            method: &head.method,
            path: &path,
            query: head.uri.query(),
            headers: &head.headers,
            body: &body,
        };
        let mut response = self.carry_out(&request, fault.as_ref(), number);
        if matches!(fault, Some(Fault::ClosedAfterStoring)) {
            return closed();
        }
        if !response.delay().is_zero() {
            let _delay = self.auto_advance.delay(key);
            tokio::time::sleep(response.delay()).await;
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

    /// Carries a request out unless a fault prevents it. Returns the response that the fault injects or alters.
    fn carry_out(&self, request: &ServiceRequest<'_>, fault: Option<&Fault>, number: usize) -> ServiceResponse {
        if let Ok(body) = request.body {
            self.requests().set_body(number, body.clone());
        }
        let injected = fault.and_then(|fault| ServiceResponse::injected(fault, request.method, request.path));
        let is_carried_out = fault.is_none_or(Fault::is_carried_out);
        match injected {
            Some(injected) if !is_carried_out => injected,
            injected => {
                let response = self.dispatch(request).unwrap_or_else(|error| error);
                if let Some(received) = self.requests().get_mut(number) {
                    received.is_carried_out = response.is_success();
                }
                match fault {
                    Some(fault) => injected
                        .unwrap_or_else(|| response.altered(fault, format!("{}{}", self.endpoint, request.path))),
                    None => response,
                }
            }
        }
    }

    /// Returns the fault of a request: an injected one, or else that of the throttle.
    fn take_fault(&self, key: Option<&str>, method: &Method, path: &str) -> Option<Fault> {
        self.faults().take(key, method, path).or_else(|| {
            // The requests of a batch are throttled one by one.
            let is_write = path != surface::BATCH && !method.is_safe();
            is_write.then(|| self.throttle().as_mut()?.take()).flatten()
        })
    }

    /// Records a received request and returns its number.
    fn record(&self, request: ReceivedRequest) -> usize {
        self.requests().push(request)
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

/// Returns the order of batches at the start.
fn batch_order() -> fastrand::Rng {
    fastrand::Rng::with_seed(0)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic leaves one object changed in part at worst.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
