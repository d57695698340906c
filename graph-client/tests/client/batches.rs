//! Batches whose requests depend on nothing.

use crate::batched::{create, create_all, delete, device, get, sizes};
use crate::emulated::serials;
use graph_client::emulator::{Emulator, Fault, Throttle};
use graph_client::{Content, Error, ErrorKind, Outcome, Page, StatusCode, Text};
use graph_models::beta::WindowsAutopilotDeviceIdentityUpdateDevicePropertiesParameters as Parameters;
use serde_json::json;
use std::time::Duration;
use tokio::time::Instant;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

#[tokio::test]
async fn requests_of_all_kinds_have_their_own_results() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let kept = devices.create(&device("kept")).await.unwrap().id.unwrap();
    let deleted = devices.create(&device("deleted")).await.unwrap().id.unwrap();

    let mut batch = client.beta().batch();
    let read = batch.add(get(&client, &kept).select(["serialNumber"]).header("Prefer", "x"));
    let gone = batch.add(delete(&client, &deleted));
    let created = batch.add(devices.create(&device("new")));
    let count = batch.add(devices.count());
    let text = batch.add(client.beta().request("GET", &format!("{DEVICES}/$count")).returning::<Text>());
    let content = batch.add(client.beta().request("GET", &format!("{DEVICES}/$count")).returning::<Content>());
    let page = batch.add(devices.list().filter("serialNumber eq 'kept'"));
    let named = batch.add(devices.by_id(&kept).update_device_properties(&Parameters::new()));
    let path = format!("{DEVICES}/{{id}}");
    let untyped = batch.add(client.beta().request("GET", &path).parameter("id", &kept));
    let missing = batch.add(get(&client, "none"));
    let unknown = batch.add(client.beta().request("POST", "/users").json(&json!({ "displayName": "A" })));
    assert_eq!((batch.len(), read.index(), missing.index()), (11, 0, 9));
    let mut responses = batch.send().await;
    assert_eq!(responses.errors().map(|(index, _)| index).collect::<Vec<_>>(), [9, 10]);

    let read = responses.take(read).unwrap();
    assert_eq!((read.status().as_u16(), read.attempts(), read.client_request_id().len()), (200, 1, 36));
    assert_eq!(read.value().serial_number.as_deref(), Some("kept"));
    assert!(read.value().id.is_none() && read.request_id().is_some());
    assert_eq!(responses.take(gone).unwrap().status(), StatusCode::NO_CONTENT);
    let created = responses.take(created).unwrap();
    assert!(created.location().is_some_and(|location| location.ends_with(created.value().id.as_deref().unwrap())));
    // A deleted device is listed for a while.
    assert_eq!(responses.take(count).unwrap().into_value(), 3);
    assert_eq!(&**responses.take(text).unwrap().value(), "3");
    assert_eq!(&**responses.take(content).unwrap().value(), b"3");
    let page: Page<_> = responses.take(page).unwrap().into_value();
    assert_eq!((page.items().len(), page.items()[0].serial_number.as_deref()), (1, Some("kept")));
    responses.take(named).unwrap();
    assert_eq!(responses.take(untyped).unwrap().into_value()["serialNumber"], "kept");
    let error = responses.take(missing).unwrap_err();
    assert!(error.is_not_found() && error.outcome() == Outcome::Refused, "{error}");
    let text = error.to_string();
    assert!(text.starts_with(&format!("GET {DEVICES}/{{id}}: the service responded with 404 Not Found: ")), "{text}");
    assert_eq!(responses.take(unknown).unwrap_err().status(), Some(StatusCode::NOT_IMPLEMENTED));
    assert_eq!(serials(&emulator), ["kept", "new"]);

    let requests = emulator.requests();
    assert_eq!(requests.iter().filter(|request| request.path() == "/beta/$batch").count(), 1);
    let read = requests.iter().find(|request| request.query().is_some_and(|query| query.contains("$select"))).unwrap();
    assert_eq!(
        (&read.headers()["prefer"], &read.headers()["accept"]),
        (&"x".parse().unwrap(), &"application/json".parse().unwrap())
    );
    assert!(read.headers().contains_key("client-request-id") && !read.headers().contains_key("accept-encoding"));
}

#[tokio::test(start_paused = true)]
async fn many_requests_are_split_and_keep_their_order() {
    let emulator = Emulator::start().await.unwrap();
    emulator.shuffle_batches(1);
    let client = emulator.client().unwrap();
    let (handles, mut responses) = create_all(&client, 250).await;
    for (number, handle) in handles.into_iter().enumerate() {
        let device = responses.take(handle).unwrap().into_value();
        assert_eq!(device.serial_number, Some(number.to_string()));
    }
    assert_eq!(serials(&emulator).len(), 250);
    let mut expected = vec![20; 12];
    expected.push(10);
    assert_eq!(sizes(&emulator), expected);
}

