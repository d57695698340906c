//! A server that speaks just enough HTTP/2 to say truthfully which streams it did not process, without TLS.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADER_LENGTH: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const MAX_FRAME_SIZE: usize = 16 * 1024;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

const MAX_CONCURRENT_STREAMS: u16 = 3;
const REFUSED_STREAM: u32 = 7;

/// What the server does with a stream whose request is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Store,
    /// Stores, and responds with a `Location` of so many bytes and with headers as the service sends them.
    StoreWithLocation(usize),
    RefuseStream,
    /// Says that this stream and later ones were not processed, and closes the connection once the others are done.
    GoAway {
        error: u32,
    },
    /// Stores, says that no stream follows, and closes the connection without a response.
    GoAwayAfterStoring,
    CutAfterStoring,
    CutBeforeStoring,
    ResetAfterStoring {
        error: u32,
    },
    Stall,
}

#[derive(Default)]
struct State {
    scripted: VecDeque<Action>,
    random: Option<(fastrand::Rng, &'static [Action])>,
    stored: HashMap<String, usize>,
    streams: usize,
}

impl State {
    fn next(&mut self) -> Action {
        if let Some(action) = self.scripted.pop_front() {
            return action;
        }
        let Some((rng, faults)) = &mut self.random else { return Action::Store };
        if rng.f64() < 0.3 { *rng.choice(*faults).unwrap() } else { Action::Store }
    }
}

/// The server.
pub(crate) struct Frames {
    endpoint: String,
    state: Arc<Mutex<State>>,
}

impl Frames {
    /// Takes these actions, then stores.
    pub(crate) async fn start(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::with_max_streams(100, actions).await
    }

    /// The client may open so many streams at once.
    pub(crate) async fn with_max_streams(streams: u32, actions: impl IntoIterator<Item = Action>) -> Self {
        Self::serve(streams, State { scripted: actions.into_iter().collect(), ..State::default() }).await
    }

    /// Takes one of these actions for every third stream or so.
    pub(crate) async fn with_random_faults(seed: u64, faults: &'static [Action]) -> Self {
        Self::serve(8, State { random: Some((fastrand::Rng::with_seed(seed), faults)), ..State::default() }).await
    }

