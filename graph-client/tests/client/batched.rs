//! Requests for batches, and the batches that the emulator received.

use graph_client::emulator::Emulator;
use graph_client::{BatchHandle, BatchResponses, GraphClient, Request};
use graph_models::beta::WindowsAutopilotDeviceIdentity;

pub(crate) fn device(serial_number: &str) -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)
}

pub(crate) fn create(client: &GraphClient, serial_number: &str) -> Request<WindowsAutopilotDeviceIdentity> {
    client.beta().device_management().windows_autopilot_device_identities().create(&device(serial_number))
}

pub(crate) fn get(client: &GraphClient, id: &str) -> Request<WindowsAutopilotDeviceIdentity> {
    client.beta().device_management().windows_autopilot_device_identities().by_id(id).get()
}

pub(crate) fn delete(client: &GraphClient, id: &str) -> Request<()> {
    client.beta().device_management().windows_autopilot_device_identities().by_id(id).delete()
}

/// Sends creates for devices with the serial numbers from 0.
pub(crate) async fn create_all(
    client: &GraphClient,
    count: usize,
) -> (Vec<BatchHandle<WindowsAutopilotDeviceIdentity>>, BatchResponses) {
    let mut batch = client.beta().batch();
    let handles = (0..count).map(|number| batch.add(create(client, &number.to_string()))).collect();
    (handles, batch.send().await)
}

/// Returns the number of requests in each `$batch` that the emulator received, if no others came after the first.
pub(crate) fn sizes(emulator: &Emulator) -> Vec<usize> {
    emulator.requests().iter().fold(Vec::new(), |mut sizes, request| {
        match sizes.last_mut() {
            _ if request.path() == "/beta/$batch" => sizes.push(0),
            Some(size) => *size += 1,
            None => {}
        }
        sizes
    })
}
