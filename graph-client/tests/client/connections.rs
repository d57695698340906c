//! Connections that cannot be made: what waiting does not change is not repeated, and the message names host and reason.

use graph_client::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use graph_client::reqwest::{Certificate, ClientBuilder, Proxy};
use graph_client::{Error, ErrorKind, GraphClient, GraphClientBuilder, Method, Outcome, RetryPolicy, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const CERTIFICATE: &[u8] = include_bytes!("tls/certificate.pem");
const KEY: &[u8] = include_bytes!("tls/key.pem");

/// A server that does something with each connection, and counts them.
struct Peer {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Peer {
    async fn start<F: Future<Output = ()> + Send + 'static>(
        serve: impl Fn(TcpStream) -> F + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream));
            }
        });
        Self { address, connections }
    }

    /// Reads something and writes these bytes.
    async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| {
            let answer = answer.clone();
            async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
                // Let the client read the answer before the socket is reset.
                let _ = stream.read(&mut [0; 4096]).await;
            }
        })
        .await
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

fn builder(endpoint: &str) -> GraphClientBuilder {
    let policy = RetryPolicy::default().with_initial_backoff(Duration::from_millis(1));
    GraphClient::builder().endpoint(endpoint).credential(StaticToken::new("t")).retry(policy)
}

async fn create(builder: GraphClientBuilder) -> Error {
    let devices = builder.build().unwrap().beta().device_management().windows_autopilot_device_identities();
    devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("1")).await.unwrap_err()
}

fn through(proxy: SocketAddr) -> impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static {
    move |http| http.proxy(Proxy::all(format!("http://adele:hunter2@{proxy}")).unwrap())
}

const GRAPH: &str = "https://graph.microsoft.com";

#[tokio::test]
async fn a_proxy_that_refuses_is_asked_once() {
    for (status, reason) in [
        ("407 Proxy Authentication Required", "the proxy demands valid credentials (407)"),
        ("403 Forbidden", "the proxy refuses to connect to this host"),
        ("405 Method Not Allowed", "the proxy refuses to connect to this host"),
        ("502 Bad Gateway", "the proxy refuses to connect to this host"),
    ] {
        let answer = include_str!("answers/proxy-407.http").replace("407 Proxy Authentication Required", status);
        let proxy = Peer::answering(answer).await;
        let error = create(builder(GRAPH).http(through(proxy.address))).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{error}");
        assert_eq!((error.attempts(), proxy.connections()), (1, 1), "{error}");
        let expected =
            format!("could not connect to graph.microsoft.com through the proxy {}: {reason}", proxy.address);
        assert!(error.to_string().contains(&expected), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_proxy_that_fails_is_asked_again() {
    let closing = Peer::answering("").await;
    let error = create(builder(GRAPH).http(through(closing.address))).await;
    assert_eq!((error.outcome(), error.attempts(), closing.connections()), (Outcome::NotSent, 5, 5), "{error}");
    assert!(error.to_string().contains(&format!("through the proxy {}", closing.address)), "{error}");

    // Nothing listens there.
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = create(builder(GRAPH).http(through(unused))).await;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 5), "{error}");
    assert!(error.to_string().contains(&format!("through the proxy {unused}: Connection refused")), "{error}");
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_not_sent_whichever_timer_ends_it() {
    let short = Duration::from_millis(50);
    let devices = |builder: GraphClientBuilder| {
        builder.build().unwrap().beta().device_management().windows_autopilot_device_identities()
    };
    let silent = Peer::start(|stream| async move {
        let _stream = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let policy = RetryPolicy::default().with_max_attempts(2).with_initial_backoff(Duration::ZERO);
    let silent = || builder(GRAPH).http(through(silent.address)).retry(policy.clone());
    let device = WindowsAutopilotDeviceIdentity::new();
    let connecting = devices(silent().connect_timeout(short)).create(&device).await.unwrap_err();
    assert_eq!((connecting.kind(), connecting.attempts()), (ErrorKind::Connection, 2), "{connecting}");
    let attempt = devices(silent().attempt_timeout(short)).create(&device).await.unwrap_err();
    assert_eq!((attempt.kind(), attempt.attempts()), (ErrorKind::Timeout, 2), "{attempt}");
    let deadline = devices(silent()).create(&device).timeout(short).await.unwrap_err();
    assert_eq!((deadline.kind(), deadline.attempts()), (ErrorKind::Timeout, 1), "{deadline}");
    // A request without a body.
    let delete = devices(silent()).by_id("1").delete().timeout(short).await.unwrap_err();
    let action = silent().build().unwrap().beta().request(Method::POST, "/deviceManagement/sync");
    let action = action.timeout(short).await.unwrap_err();
    for error in [connecting, attempt, deadline, delete, action] {
        assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
        assert!(error.to_string().contains("graph.microsoft.com"), "{error}");
    }
}

#[tokio::test]
async fn a_request_without_a_body_that_was_sent_may_have_been_carried_out() {
    let closing = Peer::answering("").await;
    let client = builder(&format!("http://{}", closing.address)).build().unwrap();
    let error = client.beta().request(Method::POST, "/deviceManagement/sync").await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), closing.connections()), (Outcome::Unknown, 1, 1), "{error}");
    assert!(error.to_string().contains(&format!("the connection to {} was lost", closing.address)), "{error}");

    let silent =
        Peer::start(
            |mut stream| async move { while stream.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {} },
        )
        .await;
    let client = builder(&format!("http://{}", silent.address)).build().unwrap();
    let request = client.beta().request(Method::POST, "/deviceManagement/sync").timeout(Duration::from_millis(200));
    let error = request.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown), "{error}");
    assert!(error.to_string().contains(&format!("{} did not respond", silent.address)), "{error}");
}

