//! Creating a device, against the emulator and on the wire.

use crate::wire::{TOKEN, Wire, http};
use graph_client::emulator::Emulator;
use graph_client::{ErrorKind, Outcome};
use graph_models::beta::{WindowsAutopilotDeviceIdentity, WindowsAutopilotUserlessEnrollmentStatus};
use serde_json::Value;
use std::time::Duration;

const EXAMPLE: &str = include_str!("request.json");

fn example() -> WindowsAutopilotDeviceIdentity {
    serde_json::from_str(EXAMPLE).unwrap()
}

#[tokio::test]
async fn the_example_of_the_specification_is_created() {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let response = devices.create(&example()).send().await.unwrap();

    assert_eq!(response.status(), 201);
    assert!(response.request_id().is_some() && !response.client_request_id().is_empty());
    let created = response.value();
    let id = created.id.clone().unwrap();
    let root = format!("{}/beta", emulator.endpoint());
    let location = format!("{root}/deviceManagement/windowsAutopilotDeviceIdentities/{id}");
    assert_eq!(response.location(), Some(location.as_str()));

    let context: Option<String> = created.additional_properties.read("@odata.context").unwrap();
    let expected = "/$metadata#deviceManagement/windowsAutopilotDeviceIdentities/$entity";
    assert_eq!(context, Some(format!("{root}{expected}")));

    let mut echoed = created.clone();
    echoed.additional_properties.remove("@odata.context");
    // The example of the specification is older than this property.
    let status = WindowsAutopilotUserlessEnrollmentStatus::Unknown;
    assert_eq!(echoed, example().with_id(id).with_userless_enrollment_status(status));
    assert_eq!(emulator.devices(), [echoed]);
}

#[tokio::test]
async fn a_device_is_created_through_a_deployment_profile() {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let first = devices.create(&example()).await.unwrap().id.unwrap();
    let assigned = devices.by_id(&first).deployment_profile().assigned_devices();
    let second = assigned.create(&example().with_serial_number("second")).await.unwrap();
    assert_eq!(second.serial_number.as_deref(), Some("second"));
    assert_eq!(emulator.devices().len(), 2);
    assert_eq!(emulator.assigned_devices(&first), emulator.devices()[1..]);
}

#[tokio::test]
async fn a_request_can_be_sent_from_another_task() {
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let requests = (0..20).map(|number| devices.create(&example().with_serial_number(number.to_string())));
    let tasks: Vec<_> = requests.map(|request| tokio::spawn(request.into_future())).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut serials: Vec<u32> =
        emulator.devices().into_iter().map(|device| device.serial_number.unwrap().parse().unwrap()).collect();
    serials.sort_unstable();
    assert_eq!(serials, (0..20).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_request_on_the_wire_matches_the_specification() {
    let wire = Wire::responding(http("201 Created", "application/json", r#"{"id":"1"}"#)).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let response = devices.create(&example()).send().await.unwrap();
    assert_eq!(response.request_id(), Some("server-1"));
    // The client's own id counts, not the one that the server echoes.
    let client_request_id = response.client_request_id().to_owned();

    let requests = wire.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /beta/deviceManagement/windowsAutopilotDeviceIdentities HTTP/1.1"));
    let headers: Vec<(String, &str)> =
        lines.map(|line| line.split_once(": ").unwrap()).map(|(name, value)| (name.to_lowercase(), value)).collect();
    let header = |wanted: &str| {
        let values: Vec<_> = headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| *value).collect();
        assert_eq!(values.len(), 1, "{wanted}: {values:?}");
        values[0]
    };
    assert_eq!(header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("user-agent"), concat!("graph-client/", env!("CARGO_PKG_VERSION")));
    assert_eq!(header("client-request-id"), client_request_id);
    assert_eq!(client_request_id.len(), 36);
    assert_eq!(header("content-length"), body.len().to_string());

    let sent: Value = serde_json::from_str(body).unwrap();
    assert_eq!(sent, serde_json::from_str::<Value>(EXAMPLE).unwrap());
    assert!(body.contains(r#""2016-12-31T23:58:26.2447023-08:00""#), "{body}");
}

#[tokio::test]
async fn each_request_has_its_own_client_request_id() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    for _ in 0..2 {
        devices.create(&example()).await.unwrap();
    }
    let ids: Vec<_> = wire
        .requests()
        .iter()
        .map(|request| request.lines().find(|line| line.starts_with("client-request-id")).unwrap().to_owned())
        .collect();
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn ids_are_percent_encoded() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    for (id, segment) in [
        ("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"),
        ("a/b", "a%2Fb"),
        ("../users", "..%2Fusers"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("a\\b", "a%5Cb"),
        (" a\tb\r\nHost: c", "%20a%09b%0D%0AHost%3A%20c"),
        ("zürich\u{202e}", "z%C3%BCrich%E2%80%AE"),
    ] {
        devices.by_id(id).deployment_profile().assigned_devices().create(&example()).await.unwrap();
        let request = wire.requests().pop().unwrap();
        let root = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
        let expected = format!("POST {root}/{segment}/deploymentProfile/assignedDevices HTTP/1.1");
        assert_eq!(request.lines().next(), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_timeout_leaves_the_outcome_unknown() {
    let wire = Wire::stalling_after("").await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let request = tokio::spawn(devices.create(&example()).timeout(Duration::from_secs(3600)).into_future());
    wire.response_has_arrived().await;
    let error = request.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown), "{error}");
    assert!(error.client_request_id().is_some());
}

#[tokio::test]
async fn a_request_with_a_zero_timeout_is_not_sent() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&example()).timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent), "{error}");
    assert!(wire.requests().is_empty());
}

#[tokio::test]
async fn timeouts_may_exceed_the_range_of_the_clock() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let client = wire.builder().timeout(Duration::MAX).build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.create(&example()).await.unwrap();
    devices.create(&example()).timeout(Duration::MAX).await.unwrap();
}

#[test]
fn requests_without_a_runtime_are_an_error() {
    let client =
        graph_client::GraphClient::builder().credential(graph_client::StaticToken::new(TOKEN)).build().unwrap();
    let request = client.beta().device_management().windows_autopilot_device_identities().create(&example());
    let error = futures_executor::block_on(request.into_future()).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
    assert!(error.to_string().contains("no tokio runtime is running"), "{error}");
    assert!(futures_executor::block_on(Emulator::start()).is_err());
}

#[tokio::test]
async fn a_request_to_a_closed_port_was_not_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = graph_client::GraphClient::builder()
        .endpoint(format!("http://{closed}"))
        .credential(graph_client::StaticToken::new(TOKEN))
        .retry(graph_client::RetryPolicy::never())
        .build()
        .unwrap();
    let request = client.beta().device_management().windows_autopilot_device_identities().create(&example());
    let error = request.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{error}");
}
