//! The emulator's HTTP server, and what it does with a request.

use super::attempt_key::attempt_key;
use super::body::ReplyBody;
use super::door::Door;
use super::fault::Fault;
use super::received::ReceivedRequest;
use super::reply::Reply;
use super::route::{NoRoute, Route};
use super::script::Script;
use super::still_clock::StillClock;
use super::store::Store;
use crate::json;
use crate::pipeline::CLIENT_REQUEST_ID;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata::Object;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// The size in bytes that the body of a request may have.
const BODY_LIMIT: usize = 1024 * 1024;
/// How much of a body that is too large is read nevertheless, so that its sender comes to hear of it.
const DRAIN_LIMIT: usize = 64 * BODY_LIMIT;

const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// What the links to next pages have in their query.
const SKIP_TOKEN: &str = "$skiptoken=";

const DEVICES: &str = "deviceManagement/windowsAutopilotDeviceIdentities";

pub(super) struct Server {
    pub(super) endpoint: String,
    pub(super) token: String,
    pub(super) store: Store,
    pub(super) door: Door,
    pub(super) clock: StillClock,
    script: Mutex<Script>,
    requests: Mutex<Vec<ReceivedRequest>>,
    page_size: Mutex<Option<NonZeroUsize>>,
}

impl Server {
    pub(super) fn new(door: Door, token: String) -> Self {
        Self {
            endpoint: format!("http://{}", door.address()),
            token,
            store: Store::default(),
            door,
            clock: StillClock::default(),
            script: Mutex::default(),
            requests: Mutex::default(),
            page_size: Mutex::default(),
        }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    pub(super) fn requests(&self) -> MutexGuard<'_, Vec<ReceivedRequest>> {
        lock(&self.requests)
    }

