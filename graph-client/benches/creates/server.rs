//! A server that does as little as possible, so that the benches measure the clients.
//!
//! The emulator validates and stores every device: its work would hide the difference between the clients, and its memory
//! would grow.

use crate::loopback;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use hyper::{Response, StatusCode};
use std::io;

const CREATED: &str = include_str!("../../../graph-models/tests/exchange/response.json");

/// Serves until the program ends. Returns the endpoint.
pub(crate) fn serve() -> io::Result<String> {
    loopback::serve(|_| |_: &_, _: &_| created())
}

/// Responds like the service that has created a device.
fn created() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(CREATED.as_bytes()));
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
    response
}
