//! A server that answers with prepared bytes and remembers what it was sent: for answers that no sane service gives.

use graph_client::{GraphClient, GraphClientBuilder, StaticToken};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub(crate) const TOKEN: &str = "wire-token-31337";

/// Answers every request with the same bytes.
pub(crate) struct Wire {
    root: String,
    requests: Arc<Mutex<Vec<String>>>,
    answered: Arc<Notify>,
}

impl Wire {
    /// Closes the connection after the bytes.
    pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), false).await
    }

    /// Keeps the connection open after the bytes, as a server does that has more to send.
    pub(crate) async fn stalling_after(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), true).await
    }

    async fn start(answer: Vec<u8>, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root = format!("http://{}/beta", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let answered = Arc::new(Notify::new());
        let done = Arc::clone(&answered);
        tokio::spawn(async move {
            let mut stalled = Vec::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read_request(&mut stream).await;
                seen.lock().unwrap().push(request);
                stream.write_all(&answer).await.unwrap();
                done.notify_one();
                if stalls {
                    stalled.push(stream);
                } else {
                    stream.shutdown().await.unwrap();
                }
            }
        });
        Self { root, requests, answered }
    }

    /// Waits until an answer has been sent and has reached the client; from then on, time passes only where nothing else
    /// happens.
    pub(crate) async fn answer_has_arrived(&self) {
        self.answered.notified().await;
        // It lies ready for the client on the same machine. The runtime looks at sockets every few dozen turns.
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
    }

    pub(crate) fn root(&self) -> &str {
        &self.root
    }

    pub(crate) fn builder(&self) -> GraphClientBuilder {
        GraphClient::builder().service_root(&self.root).credential(StaticToken::new(TOKEN))
    }

    pub(crate) fn client(&self) -> GraphClient {
        self.builder().build().unwrap()
    }

    /// The requests that came in, each as its text.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// Head and body of a request with a `Content-Length`.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(count > 0, "the request broke off: {text}");
        text.push_str(str::from_utf8(&buffer[..count]).unwrap());
    }
}

/// An HTTP answer with two ids and a matching length.
pub(crate) fn http(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nrequest-id: server-1\r\nclient-request-id: client-1\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
