//! Batches, as a client other than `GraphClient` sends them to the emulator.

use graph_client::emulator::{Emulator, Fault, RetryAfter, Throttle};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

fn create(id: &str, depends_on: &[&str]) -> Value {
    json!({
        "id": id,
        "method": "POST",
        "url": DEVICES,
        "headers": { "Content-Type": "application/json" },
        "body": { "serialNumber": id },
        "dependsOn": depends_on,
    })
}

fn get(id: &str, url: &str) -> Value {
    json!({ "id": id, "method": "GET", "url": url })
}

async fn post(emulator: &Emulator, token: &str, requests: &Value) -> (StatusCode, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}/beta/$batch", emulator.endpoint())).bearer_auth(token);
    let response = request.json(&json!({ "requests": requests })).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Sends a batch and returns the responses.
async fn batch(emulator: &Emulator, requests: &Value) -> Vec<Value> {
    let (status, body) = post(emulator, emulator.token(), requests).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body["responses"].as_array().unwrap().clone()
}

fn response<'a>(responses: &'a [Value], id: &str) -> &'a Value {
    responses.iter().find(|response| response["id"] == id).unwrap()
}

#[tokio::test]
async fn every_request_is_carried_out_and_recorded() {
    let emulator = Emulator::start().await.unwrap();
    let relative = DEVICES.trim_start_matches('/');
    let requests = json!([
        create("a", &[]),
        get("list", &format!("{relative}?$filter=serialNumber eq 'a'")),
        get("count", &format!("{DEVICES}/$count")),
        get("none", &format!("{DEVICES}/1")),
        get("elsewhere", "/users"),
        get("absolute", &format!("{}/beta{DEVICES}", emulator.endpoint())),
        json!({ "id": "text", "method": "POST", "url": DEVICES, "headers": { "Content-Type": "text/plain" }, "body": "YQ==" }),
    ]);
    let responses = batch(&emulator, &requests).await;
    assert_eq!(responses.len(), 7);
    let created = response(&responses, "a");
    assert_eq!((&created["status"], &created["body"]["serialNumber"]), (&json!(201), &json!("a")));
    assert!(created["headers"]["Location"].as_str().unwrap().starts_with(emulator.endpoint()));
    assert_eq!(response(&responses, "list")["body"]["value"][0]["serialNumber"], "a");
    let count = response(&responses, "count");
    assert_eq!((&count["body"], &count["headers"]["Content-Type"]), (&json!("MQ=="), &json!("text/plain")));
    for (id, status, code) in [
        ("none", 404, "ResourceNotFound"),
        ("elsewhere", 501, "NotEmulated"),
        ("absolute", 400, "BadRequest"),
        ("text", 415, "UnsupportedMediaType"),
    ] {
        let response = response(&responses, id);
        assert_eq!((&response["status"], &response["body"]["error"]["code"]), (&json!(status), &json!(code)));
    }

    let received = emulator.requests();
    let received: Vec<_> =
        received.iter().map(|request| (request.method().clone(), request.path(), request.is_carried_out())).collect();
    assert_eq!(
        received[..3],
        [
            (Method::POST, "/beta/$batch", true),
            (Method::POST, &format!("/beta{DEVICES}"), true),
            (Method::GET, &format!("/beta{DEVICES}"), true),
        ]
    );
    assert_eq!(received.len(), 8);
    assert!(emulator.requests().iter().all(|request| !request.headers().contains_key("authorization")));
}

#[tokio::test]
async fn a_failed_dependency_fails_those_that_need_it() {
    let emulator = Emulator::start().await.unwrap();
    let mut missing = get("missing", &format!("{DEVICES}/1"));
    missing["dependsOn"] = json!(["a"]);
    let requests =
        json!([create("a", &[]), missing, create("b", &["Missing"]), create("c", &["b"]), create("d", &["A"])]);
    let responses = batch(&emulator, &requests).await;
    let statuses = ["a", "missing", "b", "c", "d"].map(|id| response(&responses, id)["status"].as_u64().unwrap());
    assert_eq!(statuses, [201, 404, 424, 424, 201]);
    assert_eq!(response(&responses, "b")["body"]["error"]["code"], "FailedDependency");
    let serial_numbers: Vec<_> = emulator.devices().into_iter().map(|device| device.serial_number.unwrap()).collect();
    assert_eq!(serial_numbers, ["a", "d"]);
}

