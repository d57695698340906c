//! A hand-written client for comparison.

// The same device as in the benches of the models.
#[path = "../../../graph-models/benches/devices/derived.rs"]
mod derived;

pub(super) use derived::Device;
use reqwest::{Client, redirect, retry};
use std::time::Duration;

/// A client of reqwest and serde alone.
pub(super) struct BareClient {
    http: Client,
    url: String,
    token: String,
}

impl BareClient {
    /// Creates a client with the settings of `graph-client`.
    pub(super) fn new(endpoint: &str, token: String) -> reqwest::Result<Self> {
        let http = Client::builder()
            .user_agent("graph-client/0.1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(100))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .no_proxy();
        let url = format!("{endpoint}/beta/deviceManagement/windowsAutopilotDeviceIdentities");
        Ok(Self { http: http.build()?, url, token })
    }

    pub(super) async fn create(&self, device: &Device) -> reqwest::Result<Device> {
        self.http.post(&self.url).bearer_auth(&self.token).json(device).send().await?.error_for_status()?.json().await
    }
}
