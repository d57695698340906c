//! [JSON batching](https://learn.microsoft.com/graph/json-batching): many requests, sent as few.

mod responses;

use crate::error::Error;
use crate::pipeline::{BatchRequest, Erased, Pipeline, RawResponse};
use crate::request::{Request, request_error};
use crate::response::FromResponse;
use crate::version::Version;
use percent_encoding::percent_decode_str;
use reqwest::Method;
pub use responses::{BatchHandle, BatchResponses};
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The methods that a batch can have.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The number of batches so far, which tells their handles apart.
static BATCHES: AtomicU64 = AtomicU64::new(0);

/// Requests of any kind that are sent together, up to 20 in one. Created by [`Beta::batch`](crate::beta::Beta::batch).
///
/// Each request has its own result, the same as if it were sent alone: its own outcome, attempts, timeout, retry policy and ids.
/// A request that the service throttles is repeated alone, after its own wait, and makes all requests of the client wait. The
/// service counts each request of a batch, and so does
/// [`requests_per_second`](crate::GraphClientBuilder::requests_per_second).
///
/// If the response to a batch is lost, the outcome of all requests in it is [unknown](crate::Outcome::Unknown). An error of the
/// batch itself is the error of all of its requests, with a message that begins with "in a batch".
///
/// The requests are carried out in any order, unless the batch is [in sequence](Self::in_sequence). The
/// [limit of a response](crate::GraphClientBuilder::response_limit) is that of a whole batch of 20.
#[cfg_attr(
    feature = "emulator",
    doc = "
```
use graph_client::emulator::Emulator;
use graph_models::beta::WindowsAutopilotDeviceIdentity;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
let client = emulator.client()?;
let devices = client.beta().device_management().windows_autopilot_device_identities();

let mut batch = client.beta().batch();
let serial_numbers = [\"PF2X8K1L\", \"PF2X8K2M\", \"PF2X8K3N\"];
let handles = serial_numbers.map(|serial_number| {
    batch.add(devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)))
});
let count = batch.add(client.beta().request(\"GET\", \"/deviceManagement/importedWindowsAutopilotDeviceIdentities\"));

let mut responses = batch.send().await;
for (handle, serial_number) in handles.into_iter().zip(serial_numbers) {
    let created = responses.take(handle)?.into_value();
    assert_eq!(created.serial_number.as_deref(), Some(serial_number));
}
assert_eq!(responses.take(count)?.value()[\"value\"], serde_json::json!([]));
assert_eq!(emulator.devices().len(), 3);
# Ok(()) }
```
"
)]
#[must_use = "a batch does nothing unless it is sent"]
pub struct Batch {
    pipeline: Arc<Pipeline>,
    version: Version,
    id: u64,
    requests: Vec<BatchRequest>,
    in_sequence: bool,
}

impl Batch {
    pub(crate) fn new(pipeline: Arc<Pipeline>, version: Version) -> Self {
        let id = BATCHES.fetch_add(1, Ordering::Relaxed);
        Self { pipeline, version, id, requests: Vec::new(), in_sequence: false }
    }

    /// Adds a request, and returns the handle to [take](BatchResponses::take) its response with.
    ///
    /// The request fails alone, without being sent, if it is invalid, or if it cannot be in this batch: if it is of another
    /// client (but not of a clone), for another version, a batch itself, or a HEAD or OPTIONS.
    pub fn add<T: FromResponse + Send + 'static>(&mut self, request: Request<T>) -> BatchHandle<T> {
        let handle = BatchHandle::new(self.id, self.requests.len());
        let (pipeline, call, invalid) = request.into_parts();
        let invalid = invalid.or_else(|| {
            let is_same = Arc::ptr_eq(&pipeline, &self.pipeline) && call.version == self.version;
            let url = call.relative_url(&pipeline.endpoint).filter(|_| is_same);
            let message = match url {
                None => "a request of another client or for another version cannot be in this batch".to_owned(),
                Some(url) if is_batch(&url) => "a batch cannot be in another batch".to_owned(),
                Some(_) if !METHODS.contains(&call.method) => format!("a {} cannot be in a batch", call.method),
                Some(_) => return None,
            };
            Some(request_error(message))
        });
        let read = Box::new(move |response: RawResponse<'_>| {
            T::from_response(response, &pipeline).map(|response| Box::new(response) as Erased)
        });
        self.requests.push(BatchRequest { call, invalid, read });
        handle
    }

    /// Carries the requests out one after another, in the order in which they were added. After one that fails, no other is
    /// carried out: the rest fails with [`ErrorKind::Dependency`](crate::ErrorKind::Dependency).
    ///
    /// The batches of 20 are sent one after another, too.
    #[cfg_attr(
        feature = "emulator",
        doc = "
```
use graph_client::emulator::Emulator;
use graph_client::{ErrorKind, Outcome};

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
let client = emulator.client()?;
let devices = client.beta().device_management().windows_autopilot_device_identities();

let mut batch = client.beta().batch().in_sequence();
let [first, second] = [\"1\", \"2\"].map(|id| batch.add(devices.by_id(id).delete()));
let mut responses = batch.send().await;
assert!(responses.take(first).unwrap_err().is_not_found());
let error = responses.take(second).unwrap_err();
assert_eq!((error.kind(), error.outcome()), (ErrorKind::Dependency, Outcome::Refused));
# Ok(()) }
```
"
    )]
    pub fn in_sequence(mut self) -> Self {
        self.in_sequence = true;
        self
    }

    /// Returns the number of requests.
    #[must_use]
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Returns `true` if there are no requests. Such a batch sends nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Sends the requests, and returns their responses. Each request that fails has its own error.
    ///
    /// It returns when the slowest batch of 20 has ended, even if the timeout of some of its requests has passed before.
    pub async fn send(self) -> BatchResponses {
        let Self { pipeline, version, id, requests, in_sequence } = self;
        let results: Vec<Result<Erased, Error>> = pipeline.send_batch(version, requests, in_sequence).await;
        BatchResponses::new(id, results)
    }
}

fn is_batch(url: &str) -> bool {
    let path = url.split('?').next().unwrap_or_default();
    percent_decode_str(path).decode_utf8_lossy().trim_matches('/').eq_ignore_ascii_case("$batch")
}

impl Debug for Batch {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let calls: Vec<_> = self.requests.iter().map(|request| &request.call).collect();
        f.debug_struct("Batch").field("calls", &calls).field("in_sequence", &self.in_sequence).finish_non_exhaustive()
    }
}
