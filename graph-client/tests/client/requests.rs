//! Requests without a typed method, and collections in pages.

use crate::wire::{Wire, http, json};
use graph_client::emulator::Emulator;
use graph_client::{ErrorKind, Method, Outcome, Page, RetryPolicy};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::edm::Secret;
use serde_json::{Value, json};
use std::time::Duration;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

#[tokio::test]
async fn any_request_can_be_sent() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    let created = client.beta().request(Method::POST, DEVICES).json(&json!({ "serialNumber": "A" })).await.unwrap();
    let id = created["id"].as_str().unwrap();
    let device: WindowsAutopilotDeviceIdentity =
        client.beta().request("GET", &format!("{DEVICES}/{{id}}")).parameter("id", id).returning().await.unwrap();
    assert_eq!(device.serial_number.as_deref(), Some("A"));
    let all: Vec<WindowsAutopilotDeviceIdentity> =
        client.beta().request("GET", DEVICES).returning::<Page<_>>().all().await.unwrap();
    assert_eq!(all.len(), 1);
    let deleted =
        client.beta().request("DELETE", &format!("{DEVICES}/{{id}}")).parameter("id", id).send().await.unwrap();
    assert_eq!((deleted.status().as_u16(), deleted.value()), (204, &Value::Null));
    client
        .beta()
        .request("DELETE", &format!("{DEVICES}/{{id}}"))
        .parameter("id", id)
        .returning::<()>()
        .await
        .unwrap_err();
}

#[tokio::test]
async fn the_request_on_the_wire_is_as_built() {
    let wire = Wire::responding(http("202 Accepted", "application/json", "")).await;
    let request = wire
        .client()
        .beta()
        .request("PATCH", "/users/{user id}/x('A:1')/{key}")
        .parameter("key", "a/b?c")
        .query("$filter", "startswith(name,'a&b') or 1+1 eq 2")
        .query("$top", "5")
        .header("Prefer", "return=minimal")
        .json(&json!({ "a": 1 }));
    let error = request.await.unwrap_err();
    assert!(error.to_string().contains("contains one of `?#%{}`"), "{error}");
    assert!(wire.requests().is_empty());

    let request = wire
        .client()
        .beta()
        .request("PATCH", "/users/x('A:1')/{key}")
        .parameter("key", "a/b?c")
        .query("$filter", "startswith(name,'a&b') or 1+1 eq 2")
        .query("$top", "5")
        .header("Prefer", "return=minimal")
        .json(&json!({ "a": 1 }));
    request.await.unwrap();
    let sent = wire.requests().remove(0);
    let first = "PATCH /beta/users/x('A:1')/a%2Fb%3Fc?\
                 $filter=startswith%28name%2C%27a%26b%27%29%20or%201%2B1%20eq%202&$top=5 HTTP/1.1\r\n";
    assert!(sent.starts_with(first), "{sent}");
    assert!(sent.contains("prefer: return=minimal\r\n") && sent.ends_with("\r\n\r\n{\"a\":1}"), "{sent}");

    wire.client().beta().request("GET", "/me").await.unwrap();
    let sent = wire.requests().remove(1);
    assert!(!sent.contains("content-type") && !sent.contains("content-length"), "{sent}");

    wire.client().beta().request("POST", "/me").await.unwrap();
    let sent = wire.requests().remove(2);
    assert!(!sent.contains("content-type") && sent.contains("content-length: 0\r\n"), "{sent}");
}

#[tokio::test]
async fn invalid_requests_are_not_sent() {
    let wire = Wire::responding(http("200 OK", "application/json", "{}")).await;
    let client = wire.client();
    for (request, expected) in [
        (client.beta().request("GET", "users"), "GET: the path must begin with `/`"),
        (client.beta().request("GET", "/users/{id}"), "the path parameter `{id}` has no value"),
        (client.beta().request("GET", "/users/{id}").parameter("id", ".."), "the id is `.` or `..`"),
        (client.beta().request("GET", "/users").parameter("id", "1"), "the path has no parameter `{id}`"),
        (client.beta().request("G E T", "/users"), "unsupported method; expected one of GET, HEAD"),
        (client.beta().request("get", "/users"), "unsupported method; expected one of GET, HEAD"),
        (client.beta().request("CONNECT", "/users"), "unsupported method; expected one of GET, HEAD"),
        (
            client.beta().request("GET", "/users").header("Authorization", "Bearer x"),
            "authorization is set by the client",
        ),
        (
            client.beta().request("GET", "/users").header("client-request-id", "x"),
            "client-request-id is set by the client",
        ),
        (client.beta().request("GET", "/users").header("Prefer", "a\r\nb"), "the value of the header prefer"),
        (client.beta().request("GET", "/users").header("Prefer", "a\nb"), "prefer contains a control character"),
        (client.beta().request("GET", "/users").header("a b", "c"), "invalid header name \"a b\""),
        (
            client.beta().request("POST", "/users").json(&f64::NAN).json(&NotJson),
            "could not serialize the body as JSON",
        ),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Request, Outcome::NotSent, 0));
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(wire.requests().is_empty());
}

