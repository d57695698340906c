//! A server that answers with prepared bytes and remembers what it was sent: for answers that no sane service gives.

use graph_client::{GraphClient, GraphClientBuilder, RetryPolicy, StaticToken};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub(crate) const TOKEN: &str = "wire-token-31337";

/// Answers requests with prepared bytes.
pub(crate) struct Wire {
    endpoint: String,
    requests: Arc<Mutex<Vec<Received>>>,
    answered: Arc<Notify>,
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
    /// Answers every request with the same bytes, and closes the connection.
    pub(crate) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(vec![answer.into()], Ending::Close).await
    }

    /// Gives each request its own answer, the last one again and again, and closes the connections.
    pub(crate) async fn answering_in_turn(answers: impl IntoIterator<Item = String>) -> Self {
        Self::start(answers.into_iter().map(String::into_bytes).collect(), Ending::Close).await
    }

    /// Likewise, but takes further requests over the same connection.
    pub(crate) async fn keeping_alive(answers: impl IntoIterator<Item = String>) -> Self {
        Self::start(answers.into_iter().map(String::into_bytes).collect(), Ending::KeepAlive).await
    }

    /// Keeps the connection open after the bytes, as a server does that has more to send.
    pub(crate) async fn stalling_after(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(vec![answer.into()], Ending::Stall).await
    }

    async fn start(answers: Vec<Vec<u8>>, ending: Ending) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answered = Arc::new(Notify::new());
        let server = Server { answers, ending, requests: Arc::clone(&requests), answered: Arc::clone(&answered) };
        tokio::spawn(async move {
            let server = Arc::new(server);
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(Arc::clone(&server).serve(stream, connection));
            }
        });
        Self { endpoint, requests, answered }
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

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The configuration of a client that sends every request once.
    pub(crate) fn builder(&self) -> GraphClientBuilder {
        GraphClient::builder().endpoint(&self.endpoint).credential(StaticToken::new(TOKEN)).retry(RetryPolicy::never())
    }

    pub(crate) fn client(&self) -> GraphClient {
        self.builder().build().unwrap()
    }

    /// Over which connection each request came, counted from 0.
    pub(crate) fn connections(&self) -> Vec<usize> {
        self.requests.lock().unwrap().iter().map(|request| request.connection).collect()
    }

    /// The requests that came in, each as its text.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|request| request.text.clone()).collect()
    }
}

struct Server {
    answers: Vec<Vec<u8>>,
    ending: Ending,
    requests: Arc<Mutex<Vec<Received>>>,
    answered: Arc<Notify>,
}

impl Server {
    async fn serve(self: Arc<Self>, mut stream: TcpStream, connection: usize) {
        while let Some(text) = read_request(&mut stream).await {
            let answer = {
                let mut requests = self.requests.lock().unwrap();
                requests.push(Received { text, connection });
                &self.answers[(requests.len() - 1).min(self.answers.len() - 1)]
            };
            // A client that has had enough may be gone.
            let _ = stream.write_all(answer).await;
            self.answered.notify_one();
            match self.ending {
                Ending::Close => break,
                Ending::KeepAlive => {}
                Ending::Stall => std::future::pending().await,
            }
        }
    }
}

/// Head and body of a request with a `Content-Length`.
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
            assert!(text.is_empty(), "the request broke off: {text}");
            return None;
        }
        text.push_str(str::from_utf8(&buffer[..count]).unwrap());
    }
}

/// An answer of JSON that leaves the connection open.
pub(crate) fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// An HTTP answer with two ids and a matching length.
pub(crate) fn http(status: &str, content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nrequest-id: server-1\r\nclient-request-id: client-1\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
