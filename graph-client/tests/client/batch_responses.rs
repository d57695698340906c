//! Responses to batches that no service should send, and what of the requests the errors quote.

use crate::wire::{TOKEN, Wire, http};
use graph_client::{Content, Error, ErrorKind, GraphClient, Outcome, Response, RetryPolicy, Text};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::{Value, json};
use std::error::Error as _;
use std::time::Duration;

const JSON: &str = "application/json";

/// A response of a batch with these responses.
fn batch(responses: &Value) -> String {
    http("200 OK", JSON, &json!({ "responses": responses }).to_string())
}

/// Sends a create and a delete, and returns their results.
async fn send(response: &str) -> (Result<WindowsAutopilotDeviceIdentity, Error>, Result<(), Error>) {
    let client = Wire::responding(response).await.client();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut batch = client.beta().batch();
    let created = batch.add(devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("A")));
    let deleted = batch.add(devices.by_id("1").delete());
    let mut responses = batch.send().await;
    (responses.take(created).map(Response::into_value), responses.take(deleted).map(|_| ()))
}

#[tokio::test]
async fn requests_without_a_readable_response_are_unknown() {
    let done = json!({ "id": "2", "status": 204 });
    let created = json!({ "id": "1", "status": 201, "body": { "id": "x" } });
    let with = |members: Value| {
        let mut response = created.clone();
        response.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!([done, response])
    };
    for (responses, expected) in [
        (json!([done]), "the batch has no readable response for this request"),
        (json!([done, created, created]), "no readable response"),
        (json!([done, 1, null, [], "x", {}, { "id": null }, { "id": [], "status": 201 }]), "no readable response"),
        (json!([done, { "id": "3", "status": 201 }]), "no readable response"),
        (with(json!({ "status": null })), "no readable response"),
        (with(json!({ "status": "created" })), "no readable response"),
        (with(json!({ "status": 100 })), "no readable response"),
        (with(json!({ "status": 1201 })), "no readable response"),
        (with(json!({ "status": -201 })), "no readable response"),
        (with(json!({ "status": 504 })), "504 Gateway Timeout"),
        (
            with(json!({ "status": 200, "body": "PGh0bWw+" , "headers": { "Content-Type": "text/html" } })),
            "expected 201 Created",
        ),
        (with(json!({ "status": 202, "body": null })), "expected 201 Created"),
    ] {
        let (created, deleted) = send(&batch(&responses)).await;
        let error = created.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{responses}: {error}");
        assert!(error.to_string().contains(expected), "{responses}: {error}");
        deleted.unwrap();
    }
}

#[tokio::test]
async fn odd_responses_are_read() {
    for created in [
        json!({ "id": 1, "status": 201, "body": { "id": "x" } }),
        json!({ "id": "1", "status": "201", "headers": null, "body": { "id": "x" }, "more": 1 }),
        json!({ "id": "1", "status": 200, "headers": {}, "body": { "id": "x", "@odata.context": "#x" } }),
        // The batch shows that the response is the service's.
        json!({ "id": "1", "status": 200, "headers": { "X": 1, "y z": "a", "A": { }, "B": ["c", "d"], "E": "\n" }, "body": { "id": "x" } }),
        json!({ "id": "1", "status": 201, "headers": { "content-type": "application/json" }, "body": "eyJpZCI6IngifQ==" }),
    ] {
        let responses = json!([{ "id": "2", "status": 204, "body": null }, created, { "id": "other", "status": 500 }]);
        let (created, deleted) = send(&batch(&responses)).await;
        assert_eq!(created.unwrap().id.as_deref(), Some("x"), "{responses}");
        deleted.unwrap();
    }
}

