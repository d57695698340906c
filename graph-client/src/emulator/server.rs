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
use super::query::{EntityType, Query, Target};
use super::received::{ReceivedRequest, RequestLog};
use super::request_body::{RequestBody, drain, read_device};
use super::response::{ServiceResponse, encode};
use super::route::{Route, RouteError};
use super::store::Store;
use super::throttle::Throttle;
#[cfg(feature = "emulator-tls")]
use super::tls::Tls;
use crate::pipeline::CLIENT_REQUEST_ID;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, HeaderMap};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use serde_json::Value;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// The pause after a failed `accept`.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(20);

/// The number of received requests that are kept.
const REQUESTS_LIMIT: usize = 20_000;

const BATCH: &str = "/beta/$batch";
const COUNT: &str = "/$count";

/// The names in paths.
const NAMES: [&str; 7] = [
    "beta",
    "$batch",
    "$count",
    "deviceManagement",
    "windowsAutopilotDeviceIdentities",
    "deploymentProfile",
    "assignedDevices",
];

const DEVICES: &str = "deviceManagement/windowsAutopilotDeviceIdentities";

/// The state that the server, the emulator and its clients share.
pub(super) struct Server {
    pub(super) endpoint: String,
    pub(super) token: String,
    /// Set if the emulator serves https.
    #[cfg(feature = "emulator-tls")]
    pub(super) tls: Option<Tls>,
    pub(super) store: Store,
    pub(super) listener: Listener,
    pub(super) auto_advance: AutoAdvance,
    faults: Mutex<FaultInjector>,
    requests: Mutex<RequestLog>,
    page_size: Mutex<Option<NonZeroUsize>>,
    throttle: Mutex<Option<Throttle>>,
    /// Decides the order of the responses in a batch.
    batch_order: Mutex<fastrand::Rng>,
    device: EntityType,
}