#[tokio::test]
async fn the_order_of_responses_depends_on_the_seed() {
    let requests: Value = (0..10).map(|id| get(&id.to_string(), DEVICES)).collect();
    let mut orders = Vec::new();
    for seed in [1, 1, 2] {
        let emulator = Emulator::start().await.unwrap();
        emulator.shuffle_batches(seed);
        let ids = batch(&emulator, &requests).await.into_iter().map(|response| response["id"].clone());
        orders.push(ids.collect::<Vec<_>>());
    }
    assert_eq!(orders[0], orders[1]);
    assert_ne!(orders[0], orders[2]);
    assert!(orders.iter().all(|order| order.iter().ne((0..10).map(|id| id.to_string()).collect::<Vec<_>>().iter())));
}

#[tokio::test(start_paused = true)]
async fn requests_are_throttled_one_by_one() {
    let emulator = Emulator::start().await.unwrap();
    let throttle = Throttle::new(2, Duration::from_secs(20)).with_retry_after(RetryAfter::Seconds(7));
    emulator.set_throttle(throttle);
    let requests = json!([create("1", &[]), get("2", DEVICES), create("3", &[]), create("4", &[])]);
    let responses = batch(&emulator, &requests).await;
    let statuses = ["1", "2", "3", "4"].map(|id| response(&responses, id)["status"].as_u64().unwrap());
    assert_eq!(statuses, [201, 200, 201, 429]);
    assert_eq!(response(&responses, "4")["headers"]["Retry-After"], "7");
    assert_eq!(response(&responses, "3")["headers"].get("Retry-After"), None);
    assert_eq!(emulator.requests()[4].fault(), Some(&Fault::Throttled(Some(RetryAfter::Seconds(7)))));
}

#[tokio::test(start_paused = true)]
async fn requests_get_faults_after_their_batch() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_faults([
        None,
        Some(Fault::unavailable(RetryAfter::Seconds(3))),
        Some(Fault::ClosedBeforeReading),
        Some(Fault::ClosedAfterStoring),
        Some(Fault::PermissionDenied),
        Some(Fault::Accepted),
        Some(Fault::SlowResponse(Duration::from_secs(50))),
        Some(Fault::SlowResponse(Duration::from_secs(30))),
    ]);
    let ids = ["1", "2", "3", "4", "5", "6", "7"];
    let requests: Value = ids.iter().map(|id| create(id, &[])).collect();
    let client = emulator.client().unwrap();
    let started = Instant::now();
    let sent = client.beta().request("POST", "/$batch").json(&json!({ "requests": requests })).await.unwrap();
    // The slowest request determines when the batch is answered.
    assert_eq!(started.elapsed().as_secs(), 50);
    let responses = sent["responses"].as_array().unwrap();
    let statuses = ids.map(|id| response(responses, id)["status"].as_u64().unwrap());
    assert_eq!(statuses, [503, 503, 504, 401, 202, 201, 201]);
    assert_eq!(response(responses, "1")["headers"]["Retry-After"], "3");
    let html = response(responses, "3")["body"].as_str().unwrap();
    assert!(html.starts_with("PGh0bWw+"), "{html}");
    let serial_numbers: Vec<_> = emulator.devices().into_iter().map(|device| device.serial_number.unwrap()).collect();
    assert_eq!(serial_numbers, ["3", "5", "6", "7"]);
}

#[tokio::test]
async fn an_invalid_batch_is_refused_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let many: Value = (0..21).map(|id| create(&id.to_string(), &[])).collect();
    for (requests, expected) in [
        (many, "The batch has 21 requests; the maximum is 20."),
        (json!([create("a", &[]), create("A", &[])]), "the id `A` is not unique"),
        (
            json!([create("a", &["b"]), create("b", &[])]),
            "depends on `b`, which is not an earlier request of the batch",
        ),
        (json!([create("a", &[]), create("b", &["a"]), create("c", &[])]), "fully sequential or fully parallel"),
        (json!([get("a", "/$batch")]), "a batch cannot contain a batch"),
    ] {
        let (status, body) = post(&emulator, emulator.token(), &requests).await;
        let message = body["error"]["message"].as_str().unwrap();
        assert_eq!((status, body["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some("BadRequest")));
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(post(&emulator, "other", &json!([create("a", &[])])).await.0, StatusCode::UNAUTHORIZED);
    assert!(emulator.devices().is_empty());
}