#[tokio::test]
async fn responses_that_are_not_those_of_a_batch_are_unknown() {
    let truncated = http("200 OK", JSON, r#"{"responses":[]}"#).replace("content-length: 16", "content-length: 99");
    for response in [
        http("200 OK", "text/html", "<html>Sign in</html>"),
        http("200 OK", JSON, ""),
        http("200 OK", JSON, "null"),
        http("200 OK", JSON, "[]"),
        http("200 OK", JSON, "{}"),
        http("200 OK", JSON, r#"{"responses":{}}"#),
        http("200 OK", JSON, r#"{"responses":[{"id":"1","status":201}"#),
        http("200 OK", JSON, r#"{"error":{"code":"x","message":"y"}}"#),
        http("202 Accepted", JSON, ""),
        http("204 No Content", JSON, ""),
        http("500 X", JSON, ""),
        truncated,
        "HTTP/1.1 200 OK\r\ncontent-length: x".to_owned(),
        String::new(),
    ] {
        let (created, deleted) = send(&response).await;
        for error in [created.map(|_| ()).unwrap_err(), deleted.unwrap_err()] {
            assert_eq!(error.outcome(), Outcome::Unknown, "{response}: {error}");
            assert!(error.to_string().contains("in a batch: "), "{error}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let redirect =
        http("302 Found", "text/html", "").replace("content-type", "location: https://x.example/\r\ncontent-type");
    let (created, _) = send(&redirect).await;
    let error = created.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.outcome()), (302, Outcome::Refused));
}

#[tokio::test]
async fn a_response_above_the_limit_is_unknown() {
    let response = batch(&json!([{ "id": "1", "status": 200, "body": { "id": "x".repeat(1000) } }]));
    let client = Wire::responding(response).await.builder().response_limit(1000).build().unwrap();
    let mut batch = client.beta().batch();
    let handle = batch.add(client.beta().request("POST", "/users"));
    let error = batch.send().await.take(handle).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::Unknown), "{error}");
    assert!(error.to_string().contains("larger than 1000 bytes"), "{error}");
}

#[tokio::test]
async fn a_read_without_a_response_is_repeated() {
    let wire = Wire::responding_in_turn([
        batch(&json!([])),
        batch(&json!([{ "id": "1", "status": 200, "body": { "id": "x" } }])),
    ])
    .await;
    let policy = RetryPolicy::default().with_initial_backoff(Duration::ZERO);
    let client = wire.builder().retry(policy).build().unwrap();
    let mut batch = client.beta().batch();
    let handle = batch.add(client.beta().device_management().windows_autopilot_device_identities().by_id("1").get());
    assert_eq!(batch.send().await.take(handle).unwrap().attempts(), 2);
}

#[tokio::test]
async fn bodies_of_other_media_types_are_base64_or_plain_text() {
    for (content_type, body, expected) in [
        (Some("text/plain"), json!("MTI="), "12"),
        (Some("text/plain"), json!("1440"), "1440"),
        (Some("text/plain"), json!(12), "12"),
        (Some("text/csv; charset=utf-8"), json!("a,b\n1,2"), "a,b\n1,2"),
        (Some("text/csv"), json!("YSxiCjEsMg=="), "a,b\n1,2"),
        (Some("text/plain"), json!("true"), "true"),
        (Some("application/octet-stream"), json!("YWJj"), "abc"),
        (Some("application/octet-stream"), json!("a b"), "a b"),
        (None, json!("MTI="), "12"),
        (None, json!("a b"), "\"a b\""),
        (Some(JSON), json!("MQ=="), "\"MQ==\""),
        (Some(JSON), json!({ "a": [1.0, "b"] }), r#"{"a":[1.0,"b"]}"#),
        (Some(JSON), Value::Null, ""),
    ] {
        let headers = content_type.map(|content_type| json!({ "Content-Type": content_type }));
        let response = json!({ "status": 200, "headers": headers, "body": body });
        let [text, content] = ["1", "2"].map(|id| {
            let mut response = response.clone();
            response["id"] = id.into();
            response
        });
        let client = Wire::responding(batch(&json!([text, content]))).await.client();
        let mut batch = client.beta().batch();
        let text = batch.add(client.beta().request("GET", "/x/$count").returning::<Text>());
        let content = batch.add(client.beta().request("GET", "/x/$count").returning::<Content>());
        let mut responses = batch.send().await;
        assert_eq!(&**responses.take(text).unwrap().value(), expected, "{content_type:?} {body}");
        assert_eq!(&**responses.take(content).unwrap().value(), expected.as_bytes(), "{content_type:?} {body}");
    }
}

#[tokio::test]
async fn no_error_quotes_a_secret_of_any_request() {
    const PASSWORDS: [&str; 2] = ["correct horse battery", "staple & paper clip"];
    let quoted = format!("{} {} {TOKEN}", PASSWORDS[0], PASSWORDS[1]);
    let odata = json!({ "error": { "code": &quoted, "message": &quoted } });
    for response in [
        http("400 Bad Request", JSON, &odata.to_string()),
        http("502 Bad Gateway", "text/html", &quoted),
        batch(&json!([{ "id": "1", "status": 400, "body": odata }, { "id": "2", "status": 500, "body": quoted }])),
        batch(&json!([{ "id": "1", "status": 201, "headers": { "request-id": quoted }, "body": quoted }])),
    ] {
        let client: GraphClient = Wire::responding(response.as_str()).await.client();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        let mut batch = client.beta().batch();
        let handles = PASSWORDS.map(|password| {
            batch.add(devices.create(&WindowsAutopilotDeviceIdentity::new().with_device_account_password(password)))
        });
        let mut texts = vec![format!("{batch:?}")];
        let mut responses = batch.send().await;
        texts.push(format!("{responses:?} {handles:?}"));
        for handle in handles {
            let error = responses.take(handle).unwrap_err();
            texts.push(format!("{error} {error:?} {:?} {:?}", error.body_excerpt(), error.headers()));
            texts.extend(error.source().map(|source| format!("{source} {source:?}")));
        }
        for secret in [PASSWORDS[0], PASSWORDS[1], "horse", "staple", TOKEN] {
            assert!(!texts.iter().any(|text| text.contains(secret)), "{secret}: {texts:?}");
        }
    }
}

#[tokio::test]
async fn requests_are_written_as_documented() {
    let wire = Wire::responding(batch(&json!([]))).await;
    let client = wire.client();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let mut batch = client.beta().batch().in_sequence();
    batch.add(devices.by_id("a b/c").get().query("$select", "id").header("Prefer", "ä"));
    batch.add(devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("A")));
    batch.add(client.beta().request("PUT", "/x").header("Content-Type", "text/plain").json(&12));
    batch.add(client.beta().request("POST", "/deviceManagement/x?y=z"));
    let link = format!("{}/beta/users?$skiptoken=a%20b", wire.endpoint());
    batch.add(client.beta().follow::<Value>(&link));
    let _ = batch.send().await;
    let request = &wire.requests()[0];
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("POST /beta/$batch HTTP/1.1") && head.contains("content-type: application/json"),
        "{head}"
    );
    assert!(!body.contains(TOKEN));
    let mut body: Value = serde_json::from_str(body).unwrap();
    for request in body["requests"].as_array_mut().unwrap() {
        let id = request["headers"].as_object_mut().unwrap().remove("client-request-id").unwrap();
        assert_eq!(id.as_str().unwrap().len(), 36);
    }
    let path = "/deviceManagement/windowsAutopilotDeviceIdentities";
    let expected = json!([
        { "id": "1", "method": "GET", "url": format!("{path}/a%20b%2Fc?$select=id"), "headers": { "accept": JSON, "prefer": "ä" } },
        {
            "id": "2",
            "method": "POST",
            "url": path,
            "headers": { "accept": JSON, "content-type": JSON },
            "body": { "@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity", "serialNumber": "A" },
            "dependsOn": ["1"],
        },
        {
            "id": "3",
            "method": "PUT",
            "url": "/x",
            "headers": { "accept": JSON, "content-type": "text/plain" },
            "body": "MTI=",
            "dependsOn": ["2"],
        },
        { "id": "4", "method": "POST", "url": "/deviceManagement/x?y=z", "headers": { "accept": JSON }, "dependsOn": ["3"] },
        { "id": "5", "method": "GET", "url": "/users?$skiptoken=a%20b", "headers": { "accept": JSON }, "dependsOn": ["4"] },
    ]);
    assert_eq!(body["requests"], expected);
}