    pub(super) fn page_size(&self) -> MutexGuard<'_, Option<NonZeroUsize>> {
        lock(&self.page_size)
    }

    /// Serves until it is dropped, and its connections with it.
    pub(super) async fn run(self: Arc<Self>) {
        let mut connections = JoinSet::new();
        loop {
            let Ok(stream) = self.door.accept().await else {
                // Too many open files, most likely: connections have to end before there can be another.
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            let server = Arc::clone(&self);
            let service = service_fn(move |request| {
                let server = Arc::clone(&server);
                async move { server.respond(request).await }
            });
            connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    }

    /// Answers a request, or closes the connection by failing.
    async fn respond(&self, request: Request<Incoming>) -> io::Result<Response<ReplyBody>> {
        let client_request_id = request.headers().get(CLIENT_REQUEST_ID).cloned();
        let key = attempt_key(request.headers());
        let fault = self.script().take(key.as_deref());
        let received = ReceivedRequest::new(request.method(), request.uri().path(), request.headers(), fault.clone());
        let index = {
            let mut requests = self.requests();
            requests.push(received);
            requests.len() - 1
        };
        let closed = || Err(io::Error::other("closed on purpose"));
        if matches!(fault, Some(Fault::ClosedBeforeReading | Fault::ConnectionRefused)) {
            return closed();
        }
        let stand_in = fault.as_ref().and_then(|fault| Reply::fault(fault, request.method(), request.uri().path()));
        let is_carried_out = fault.as_ref().is_none_or(Fault::is_carried_out);
        let mut reply = match stand_in {
            Some(stand_in) if !is_carried_out => {
                // A client that is answered before it has sent its body may never come to see the answer.
                let _ = read_body(request.into_body()).await;
                stand_in
            }
            stand_in => {
                let reply = self.reply(request).await.unwrap_or_else(|refusal| refusal);
                if let Some(received) = self.requests().get_mut(index) {
                    received.is_carried_out = reply.is_success();
                }
                stand_in.unwrap_or(reply)
            }
        };
        let breaks_off = fault == Some(Fault::TruncatedAnswer);
        match fault {
            Some(Fault::ClosedAfterStoring) => return closed(),
            Some(Fault::SlowAnswer(time)) => {
                let _rest = self.clock.rest(key);
                tokio::time::sleep(time).await;
            }
            _ => {}
        }
        if self.script().is_eventful() {
            // The next request may have to find no connection.
            reply = reply.with_header(CONNECTION, "close");
        }
        Ok(reply.into_response(client_request_id.as_ref()).map(|body| ReplyBody::new(body, breaks_off)))
    }

    async fn reply(&self, request: Request<Incoming>) -> Result<Reply, Reply> {
        self.check_token(request.headers())?;
        let route = Route::of(request.uri().path()).map_err(|stray| match stray {
            NoRoute::Version(version) => Reply::bad_request(format!("Invalid version: {version}.")),
            NoRoute::Segment(segment) => {
                Reply::bad_request(format!("There is no resource for the segment '{segment}'."))
            }
        })?;
        let skipped = match request.uri().query().filter(|query| !query.is_empty()) {
            Some(query) => match query.strip_prefix(SKIP_TOKEN).and_then(|token| token.parse().ok()) {
                Some(skipped) if request.method() == Method::GET => skipped,
                _ => return Err(Reply::bad_request(format!("Query options are not emulated: {query}."))),
            },
            None => 0,
        };
        match (route, request.method()) {
            (Route::Devices, &Method::GET) => self.page(DEVICES, DEVICES, &self.store.devices(), skipped),
            (Route::Devices, &Method::POST) => self.create(request, DEVICES, None).await,
            (Route::AssignedDevices(id), &Method::GET) => {
                let path = request.uri().path().trim_start_matches("/beta/");
                self.page(path, &assigned_devices(&id), &self.store.assigned_through(&id), skipped)
            }
            (Route::AssignedDevices(id), &Method::POST) => {
                self.create(request, &assigned_devices(&id), Some(&id)).await
            }
            (Route::Device(id), &Method::GET) => {
                let device = self.store.by_id(&id).ok_or_else(|| Reply::no_device(&id))?;
                Reply::device(&self.context(&format!("{DEVICES}/$entity")), &device)
            }
            (Route::Device(id), &Method::DELETE) => {
                if self.store.delete(&id) {
                    Ok(Reply::deleted())
                } else {
                    Err(Reply::no_device(&id))
                }
            }
            (Route::Device(_), _) => Err(Reply::method_not_allowed("DELETE, GET")),
            (Route::Devices | Route::AssignedDevices(_), _) => Err(Reply::method_not_allowed("GET, POST")),
        }
    }

    fn check_token(&self, headers: &HeaderMap) -> Result<(), Reply> {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && token == self.token => Ok(()),
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("bearer") => {
                Err(Reply::unauthorized("The access token is not the one that this emulator was started with."))
            }
            _ => Err(Reply::unauthorized(
                "The access token is missing. Some clients send none over http unless they are told to.",
            )),
        }
    }

    async fn create(
        &self,
        request: Request<Incoming>,
        collection: &str,
        assigned_through: Option<&str>,
    ) -> Result<Reply, Reply> {
        check_content(request.headers())?;
        let device = read_device(&read_body(request.into_body()).await?)?;
        let device = self.store.create(device, assigned_through);
        let id = device.id.as_deref().unwrap_or_default();
        let location = format!("{}/beta/{DEVICES}/{id}", self.endpoint);
        Reply::created(&self.context(&format!("{collection}/$entity")), location, &device)
    }

    /// A part of a collection, with the link to the next one.
    fn page(
        &self,
        path: &str,
        resource: &str,
        devices: &[WindowsAutopilotDeviceIdentity],
        skipped: usize,
    ) -> Result<Reply, Reply> {
        let rest = devices.get(skipped..).unwrap_or_default();
        let size = self.page_size().map_or(usize::MAX, NonZeroUsize::get);
        let next_link =
            (rest.len() > size).then(|| format!("{}/beta/{path}?{SKIP_TOKEN}{}", self.endpoint, skipped + size));
        Reply::devices(&self.context(resource), &rest[..rest.len().min(size)], next_link)
    }

    fn context(&self, resource: &str) -> String {
        format!("{}/beta/$metadata#{resource}", self.endpoint)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // None of these is ever half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn assigned_devices(id: &str) -> String {
    format!("{DEVICES}('{}')/deploymentProfile/assignedDevices", id.replace('\'', "''"))
}

fn check_content(headers: &HeaderMap) -> Result<(), Reply> {
    let unsupported =
        |what: &str| Err(Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", what));
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|media_type| media_type == "application/json");
    let charset =
        parts.find_map(|part| part.strip_prefix("charset=").map(|charset| charset.trim_matches('"').to_owned()));
    if !is_json || charset.is_some_and(|charset| charset != "utf-8") {
        return unsupported("The Content-Type must be application/json, in UTF-8.");
    }
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return unsupported("The body must not be compressed.");
    }
    Ok(())
}

async fn read_body(mut body: Incoming) -> Result<Vec<u8>, Reply> {
    let mut bytes = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Reply::bad_request(format!("The body broke off: {error}.")))?;
        let data = frame.into_data().unwrap_or_default();
        size += data.len();
        if size <= BODY_LIMIT {
            bytes.extend_from_slice(&data);
        } else if size > DRAIN_LIMIT {
            break;
        }
    }
    if size > BODY_LIMIT {
        return Err(Reply::bad_request(format!("The body is larger than {BODY_LIMIT} bytes.")));
    }
    Ok(bytes)
}

/// A device, if the body is one by the schema.
fn read_device(body: &[u8]) -> Result<WindowsAutopilotDeviceIdentity, Reply> {
    let device: WindowsAutopilotDeviceIdentity =
        json::read(body).map_err(|error| Reply::bad_request(format!("The body is not a device: {error}.")))?;
    let expected = WindowsAutopilotDeviceIdentity::ODATA_TYPE;
    match device.odata_type() {
        Some(actual) if actual == expected => {}
        _ => return Err(Reply::bad_request(format!("`@odata.type`: the body is not of the type {expected}."))),
    }
    match device.unrecognized().as_slice() {
        [] => Ok(device),
        unrecognized => {
            let texts: Vec<_> = unrecognized.iter().map(ToString::to_string).collect();
            Err(Reply::bad_request(format!("The body is not a device: {}.", texts.join("; "))))
        }
    }
}