#[tokio::test(start_paused = true)]
async fn requests_do_not_wait_for_others_that_are_under_way() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let started = Instant::now();
    let (handles, mut responses) = create_all(&client, 30).await;
    assert!(started.elapsed() < Duration::from_millis(400), "{:?}", started.elapsed());
    assert!(handles.into_iter().all(|handle| responses.take(handle).is_ok()));
    assert_eq!(sizes(&emulator), [20, 10]);
}

#[tokio::test]
async fn an_empty_batch_sends_nothing() {
    let emulator = Emulator::start().await.unwrap();
    let batch = emulator.client().unwrap().beta().batch();
    assert!(batch.is_empty());
    assert!(batch.send().await.is_empty());
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn requests_that_cannot_be_in_the_batch_fail_alone() {
    let emulator = Emulator::start().await.unwrap();
    let (client, other) = (emulator.client().unwrap(), emulator.client().unwrap());
    let mut batch = client.beta().batch();
    let post = |path: &str| client.beta().request("POST", path).json(&json!({}));
    let invalid = [
        (batch.add(other.beta().request("GET", "/users")), "a request of another client"),
        (batch.add(post("/$batch")), "a batch cannot be in another batch"),
        (batch.add(post("/$Batch?x=y")), "a batch cannot be in another batch"),
        (batch.add(client.beta().request("HEAD", "/users")), "a HEAD cannot be in a batch"),
        (batch.add(client.beta().request("GET", "users")), "the path must begin with `/`"),
        (batch.add(client.beta().request("GET", "/users/{id}")), "the path parameter `{id}` has no value"),
        (batch.add(client.beta().request("GET", "/users").header("Host", "x")), "the header host is set by the client"),
    ];
    let valid = batch.add(create(&client.clone(), "1"));
    let mut responses = batch.send().await;
    for (handle, expected) in invalid {
        let error = responses.take(handle).unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Request, Outcome::NotSent, 0));
    }
    responses.take(valid).unwrap();
    assert_eq!(sizes(&emulator), [1]);

    // The response is taken once, and by its own handle.
    let error = responses.take(valid).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::CarriedOut), "{error}");
    let mut batch = client.beta().batch();
    let foreign = batch.add(get(&client, "1"));
    let error = responses.take(foreign).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::Unknown), "{error}");
}

#[tokio::test(start_paused = true)]
async fn limits_count_each_request() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client_builder().requests_per_second(10.0).build().unwrap();
    let started = Instant::now();
    let (_, responses) = create_all(&client, 100).await;
    assert_eq!(responses.errors().count(), 0);
    assert!((9..12).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    assert!(sizes(&emulator).len() < 30, "{:?}", sizes(&emulator));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_service_costs_few_requests() {
    let emulator = Emulator::start().await.unwrap();
    emulator.set_throttle(Throttle::default());
    let client = emulator.client().unwrap();
    let (_, responses) = create_all(&client, 400).await;
    assert_eq!(responses.errors().count(), 0);
    let (batches, requests) = (sizes(&emulator).len(), sizes(&emulator).iter().sum::<usize>());
    println!("400 creates in {requests} requests and {batches} batches");
    assert!(requests <= 520 && batches <= 200, "400 creates in {requests} requests and {batches} batches");
    assert_eq!(serials(&emulator).len(), 400);
}

#[tokio::test]
async fn a_compressed_batch_is_read() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    // The batch itself, then each of its requests.
    for faults in [vec![Some(Fault::Gzip)], vec![None, Some(Fault::Gzip), Some(Fault::ByteOrderMark)]] {
        emulator.inject_faults(faults);
        let (handles, mut responses) = create_all(&client, 2).await;
        for (number, handle) in handles.into_iter().enumerate() {
            let device = responses.take(handle).unwrap().into_value();
            assert_eq!(device.serial_number, Some(number.to_string()));
        }
    }
}

#[tokio::test]
async fn without_a_runtime_nothing_is_sent() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let error = std::thread::spawn(move || {
        let mut batch = client.beta().batch();
        let handle = batch.add(create(&client, "1"));
        futures_executor::block_on(batch.send()).take(handle).map(drop).unwrap_err()
    });
    let error: Error = error.join().unwrap();
    assert!(error.to_string().contains("no tokio runtime"), "{error}");
}
