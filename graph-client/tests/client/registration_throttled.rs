//! Many writes against the service's limit, with tokio's clock paused: they take little longer than the limit allows.

use crate::registration::{IMPORTED, rows};
use futures_util::{StreamExt, TryStreamExt, stream};
use graph_client::autopilot::register;
use graph_client::emulator::{Emulator, Fault, ObjectKind, RetryAfter, Throttle};
use graph_client::{GraphClient, Method};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::time::Duration;
use tokio::time::{Instant, timeout};

const WRITES: u32 = 600;

/// The number of requests at the same time.
const AT_ONCE: usize = 32;

/// The writes of the limit, and its period.
const CAPACITY: u32 = 100;
const PERIOD: Duration = Duration::from_secs(20);

/// Returns the least time that the limit allows for the writes: it is full at first, and each further write waits for a token.
fn least_time() -> Duration {
    PERIOD * (WRITES - CAPACITY) / CAPACITY
}

/// Lets a future write to emulators with the limit. Asserts that it has stored all objects after little more than the least time.
async fn assert_fast<F: Future<Output = ()>>(
    kind: ObjectKind,
    write: impl Fn(GraphClient) -> F,
    fault: Option<(&str, Fault)>,
) {
    let limit = Throttle::new(CAPACITY, PERIOD);
    for limit in [limit.clone(), limit.with_retry_after(RetryAfter::Seconds(1))] {
        let emulator = Emulator::start().await.unwrap();
        emulator.set_throttle(limit.clone());
        if let Some((path, fault)) = &fault {
            emulator.inject_permanent_fault(Method::POST, path, fault.clone());
        }
        let started = Instant::now();
        // What follows the writes may take longer.
        let _ = timeout(least_time().mul_f64(1.1), write(emulator.client().unwrap())).await;
        assert_eq!(emulator.objects(kind).len(), WRITES as usize, "{limit:?}");
        assert!(started.elapsed() >= least_time(), "{limit:?}: {:?}", started.elapsed());
    }
}

fn device(number: u32) -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string())
}

#[tokio::test(start_paused = true)]
async fn concurrent_creates_use_the_limit() {
    let create = |client: GraphClient| async move {
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        let devices = &devices;
        let creates = stream::iter(0..WRITES).map(|number| async move { devices.create(&device(number)).await });
        creates.buffer_unordered(AT_ONCE).try_for_each(|_| async { Ok(()) }).await.unwrap();
    };
    assert_fast(ObjectKind::Device, create, None).await;
}

#[tokio::test(start_paused = true)]
async fn the_requests_of_a_batch_use_the_limit() {
    let create = |client: GraphClient| async move {
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        let mut batch = client.beta().batch();
        let handles: Vec<_> = (0..WRITES).map(|number| batch.add(devices.create(&device(number)))).collect();
        let mut responses = batch.send().await;
        for handle in handles {
            responses.take(handle).unwrap();
        }
    };
    assert_fast(ObjectKind::Device, create, None).await;
}

#[tokio::test(start_paused = true)]
async fn imports_one_by_one_use_the_limit() {
    let import = |client: GraphClient| async move {
        let registration = register(&client, rows(1..=u64::from(WRITES))).concurrency(AT_ONCE).keep_records();
        registration.start().try_for_each(|_| async { Ok(()) }).await.unwrap();
    };
    let path = format!("{IMPORTED}/import");
    assert_fast(ObjectKind::ImportedDevice, import, Some((&path, Fault::NoRoute))).await;
}
