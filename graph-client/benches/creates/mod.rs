//! Creates devices one at a time and many at once, with both clients against the same server.

#![allow(dead_code, reason = "each bench uses a part")]

mod bare;
mod server;

use bare::BareClient;
use futures_util::{FutureExt, StreamExt, stream};
use graph_client::{GraphClient, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use measure::Comparison;
pub(crate) use server::serve;
use std::io;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// The names of the clients; the first is the baseline.
pub(crate) const NAMES: [&str; 2] = ["reqwest and serde_json", "graph-client"];

/// The number of concurrent requests.
const AT_ONCE: usize = 32;

/// Long enough that the connections are in use most of the time.
const SAMPLE: Duration = Duration::from_millis(20);

const DEVICE: &str = include_str!("../../tests/client/request.json");

/// Both clients, and a runtime of one thread: the benches measure work, not parallelism.
pub(crate) struct Clients {
    runtime: Runtime,
    bare: BareClient,
    bare_device: bare::Device,
    typed: GraphClient,
    typed_device: WindowsAutopilotDeviceIdentity,
}

impl Clients {
    pub(crate) fn new(endpoint: &str) -> io::Result<Self> {
        // As long as a token of Microsoft Entra ID.
        let token = format!("eyJ0eXAi.{}.c2ln", "x".repeat(1800));
        let typed = GraphClient::builder().endpoint(endpoint).credential(StaticToken::new(token.as_str())).build();
        Ok(Self {
            runtime: Builder::new_current_thread().enable_all().build()?,
            bare: BareClient::new(endpoint, token).map_err(io::Error::other)?,
            bare_device: serde_json::from_str(DEVICE)?,
            typed: typed.map_err(io::Error::other)?,
            typed_device: serde_json::from_str(DEVICE)?,
        })
    }

    /// Returns the comparisons: one device at a time, and many at once. The clients run on the calling thread, so its CPU
    /// time excludes the server.
    pub(crate) fn comparisons(&self) -> [Comparison<'_>; 2] {
        [("create a device, one at a time".to_owned(), 1), (format!("create a device, {AT_ONCE} at once"), AT_ONCE)]
            .map(|(title, at_once)| {
                let comparison = Comparison::new(title).with_sample_duration(SAMPLE).with_cpu_time();
                NAMES.into_iter().fold(comparison, |comparison, name| {
                    comparison.batched_variant(name, move |times| self.create(name, times, at_once))
                })
            })
    }

    /// Creates devices with the client of that name.
    pub(crate) fn create(&self, name: &str, times: u32, at_once: usize) {
        if name == NAMES[0] {
            let device = || async { self.bare.create(&self.bare_device).await.expect("the server creates it").id };
            self.runtime.block_on(repeat(times, at_once, device));
        } else {
            let devices = self.typed.beta().device_management().windows_autopilot_device_identities();
            let device = || async { devices.create(&self.typed_device).await.expect("the server creates it").id };
            self.runtime.block_on(repeat(times, at_once, device));
        }
    }
}

async fn repeat<F: Future<Output = Option<String>>>(times: u32, at_once: usize, create: impl Fn() -> F) {
    let create = || create().map(|id| assert!(id.is_some_and(|id| !id.is_empty()), "the created device has an id"));
    if at_once == 1 {
        for _ in 0..times {
            create().await;
        }
    } else {
        stream::iter(0..times).map(|_| create()).buffer_unordered(at_once).collect::<()>().await;
    }
}
