//! Control of the emulator from Rust.

use crate::emulated::{error, get, post, send};
use graph_client::Method;
use graph_client::emulator::{Emulator, Fault, ObjectKind, Throttle};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::num::NonZeroUsize;
use std::time::Duration;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";
const EVENTS: &str = "/deviceManagement/autopilotEvents";

#[tokio::test]
async fn objects_can_be_seeded_edited_and_read_out() {
    let emulator = Emulator::start().await.unwrap();
    let id = emulator.seed(ObjectKind::AutopilotEvent, &json!({ "deviceId": "1" })).unwrap();
    emulator.seed(ObjectKind::AutopilotEvent, &json!({ "id": "second" })).unwrap();
    emulator.seed(ObjectKind::AutopilotEvent, &json!({ "id": id, "deviceId": "2" })).unwrap();
    let listed = get(&emulator, EVENTS).await.unwrap();
    let expected = json!([{ "id": id, "deviceId": "2" }, { "id": "second" }]);
    assert_eq!(listed["value"], expected, "an object with the same id replaces the first one in place");

    assert!(emulator.edit(ObjectKind::AutopilotEvent, "second", |event| {
        event.insert("id".to_owned(), json!("third"));
        event.insert("deviceId".to_owned(), json!("3"));
    }));
    assert!(!emulator.edit(ObjectKind::AutopilotEvent, "third", |_| unreachable!()), "ids stay the same");
    assert_eq!(get(&emulator, &format!("{EVENTS}/second")).await.unwrap()["deviceId"], "3");
    assert_eq!(emulator.objects(ObjectKind::AutopilotEvent).len(), 2);
    assert!(emulator.seed(ObjectKind::AutopilotEvent, &[1]).is_err());
}

#[tokio::test]
async fn a_permanent_fault_is_injected_into_every_request_for_its_path() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({ "error": { "code": "Forbidden", "message": "no" } }).to_string();
    let fault = Fault::respond(StatusCode::FORBIDDEN, [("x-reason", "test"), ("not a header", "")], body);
    let path = format!("{DEVICES}/{{id}}");
    emulator.inject_permanent_fault(Method::DELETE, &path, fault.clone());
    let id = emulator.seed(ObjectKind::Device, &json!({})).unwrap();
    let device = format!("{DEVICES}/{id}");
    for _ in 0..2 {
        assert_eq!(error(send(&emulator, "DELETE", &device, &Value::Null).await), (403, "no".to_owned()));
    }
    assert!(get(&emulator, &device).await.is_ok() && get(&emulator, DEVICES).await.is_ok(), "another method or path");
    assert_eq!(emulator.requests()[0].fault(), Some(&fault));
    assert!(!emulator.requests()[0].is_carried_out());

    emulator.inject_permanent_fault(Method::DELETE, &path, None);
    send(&emulator, "DELETE", &device, &Value::Null).await.unwrap();
}

#[tokio::test]
async fn an_injected_response_is_sent_as_given() {
    let emulator = Emulator::start().await.unwrap();
    let headers = [("content-type", "text/plain"), ("request-id", "mine"), ("set-cookie", "a"), ("set-cookie", "b")];
    emulator.inject_faults([Fault::respond(StatusCode::IM_A_TEAPOT, headers, "short and stout")]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = client.get(format!("{}/beta{DEVICES}", emulator.endpoint())).send().await.unwrap();
    assert_eq!(response.status(), 418);
    assert_eq!(
        (&response.headers()["content-type"], &response.headers()["request-id"]),
        (&"text/plain".parse().unwrap(), &"mine".parse().unwrap())
    );
    assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    assert_eq!(response.bytes().await.unwrap(), "short and stout");
}

#[tokio::test]
async fn received_requests_have_their_query_and_body() {
    let emulator = Emulator::start().await.unwrap();
    post(&emulator, DEVICES, &json!({ "serialNumber": "S1" })).await.unwrap();
    let request = emulator.client().unwrap().beta().request("GET", DEVICES).query("$top", "7");
    request.await.unwrap();
    emulator.inject_faults([Fault::ClosedBeforeReading]);
    post(&emulator, DEVICES, &json!({ "serialNumber": "S2" })).await.unwrap_err();

    let requests = emulator.requests();
    let read: Vec<_> = requests.iter().map(|request| (request.query(), request.body())).collect();
    assert_eq!(read, [(None, Some(&br#"{"serialNumber":"S1"}"#[..])), (Some("$top=7"), Some(&b""[..])), (None, None)]);
    assert!(!format!("{requests:?}").contains("S1"), "{requests:?}");
}

#[tokio::test(start_paused = true)]
async fn a_reset_emulator_is_like_a_new_one() {
    let emulator = Emulator::start().await.unwrap();
    emulator.set_page_size(NonZeroUsize::new(1));
    emulator.set_throttle(Throttle::new(1, Duration::from_secs(1000)));
    emulator.inject_permanent_fault(Method::GET, DEVICES, Fault::NoRoute);
    emulator.inject_faults(vec![Fault::NoRoute; 3]);
    emulator.without_create_route();
    for number in 0..2 {
        emulator.seed(ObjectKind::Device, &json!({ "serialNumber": number.to_string() })).unwrap();
    }
    get(&emulator, DEVICES).await.unwrap_err();
    emulator.reset();
    assert!(emulator.devices().is_empty() && emulator.requests().is_empty());
    for _ in 0..2 {
        post(&emulator, DEVICES, &json!({})).await.unwrap();
    }
    let listed = get(&emulator, DEVICES).await.unwrap();
    assert_eq!(listed["value"].as_array().unwrap().len(), 2);
    assert_eq!(emulator.objects(ObjectKind::Settings).len(), 1);
}
