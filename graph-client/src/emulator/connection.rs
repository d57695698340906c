//! Serves one connection.

use super::body::ResponseBody;
use super::request_body::RECEIVE_TIMEOUT;
#[cfg(feature = "emulator-tls")]
use super::tls::{Tls, is_http_2};
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::HttpService;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::error::Error;
use tokio::net::TcpStream;

/// What responds to the requests of a connection. An error closes it.
pub(super) trait Service:
    HttpService<Incoming, ResBody = ResponseBody, Error: Into<Box<dyn Error + Send + Sync>>, Future: Send + 'static>
{
}

impl<S> Service for S where
    S: HttpService<Incoming, ResBody = ResponseBody, Error: Into<Box<dyn Error + Send + Sync>>, Future: Send + 'static>
{
}

/// Serves HTTP/1.1 until the connection ends. Errors of the connection need no attention: the client sees them.
pub(super) async fn serve(stream: TcpStream, service: impl Service) {
    http_1(TokioIo::new(stream), service).await;
}

/// Serves HTTP/1.1 or HTTP/2 over TLS, as the client chooses.
#[cfg(feature = "emulator-tls")]
pub(super) async fn serve_tls(stream: TcpStream, tls: &Tls, service: impl Service) {
    use hyper::server::conn::http2;
    use hyper_util::rt::TokioExecutor;

    let Ok(Ok(stream)) = tokio::time::timeout(RECEIVE_TIMEOUT, tls.accept(stream)).await else { return };
    if is_http_2(&stream) {
        let mut connection = http2::Builder::new(TokioExecutor::new());
        connection.timer(TokioTimer::new());
        let _ = connection.serve_connection(TokioIo::new(stream), service).await;
    } else {
        http_1(TokioIo::new(stream), service).await;
    }
}

async fn http_1(stream: impl Read + Write + Unpin, service: impl Service) {
    // An idle connection ends, too, but later than a client's pool drops it.
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(RECEIVE_TIMEOUT);
    let _ = connection.serve_connection(stream, service).await;
}
