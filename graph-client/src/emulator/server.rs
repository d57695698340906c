//! The emulator's HTTP server.

use super::attempt_key::attempt_key;
use super::auto_advance::AutoAdvance;
use super::body::ResponseBody;
use super::fault::Fault;
use super::fault_injector::FaultInjector;
use super::listener::Listener;
use super::received::{ReceivedRequest, RequestLog};
use super::request_body::{RECEIVE_TIMEOUT, drain, read_device};
use super::response::{ServiceResponse, encode};
use super::route::{Route, RouteError};
use super::store::Store;
use super::throttle::Throttle;
use crate::pipeline::CLIENT_REQUEST_ID;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
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

/// The query option of next links.
const SKIP_TOKEN: &str = "$skiptoken=";

const DEVICES: &str = "deviceManagement/windowsAutopilotDeviceIdentities";

/// The state that the server, the emulator and its clients share.
pub(super) struct Server {
    pub(super) endpoint: String,
    pub(super) token: String,
    pub(super) store: Store,
    pub(super) listener: Listener,
    pub(super) auto_advance: AutoAdvance,
    faults: Mutex<FaultInjector>,
    requests: Mutex<RequestLog>,
    page_size: Mutex<Option<NonZeroUsize>>,
    throttle: Mutex<Option<Throttle>>,
}

impl Server {
    pub(super) fn new(listener: Listener, token: String) -> Self {
        Self {
            endpoint: format!("http://{}", listener.address()),
            token,
            store: Store::default(),
            listener,
            auto_advance: AutoAdvance::default(),
            faults: Mutex::default(),
            requests: Mutex::new(RequestLog::new(REQUESTS_LIMIT)),
            page_size: Mutex::default(),
            throttle: Mutex::default(),
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
        let fault = self.faults().take(key.as_deref()).or_else(|| {
            let is_write = !request.method().is_safe();
            is_write.then(|| self.throttle().as_mut()?.take()).flatten()
        });
        let number = self.record(&request, fault.clone());
        let closed = || Err(io::Error::other("connection closed by an injected fault"));
        if matches!(fault, Some(Fault::ClosedBeforeReading | Fault::ConnectionRefused)) {
            return closed();
        }
        let injected =
            fault.as_ref().and_then(|fault| ServiceResponse::injected(fault, request.method(), request.uri().path()));
        let url = format!("{}{}", self.endpoint, request.uri().path());
        let is_carried_out = fault.as_ref().is_none_or(Fault::is_carried_out);
        let mut response = match injected {
            Some(injected) if !is_carried_out => {
                drain(request.into_body()).await;
                injected
            }
            injected => {
                let response = self.dispatch(request).await.unwrap_or_else(|error| error);
                if let Some(received) = self.requests().get_mut(number) {
                    received.is_carried_out = response.is_success();
                }
                match &fault {
                    Some(fault) => injected.unwrap_or_else(|| response.altered(fault, url)),
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
        let received = ReceivedRequest::new(request.method(), request.uri().path(), request.headers(), fault);
        self.requests().push(received)
    }

    /// Carries out a request. An error is the response that refuses it.
    async fn dispatch(&self, request: Request<Incoming>) -> Result<ServiceResponse, ServiceResponse> {
        self.authorize(request.headers())?;
        let route = Route::parse(request.uri().path()).map_err(|error| match error {
            RouteError::UnknownVersion(version) => ServiceResponse::bad_request(format!("Invalid version: {version}.")),
            RouteError::UnknownSegment(segment) => {
                ServiceResponse::bad_request(format!("Resource not found for the segment '{segment}'."))
            }
        })?;
        let skipped = skip_token(&request)?;
        match (route, request.method()) {
            (Route::Devices, &Method::GET) => self.page(DEVICES, DEVICES, None, skipped),
            (Route::Devices, &Method::POST) => self.create(request, DEVICES, None).await,
            (Route::AssignedDevices(id), &Method::GET) => {
                let path = request.uri().path().trim_start_matches("/beta/");
                self.page(path, &assigned_devices(&id), Some(&id), skipped)
            }
            (Route::AssignedDevices(id), &Method::POST) => {
                self.create(request, &assigned_devices(&id), Some(&id)).await
            }
            (Route::Device(id), &Method::GET) => {
                let device = self.store.device(&id).ok_or_else(|| ServiceResponse::device_not_found(&id))?;
                ServiceResponse::device(&self.context(&format!("{DEVICES}/$entity")), &device)
            }
            (Route::Device(id), &Method::DELETE) => {
                if self.store.delete(&id) {
                    Ok(ServiceResponse::no_content())
                } else {
                    Err(ServiceResponse::device_not_found(&id))
                }
            }
            (Route::Device(_), _) => Err(ServiceResponse::method_not_allowed("DELETE, GET")),
            (Route::Devices | Route::AssignedDevices(_), _) => Err(ServiceResponse::method_not_allowed("GET, POST")),
        }
    }

    fn authorize(&self, headers: &HeaderMap) -> Result<(), ServiceResponse> {
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

    async fn create(
        &self,
        request: Request<Incoming>,
        collection: &str,
        assigned_through: Option<&str>,
    ) -> Result<ServiceResponse, ServiceResponse> {
        let device = self.store.create(read_device(request).await?, assigned_through);
        let id = device.id.as_deref().unwrap_or_default();
        let location = format!("{}/beta/{DEVICES}/{id}", self.endpoint);
        ServiceResponse::created(&self.context(&format!("{collection}/$entity")), location, &device)
    }

    /// Returns a page of devices, with a next link if there are more. [`Store::page`] selects them.
    fn page(
        &self,
        path: &str,
        resource: &str,
        assigned_through: Option<&str>,
        skipped: usize,
    ) -> Result<ServiceResponse, ServiceResponse> {
        let size = self.page_size().map_or(usize::MAX, NonZeroUsize::get);
        let (devices, has_more) = self.store.page(assigned_through, skipped, size);
        let next_link = has_more.then(|| format!("{}/beta/{path}?{SKIP_TOKEN}{}", self.endpoint, skipped + size));
        ServiceResponse::devices(&self.context(resource), &devices, next_link)
    }

    /// Returns the context URL of a resource.
    fn context(&self, resource: &str) -> String {
        format!("{}/beta/$metadata#{resource}", self.endpoint)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every update is a single statement, so a panic cannot leave a partial one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the number of devices that a next link skips. Other query options are refused.
fn skip_token(request: &Request<Incoming>) -> Result<usize, ServiceResponse> {
    let Some(query) = request.uri().query().filter(|query| !query.is_empty()) else { return Ok(0) };
    match query.strip_prefix(SKIP_TOKEN).and_then(|token| token.parse().ok()) {
        Some(skipped) if request.method() == Method::GET => Ok(skipped),
        _ => Err(ServiceResponse::bad_request(format!("Query options are not emulated: {query}."))),
    }
}

fn assigned_devices(id: &str) -> String {
    format!("{DEVICES}('{}')/deploymentProfile/assignedDevices", id.replace('\'', "''"))
}
