//! Servers on loopback.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::{io, thread};
use tokio::net::TcpListener;
use tokio::runtime::Builder;

/// Serves in a thread and a runtime of its own until the program ends. Returns the endpoint.
///
/// `responder` takes the endpoint, and returns what responds to the URI and the body of a request.
pub(crate) fn serve<R>(responder: impl FnOnce(&str) -> R) -> io::Result<String>
where
    R: Fn(&Uri, &[u8]) -> Response<Bytes> + Send + Sync + 'static,
{
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let responder = Arc::new(responder(&endpoint));
    thread::spawn(move || runtime.block_on(accept(listener, responder)));
    Ok(endpoint)
}

async fn accept<R>(listener: TcpListener, responder: Arc<R>) -> io::Result<Infallible>
where
    R: Fn(&Uri, &[u8]) -> Response<Bytes> + Send + Sync + 'static,
{
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let responder = Arc::clone(&responder);
        let service = service_fn(move |request: Request<Incoming>| {
            let responder = Arc::clone(&responder);
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await?.to_bytes();
                hyper::Result::Ok(responder(&head.uri, &body).map(Full::new))
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
