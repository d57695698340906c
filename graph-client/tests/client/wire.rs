//! A server that responds with prepared bytes and records the requests: for responses that no service should send.

use graph_client::{GraphClient, GraphClientBuilder, RetryPolicy, StaticToken};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub(crate) const TOKEN: &str = "wire-token-31337";

/// A server that responds with prepared bytes.
pub(crate) struct Wire {
    endpoint: String,
    requests: Arc<Mutex<Vec<Received>>>,
    responded: Arc<Notify>,
}

struct Received {
    text: String,
    connection: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Close,
    KeepAlive,
    Stall,
}

impl Wire {
    /// Responds to every request with the same bytes, and closes the connection.
    pub(crate) async fn responding(response: impl Into<Vec<u8>>) -> Self {
        Self::start(vec![response.into()], Ending::Close).await
    }

    /// Responds to the requests in order, then repeats the last response, and closes the connections.
    pub(crate) async fn responding_in_turn(responses: impl IntoIterator<Item = String>) -> Self {
        Self::start(responses.into_iter().map(String::into_bytes).collect(), Ending::Close).await
    }

    /// Responds in order, but keeps the connection open for further requests.
    pub(crate) async fn keeping_alive(responses: impl IntoIterator<Item = String>) -> Self {
        Self::start(responses.into_iter().map(String::into_bytes).collect(), Ending::KeepAlive).await
    }

    /// Keeps the connection open after the bytes, like a server that has more to send.
    pub(crate) async fn stalling_after(response: impl Into<Vec<u8>>) -> Self {
        Self::start(vec![response.into()], Ending::Stall).await
    }

    async fn start(responses: Vec<Vec<u8>>, ending: Ending) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let responded = Arc::new(Notify::new());
        let server = Server { responses, ending, requests: Arc::clone(&requests), responded: Arc::clone(&responded) };
        tokio::spawn(async move {
            let server = Arc::new(server);
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(Arc::clone(&server).serve(stream, connection));
            }
        });
        Self { endpoint, requests, responded }
    }

    /// Waits until a response has reached the client, then pauses the clock: from then on, time passes only when nothing
    /// else happens.
    pub(crate) async fn response_has_arrived(&self) {
        self.responded.notified().await;
        // The bytes are in the client's socket. The runtime polls sockets every few dozen turns.
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the builder of a client that sends every request once.
    pub(crate) fn builder(&self) -> GraphClientBuilder {
        GraphClient::builder().endpoint(&self.endpoint).credential(StaticToken::new(TOKEN)).retry(RetryPolicy::never())
    }

    pub(crate) fn client(&self) -> GraphClient {
        self.builder().build().unwrap()
    }

    /// Returns the connection of each request, counted from 0.
    pub(crate) fn connections(&self) -> Vec<usize> {
        self.requests.lock().unwrap().iter().map(|request| request.connection).collect()
    }

    /// Returns the text of each request.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|request| request.text.clone()).collect()
    }
}

struct Server {
    responses: Vec<Vec<u8>>,
    ending: Ending,
    requests: Arc<Mutex<Vec<Received>>>,
    responded: Arc<Notify>,
}

impl Server {
    async fn serve(self: Arc<Self>, mut stream: TcpStream, connection: usize) {
        while let Some(text) = read_request(&mut stream).await {
            let response = {
                let mut requests = self.requests.lock().unwrap();
                requests.push(Received { text, connection });
                &self.responses[(requests.len() - 1).min(self.responses.len() - 1)]
            };
            // The client may have closed the connection.
            let _ = stream.write_all(response).await;
            self.responded.notify_one();
            match self.ending {
                Ending::Close => break,
                Ending::KeepAlive => {}
                Ending::Stall => std::future::pending().await,
            }
        }
    }
}

/// Reads head and body of a request with a `Content-Length`.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        let count = stream.read(&mut buffer).await.unwrap();
        if count == 0 {
            assert!(text.is_empty(), "the request is incomplete: {text}");
            return None;
        }
        text.push_str(str::from_utf8(&buffer[..count]).unwrap());
    }
}

/// A JSON response that leaves the connection open.
pub(crate) fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// A response with two ids and a matching length that closes the connection.
pub(crate) fn http(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nrequest-id: server-1\r\nclient-request-id: client-1\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