impl Server {
    pub(super) fn new(listener: Listener, token: String, #[cfg(feature = "emulator-tls")] tls: Option<Tls>) -> Self {
        #[cfg(feature = "emulator-tls")]
        let scheme = if tls.is_some() { "https" } else { "http" };
        #[cfg(not(feature = "emulator-tls"))]
        let scheme = "http";
        Self {
            endpoint: format!("{scheme}://{}", listener.address()),
            #[cfg(feature = "emulator-tls")]
            tls,
            token,
            store: Store::default(),
            listener,
            auto_advance: AutoAdvance::default(),
            faults: Mutex::default(),
            requests: Mutex::new(RequestLog::new(REQUESTS_LIMIT)),
            page_size: Mutex::default(),
            throttle: Mutex::default(),
            batch_order: Mutex::new(fastrand::Rng::with_seed(0)),
            device: EntityType::of::<WindowsAutopilotDeviceIdentity>(&[
                "deploymentProfile",
                "intendedDeploymentProfile",
            ]),
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
        let is_batch = canonical(request.uri().path(), &NAMES) == BATCH;
        let fault = self.faults().take(key.as_deref()).or_else(|| {
            // The requests of a batch are throttled one by one.
            let is_write = !is_batch && !request.method().is_safe();
            is_write.then(|| self.throttle().as_mut()?.take()).flatten()
        });
        let number = self.record(&request, fault.clone());
        let closed = || Err(io::Error::other("connection closed by an injected fault"));
        if matches!(fault, Some(Fault::ClosedBeforeReading | Fault::ConnectionRefused)) {
            return closed();
        }
        let mut response = self.carry_out(request, fault.as_ref(), number).await;
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

    /// Carries a request out unless a fault prevents it. Returns the response that the fault injects or alters.
    async fn carry_out<B: RequestBody>(
        &self,
        request: Request<B>,
        fault: Option<&Fault>,
        number: usize,
    ) -> ServiceResponse {
        let injected = fault.and_then(|fault| ServiceResponse::injected(fault, request.method(), request.uri().path()));
        let url = format!("{}{}", self.endpoint, request.uri().path());
        match injected {
            Some(injected) if fault.is_some_and(|fault| !fault.is_carried_out()) => {
                drain(request.into_body()).await;
                injected
            }
            injected => {
                let response = self.dispatch(request).await.unwrap_or_else(|error| error);
                if let Some(received) = self.requests().get_mut(number) {
                    received.is_carried_out = response.is_success();
                }
                match fault {
                    Some(fault) => injected.unwrap_or_else(|| response.altered(fault, url)),
                    None => response,
                }
            }
        }
    }

    /// Records a received request and returns its number.
    fn record<B>(&self, request: &Request<B>, fault: Option<Fault>) -> usize {
        let received = ReceivedRequest::new(request.method(), request.uri().path(), request.headers(), fault);
        self.requests().push(received)
    }

    /// Carries out a request. An error is the response that refuses it.
    async fn dispatch<B: RequestBody>(&self, request: Request<B>) -> Result<ServiceResponse, ServiceResponse> {
        self.authorize(request.headers())?;
        let path = canonical(request.uri().path(), &NAMES);
        if path == BATCH {
            self.query(&request, Target::None)?;
            return match *request.method() {
                Method::POST => self.batch(request).await,
                _ => Err(ServiceResponse::method_not_allowed("POST")),
            };
        }
        let (path, counts) = path.strip_suffix(COUNT).map_or((path.as_str(), false), |path| (path, true));
        let unknown =
            |segment: &str| ServiceResponse::bad_request(format!("Resource not found for the segment '{segment}'."));
        let route = Route::parse(path).map_err(|error| match error {
            RouteError::UnknownVersion(version) => ServiceResponse::bad_request(format!("Invalid version: {version}.")),
            RouteError::UnknownSegment(segment) => unknown(&segment),
        })?;
        let assigned_through = match &route {
            Route::AssignedDevices(id) => Some(id.as_str()),
            Route::Devices | Route::Device(_) => None,
        };
        match (&route, request.method()) {
            (Route::Device(_), _) if counts => Err(unknown("$count")),
            (_, &Method::GET) if counts => {
                let query = self.query(&request, Target::Count)?;
                let count = self.store.rows(assigned_through, |rows| query.count(rows));
                Ok(ServiceResponse::count(count))
            }
            (_, _) if counts => Err(ServiceResponse::method_not_allowed("GET")),
            (Route::Devices | Route::AssignedDevices(_), &Method::GET) => {
                let query = self.query(&request, Target::Collection)?;
                Ok(self.page(path, &query, request.uri().query(), assigned_through))
            }
            (Route::Devices | Route::AssignedDevices(_), &Method::POST) => {
                self.query(&request, Target::None)?;
                self.create(request, assigned_through).await
            }
            (Route::Device(id), &Method::GET) => {
                let query = self.query(&request, Target::Object)?;
                let device = self.store.object(id).ok_or_else(|| ServiceResponse::device_not_found(id))?;
                let context = self.context(&format!("{DEVICES}{}/$entity", query.context()));
                Ok(ServiceResponse::object(&context, query.project(&device, |_, _| None)))
            }
            (Route::Device(id), &Method::DELETE) => {
                self.query(&request, Target::None)?;
                if self.store.delete(id) {
                    Ok(ServiceResponse::no_content())
                } else {
                    Err(ServiceResponse::device_not_found(id))
                }
            }
            (Route::Device(_), _) => Err(ServiceResponse::method_not_allowed("DELETE, GET")),
            (Route::Devices | Route::AssignedDevices(_), _) => Err(ServiceResponse::method_not_allowed("GET, POST")),
        }
    }

    /// Parses the query of a request.
    fn query<B>(&self, request: &Request<B>, target: Target) -> Result<Query, ServiceResponse> {
        Ok(Query::parse(request.uri().query(), &self.device, target)?)
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

    async fn create<B: RequestBody>(
        &self,
        request: Request<B>,
        assigned_through: Option<&str>,
    ) -> Result<ServiceResponse, ServiceResponse> {
        let device = self.store.create(read_device(request).await?, assigned_through);
        let id = device.get("id").and_then(Value::as_str).unwrap_or_default();
        let location = format!("{}/beta/{DEVICES}/{id}", self.endpoint);
        let context = self.context(&format!("{}/$entity", collection(assigned_through)));
        Ok(ServiceResponse::created(&context, location, device))
    }

    /// Returns a page of devices, with a next link if there are more. [`Store::rows`] selects them.
    fn page(&self, path: &str, query: &Query, text: Option<&str>, assigned_through: Option<&str>) -> ServiceResponse {
        let size = *self.page_size();
        let page = self.store.rows(assigned_through, |rows| query.page(text, rows, size, |_, _| None));
        let next_link = page.next_query.as_ref().map(|next| format!("{}{path}?{next}", self.endpoint));
        let context = self.context(&format!("{}{}", collection(assigned_through), query.context()));
        ServiceResponse::page(&context, page, next_link)
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

/// Returns the path of all devices, or of those that were created through the deployment profile of a device.
fn collection(assigned_through: Option<&str>) -> String {
    assigned_through.map_or_else(
        || DEVICES.to_owned(),
        |id| format!("{DEVICES}('{}')/deploymentProfile/assignedDevices", id.replace('\'', "''")),
    )
}
