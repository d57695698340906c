//! Untyped requests to the emulator.

use graph_client::Error;
use graph_client::emulator::Emulator;
use serde_json::Value;

pub(crate) async fn get(emulator: &Emulator, path: &str) -> Result<Value, Error> {
    emulator.client().unwrap().beta().request("GET", path).await
}

pub(crate) async fn post(emulator: &Emulator, path: &str, body: &Value) -> Result<Value, Error> {
    send(emulator, "POST", path, body).await
}

pub(crate) async fn send(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Result<Value, Error> {
    emulator
        .client_builder()
        .retry(graph_client::RetryPolicy::never())
        .build()
        .unwrap()
        .beta()
        .request(method, path)
        .json(body)
        .await
}

/// Returns the status and the message of a request that was refused.
pub(crate) fn error(result: Result<Value, Error>) -> (u16, String) {
    let error = result.unwrap_err();
    (error.status().unwrap().as_u16(), error.service().unwrap().message().to_owned())
}

/// Returns the serial numbers of the registered devices.
pub(crate) fn serials(emulator: &Emulator) -> Vec<String> {
    emulator.devices().into_iter().map(|device| device.serial_number.unwrap_or_default()).collect()
}