#[tokio::test]
async fn another_protocol_than_tls_is_not_tried_again() {
    // A server without TLS, and a fatal alert for the version of the protocol.
    let answers = [b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), vec![21, 3, 3, 0, 2, 2, 70]];
    for answer in answers {
        let peer = Peer::answering(answer).await;
        let error = create(builder(&format!("https://{}", peer.address))).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{error}");
        assert_eq!((error.attempts(), peer.connections()), (1, 1), "{error}");
        assert!(error.to_string().contains(&format!("could not connect to {}: ", peer.address)), "{error}");
    }
    // A connection that is cut during the handshake may be made later.
    let closing = Peer::answering("").await;
    let error = create(builder(&format!("https://{}", closing.address))).await;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 5), "{error}");
}

#[tokio::test]
async fn an_invalid_certificate_is_not_tried_again() {
    let certificates = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let peer = Peer::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let _ = acceptor.accept(stream).await;
        }
    })
    .await;
    let port = peer.address.port();
    let unknown = create(builder(&format!("https://localhost:{port}"))).await;
    let trusted = Certificate::from_pem(CERTIFICATE).unwrap();
    let other_name =
        builder(&format!("https://127.0.0.1:{port}")).http(move |http| http.tls_certs_only([trusted.clone()]));
    let other_name = create(other_name).await;
    for (error, host) in [(&unknown, "localhost"), (&other_name, "127.0.0.1")] {
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error}");
        assert!(error.to_string().contains(&format!("could not connect to {host}:{port}: ")), "{error}");
        assert!(error.to_string().contains("certificate"), "{error}");
    }
    assert_eq!(peer.connections(), 2);
}

/// A resolver that knows no host.
struct NoHosts(Arc<AtomicUsize>);

impl Resolve for NoHosts {
    fn resolve(&self, _: Name) -> Resolving {
        self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(Err::<Addrs, _>("Name or service not known".into())))
    }
}

#[tokio::test]
async fn an_unknown_host_is_tried_once_more() {
    let proxied = |http: ClientBuilder| http.proxy(Proxy::all("http://proxy.example:3128").unwrap());
    for (is_proxied, host) in [(false, "graph.microsoft.com: "), (true, "through the proxy proxy.example:3128: ")] {
        let lookups = Arc::new(AtomicUsize::new(0));
        let resolver = Arc::new(NoHosts(Arc::clone(&lookups)));
        let error = create(builder(GRAPH).http(move |http| {
            let http = http.dns_resolver(Arc::clone(&resolver));
            if is_proxied { proxied(http) } else { http.no_proxy() }
        }))
        .await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{error}");
        assert_eq!((error.attempts(), lookups.load(Ordering::Relaxed)), (2, 2), "{error}");
        assert!(error.to_string().contains(&format!("{host}Name or service not known")), "{error}");
    }
}