struct NotJson;

impl serde::Serialize for NotJson {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no"))
    }
}

#[tokio::test]
async fn secrets_of_untyped_requests_are_redacted() {
    let wire = Wire::responding(http("400 X", "text/plain", "the password hunter22222 and the key 00330-80000")).await;
    let device = WindowsAutopilotDeviceIdentity::new().with_product_key("00330-80000");
    let request = || wire.client().beta().request("POST", "/users");
    for request in [
        request().object(&device).secret(Secret::from("hunter22222")),
        request().secret(Secret::from("hunter22222")).object(&device),
    ] {
        let error = request.await.unwrap_err();
        assert_eq!(error.body_excerpt(), Some("the password [redacted] and the key [redacted]"));
    }
}

#[tokio::test]
async fn a_delete_that_an_earlier_attempt_carried_out_is_a_success() {
    let gone = http("404 Not Found", "application/json", r#"{"error":{"code":"ResourceNotFound"}}"#);
    let wire = || Wire::responding_in_turn([http("504 Gateway Timeout", "text/html", ""), gone.clone()]);
    let policy = RetryPolicy::default().with_initial_backoff(Duration::ZERO);
    let first = wire().await;
    let response = first.client().beta().request("DELETE", "/users/{id}").parameter("id", "1").retry(policy.clone());
    let response = response.send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.value(), response.attempts()), (204, &Value::Null, 2));
    assert_eq!(response.request_id(), Some("server-1"));

    let second = wire().await;
    let request = second.client().beta().request("DELETE", "/users/{id}").parameter("id", "1").retry(policy);
    let error = request.returning::<WindowsAutopilotDeviceIdentity>().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Response, Outcome::CarriedOut, 2));
    assert!(error.to_string().contains("but the body is empty; the request was carried out"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn after_a_503_the_next_attempt_uses_a_new_connection() {
    let retry_at_once = |status: &str| format!("HTTP/1.1 {status}\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n");
    for (status, connections) in [("503 Service Unavailable", vec![0, 0, 1]), ("429 Too Many Requests", vec![0, 0, 0])]
    {
        let created = json("201 Created", "{}");
        let wire = Wire::keeping_alive([created.clone(), retry_at_once(status), created]).await;
        let client = wire.builder().retry(RetryPolicy::default()).build().unwrap();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        for attempts in [1, 2] {
            let response = devices.create(&WindowsAutopilotDeviceIdentity::new()).send().await.unwrap();
            assert_eq!(response.attempts(), attempts);
        }
        assert_eq!(wire.connections(), connections, "{status}");
    }
}

#[tokio::test]
async fn configuring_the_http_client_keeps_the_guarantees() {
    let target = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let redirect =
        format!("HTTP/1.1 307 X\r\nlocation: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", target.endpoint());
    let wire = Wire::responding(redirect).await;
    let proxy = target.endpoint().to_owned();
    let client = wire
        .builder()
        .http(move |http| {
            http.user_agent("enrolment/1.0")
                .redirect(reqwest::redirect::Policy::limited(5))
                .retry(reqwest::retry::for_host("127.0.0.1").max_retries_per_request(3).classify_fn(|response| {
                    if response.status().is_some() { response.retryable() } else { response.success() }
                }))
                .proxy(reqwest::Proxy::all(&proxy).unwrap())
                .timeout(Duration::from_secs(600))
        })
        .build()
        .unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert_eq!(wire.requests().len(), 1);
    assert!(wire.requests()[0].contains("user-agent: enrolment/1.0\r\n"));
    assert!(target.requests().is_empty());
}
