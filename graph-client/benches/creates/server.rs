//! A server that does as little as possible, so that the benches measure the clients.
//!
//! The emulator validates and stores every device: its work would hide the difference between the clients, and its memory
//! would grow.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderValue;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::thread;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

const CREATED: &str = include_str!("../../../graph-models/tests/exchange/response.json");

/// Serves in a thread and a runtime of its own until the program ends. Returns the endpoint.
pub(crate) fn serve() -> io::Result<String> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    thread::spawn(move || runtime.block_on(accept(listener)));
    Ok(endpoint)
}

async fn accept(listener: TcpListener) -> io::Result<Infallible> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(respond)));
    }
}

/// Reads the request, and responds like the service that has created a device.
async fn respond(request: Request<Incoming>) -> hyper::Result<Response<Full<Bytes>>> {
    request.into_body().collect().await?;
    let mut response = Response::new(Full::new(Bytes::from_static(CREATED.as_bytes())));
    *response.status_mut() = StatusCode::CREATED;
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-type", "application/json;odata.metadata=minimal;charset=utf-8"),
        ("location", "https://graph.microsoft.com/beta/deviceManagement/windowsAutopilotDeviceIdentities('fac6f0b1')"),
        ("request-id", "5ef0d2c6-6d3c-4b5c-9f3e-5a0b6f0e7a11"),
        ("odata-version", "4.0"),
        ("strict-transport-security", "max-age=31536000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