    async fn serve(max_streams: u32, state: State) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let connection = Connection::new(stream, Arc::clone(&shared));
                tokio::spawn(async move {
                    // The client may close the connection at any time.
                    let _ = connection.serve(max_streams).await;
                });
            }
        });
        Self { endpoint, state }
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns how often a device was stored.
    pub(crate) fn stored(&self, serial_number: &str) -> usize {
        self.state.lock().unwrap().stored.get(serial_number).copied().unwrap_or_default()
    }

    pub(crate) async fn wait_for_streams(&self, streams: usize) {
        while self.state.lock().unwrap().streams < streams {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

struct Connection {
    stream: TcpStream,
    state: Arc<Mutex<State>>,
    bodies: HashMap<u32, Vec<u8>>,
    last_processed: u32,
}

/// What follows a frame.
#[derive(PartialEq)]
enum Next {
    Continue,
    Close,
}

impl Connection {
    fn new(stream: TcpStream, state: Arc<Mutex<State>>) -> Self {
        Self { stream, state, bodies: HashMap::new(), last_processed: 0 }
    }

    async fn serve(mut self, max_streams: u32) -> std::io::Result<()> {
        let mut preface = [0; PREFACE.len()];
        self.stream.read_exact(&mut preface).await?;
        assert_eq!(preface, PREFACE);
        let mut settings = MAX_CONCURRENT_STREAMS.to_be_bytes().to_vec();
        settings.extend(max_streams.to_be_bytes());
        self.write(SETTINGS, 0, 0, &settings).await?;
        loop {
            let mut header = [0; HEADER_LENGTH];
            self.stream.read_exact(&mut header).await?;
            let [a, b, c, kind, flags, stream @ ..] = header;
            let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
            self.stream.read_exact(&mut payload).await?;
            let stream = u32::from_be_bytes(stream);
            match kind {
                SETTINGS if flags & ACK == 0 => self.write(SETTINGS, ACK, 0, &[]).await?,
                PING if flags & ACK == 0 => self.write(PING, ACK, 0, &payload).await?,
                HEADERS => {
                    self.bodies.insert(stream, Vec::new());
                }
                RST_STREAM => {
                    self.bodies.remove(&stream);
                }
                DATA => {
                    let length = u32::try_from(payload.len()).unwrap();
                    if length > 0 {
                        self.write(WINDOW_UPDATE, 0, 0, &length.to_be_bytes()).await?;
                    }
                    if let Some(body) = self.bodies.get_mut(&stream) {
                        body.extend(payload);
                    }
                }
                _ => {}
            }
            if matches!(kind, DATA | HEADERS)
                && flags & END_STREAM != 0
                && let Some(body) = self.bodies.remove(&stream)
                && self.respond(stream, &body).await? == Next::Close
            {
                return Ok(());
            }
        }
    }

    async fn respond(&mut self, stream: u32, body: &[u8]) -> std::io::Result<Next> {
        let device: serde_json::Value = serde_json::from_slice(body).unwrap();
        let serial_number = device["serialNumber"].as_str().unwrap().to_owned();
        let action = {
            let mut state = self.state.lock().unwrap();
            state.streams += 1;
            let action = state.next();
            if !matches!(
                action,
                Action::RefuseStream | Action::GoAway { .. } | Action::CutBeforeStoring | Action::Stall
            ) {
                *state.stored.entry(serial_number.clone()).or_default() += 1;
            }
            action
        };
        let go_away = |last: u32, error: u32| [last.to_be_bytes(), error.to_be_bytes()].concat();
        match action {
            Action::Store | Action::StoreWithLocation(_) => {
                self.last_processed = self.last_processed.max(stream);
                // `:status: 201`, a literal with the name of index 8, and `content-type: application/json`.
                let mut headers = b"\x08\x03201\x0f\x10\x10application/json".to_vec();
                if let Action::StoreWithLocation(length) = action {
                    write_location(&mut headers, length);
                }
                self.write_headers(stream, &headers).await?;
                let body = serde_json::json!({ "id": serial_number, "serialNumber": serial_number }).to_string();
                self.write(DATA, END_STREAM, stream, body.as_bytes()).await?;
                return Ok(Next::Continue);
            }
            Action::RefuseStream => self.write(RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await?,
            Action::GoAway { error } => {
                if self.last_processed > stream || self.bodies.keys().any(|other| *other < stream) {
                    // A GOAWAY cannot tell this stream from the others.
                    self.write(RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await?;
                    return Ok(Next::Continue);
                }
                self.write(GOAWAY, 0, 0, &go_away(stream - 1, error)).await?;
                self.drain().await;
                return Ok(Next::Close);
            }
            Action::GoAwayAfterStoring => {
                self.write(GOAWAY, 0, 0, &go_away(stream, 0)).await?;
                return Ok(Next::Close);
            }
            Action::CutAfterStoring | Action::CutBeforeStoring => return Ok(Next::Close),
            Action::ResetAfterStoring { error } => {
                self.write(RST_STREAM, 0, stream, &error.to_be_bytes()).await?;
            }
            Action::Stall => {}
        }
        Ok(Next::Continue)
    }

    /// Reads until the client has closed the connection: to close it with unread bytes would discard what was written.
    async fn drain(&mut self) {
        let mut buffer = [0; 4096];
        let read = async { while self.stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {} };
        let _ = tokio::time::timeout(Duration::from_secs(5), read).await;
    }

    async fn write_headers(&mut self, stream: u32, headers: &[u8]) -> std::io::Result<()> {
        let (first, rest) = headers.split_at(headers.len().min(MAX_FRAME_SIZE));
        if rest.is_empty() {
            return self.write(HEADERS, END_HEADERS, stream, first).await;
        }
        self.write(HEADERS, 0, stream, first).await?;
        self.write(CONTINUATION, END_HEADERS, stream, rest).await
    }

    async fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.stream.write_all(&frame).await
    }
}

/// Writes a `Location` of so many bytes and other headers, uncompressed.
fn write_location(headers: &mut Vec<u8>, length: usize) {
    for (name, value) in [
        ("location", format!("https://graph.example/{}", "x".repeat(length - 22))),
        ("request-id", "44444444-4444-4444-4444-444444444444".to_owned()),
        ("x-ms-ags-diagnostic", format!(r#"{{"ServerInfo":"{}"}}"#, "x".repeat(200))),
        ("cache-control", "no-store, must-revalidate, no-cache".to_owned()),
    ] {
        headers.push(0);
        for text in [name, &value] {
            write_length(headers, text.len());
            headers.extend(text.as_bytes());
        }
    }
}

/// Writes an [integer](https://www.rfc-editor.org/rfc/rfc7541#section-5.1) with a prefix of 7 bits.
fn write_length(headers: &mut Vec<u8>, length: usize) {
    const PREFIX: usize = 127;
    let Some(mut rest) = length.checked_sub(PREFIX) else { return headers.push(u8::try_from(length).unwrap()) };
    headers.push(127);
    while rest >= 128 {
        headers.push(u8::try_from(rest % 128 + 128).unwrap());
        rest /= 128;
    }
    headers.push(u8::try_from(rest).unwrap());
}
