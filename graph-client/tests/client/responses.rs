//! Errors of unsuccessful and unreadable responses.

use crate::wire::{Wire, http};
use graph_client::{Error, ErrorKind, Outcome, RetryPolicy};
use graph_models::beta::WindowsAutopilotDeviceIdentity;

const JSON: &str = "application/json";

async fn create(wire: &Wire) -> Error {
    let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("A");
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&device).await.unwrap_err();
    assert_eq!(wire.requests().len(), 1, "{error}");
    error
}

async fn error_for(response: String) -> Error {
    create(&Wire::responding(response).await).await
}

fn assert_ids(error: &Error) {
    assert_eq!(error.request_id(), Some("server-1"), "{error:?}");
    assert_eq!(error.client_request_id().map(str::len), Some(36), "{error:?}");
}

#[tokio::test]
async fn an_odata_error_is_parsed() {
    let body = r#"{"error":{"code":"Forbidden","message":"Not for you.","innerError":{"request-id":"inner","date":"2026-01-01T00:00:00"},"details":[]}}"#;
    let error = error_for(http("403 Forbidden", JSON, body)).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Refused));
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.code(), Some("Forbidden"));
    assert_eq!(error.service_message(), Some("Not for you."));
    assert_eq!(error.body_excerpt(), Some(body));
    assert_ids(&error);
    let text = error.to_string();
    assert!(
        text.starts_with(
            "POST /deviceManagement/windowsAutopilotDeviceIdentities: the service responded with 403 Forbidden: \
             Forbidden: Not for you; the request needs the permission DeviceManagementServiceConfig.ReadWrite.All; \
             the request was refused and changed nothing; request-id server-1; client-request-id "
        ),
        "{text}"
    );
}

#[tokio::test]
async fn members_of_odata_errors_are_optional() {
    for (body, code, message) in [
        (r#"{"error":{}}"#, "", ""),
        (r#"{"error":{"code":null,"message":7}}"#, "", ""),
        (
            r#"{"error":{"code":"No method match route template","innererror":{"request-id":"x"}}}"#,
            "No method match route template",
            "",
        ),
    ] {
        let error = error_for(http("400 Bad Request", JSON, body)).await;
        assert_eq!((error.code(), error.service_message()), (Some(code), Some(message)), "{body}");
    }
    let without_header =
        "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n{\"error\":{\"innererror\":{\"request-id\":\"inner\"}}}";
    assert_eq!(error_for(without_header.to_owned()).await.request_id(), Some("inner"));
}

#[tokio::test]
async fn html_of_a_gateway_leaves_the_outcome_unknown() {
    let error = error_for(http("502 Bad Gateway", "text/html", "<html>Bad gateway</html>")).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Unknown));
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (502, None));
    assert_eq!(error.body_excerpt(), Some("<html>Bad gateway</html>"));
    assert_ids(&error);
    let expected =
        "the service responded with 502 Bad Gateway and a body of 24 bytes of text/html, which is not an OData error";
    assert!(error.to_string().contains(expected), "{error}");
}

#[tokio::test]
async fn each_status_has_an_outcome() {
    for (status, outcome) in [
        ("200 OK", Outcome::Unknown),
        ("202 Accepted", Outcome::Unknown),
        ("204 No Content", Outcome::Unknown),
        ("302 Found", Outcome::Refused),
        ("303 See Other", Outcome::Unknown),
        ("307 Temporary Redirect", Outcome::Refused),
        ("401 Unauthorized", Outcome::Refused),
        ("408 Request Timeout", Outcome::Unknown),
        ("409 Conflict", Outcome::Refused),
        ("429 Too Many Requests", Outcome::Refused),
        ("500 Internal Server Error", Outcome::Unknown),
        ("503 Service Unavailable", Outcome::Refused),
        ("504 Gateway Timeout", Outcome::Unknown),
        ("509 Bandwidth Limit Exceeded", Outcome::Refused),
    ] {
        let response = format!(
            "HTTP/1.1 {status}\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let error = error_for(response).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, outcome), "{error}");
    }
}

#[tokio::test]
async fn unreadable_success_is_carried_out() {
    for (content_type, body, expected) in [
        ("text/html", "<html>Welcome</html>", "but a body of 20 bytes of text/html is not JSON;"),
        (JSON, "", "the service responded with 201 Created, but the body is empty"),
        (JSON, "{", "a body of 1 byte of application/json cannot be read"),
        (JSON, r#"{"id":"1","serialNumber":"#, "cannot be read: `serialNumber`: EOF while parsing"),
        (JSON, r#"{"id":"1"} {}"#, "trailing characters"),
        (JSON, "null", "invalid type: null, expected an object of type microsoft.graph.windowsAutopilotDeviceIdentity"),
        (JSON, r#"{"serialNumber":5,"serialNumber":"A"}"#, "`serialNumber`: duplicate property `serialNumber`"),
    ] {
        let error = error_for(http("201 Created", content_type, body)).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut), "{error}");
        assert_eq!(error.status().unwrap(), 201);
        assert_eq!((error.raw_body(), error.body_excerpt()), (Some(body.as_bytes()), None));
        assert_ids(&error);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn truncated_and_invalid_responses_are_distinguished() {
    let whole = http("201 Created", JSON, r#"{"id":"1","serialNumber":"A"}"#);
    let error = error_for(whole[..whole.len() - 8].to_owned()).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut));
    assert_eq!(error.raw_body(), Some(r#"{"id":"1","serialNumb"#.as_bytes()));
    assert!(error.to_string().contains("but the body is incomplete: received 21 bytes"), "{error}");
    assert_ids(&error);

    let error = error_for("HTTP/1.1 201 Cre".to_owned()).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::Unknown), "{error}");
}

#[tokio::test]
async fn a_timeout_in_the_body_has_the_outcome_of_the_status() {
    for (status, outcome) in [
        ("201 Created", Outcome::CarriedOut),
        ("400 Bad Request", Outcome::Refused),
        ("500 Internal Server Error", Outcome::Unknown),
    ] {
        let response = format!("HTTP/1.1 {status}\r\nrequest-id: server-1\r\ncontent-length: 99\r\n\r\n{{\"id\"");
        let wire = Wire::stalling_after(response).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        // An incomplete refusal is not retried.
        let request = devices.create(&WindowsAutopilotDeviceIdentity::new()).retry(RetryPolicy::default());
        let request = tokio::spawn(request.into_future());
        wire.response_has_arrived().await;
        let error = request.await.unwrap().unwrap_err();
        tokio::time::resume();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Timeout, outcome, 1), "{error}");
        let raw = error.raw_body().map(|body| str::from_utf8(body).unwrap());
        assert_eq!(raw.or(error.body_excerpt()), Some(r#"{"id""#));
        assert_ids(&error);
    }
}

#[tokio::test]
async fn headers_in_errors_are_truncated() {
    let response = format!("HTTP/1.1 500 X\r\nrequest-id: {}\r\ncontent-length: 0\r\n\r\n", "x".repeat(50_000));
    assert_eq!(error_for(response).await.request_id().map(str::len), Some(256));
}

#[tokio::test]
async fn bodies_are_read_up_to_the_limit() {
    let body = format!(r#"{{"id":"{}"}}"#, "x".repeat(10 * 1024 * 1024));
    let error = error_for(http("201 Created", JSON, &body)).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut));
    assert!(error.to_string().contains("but the body is larger than 8388608 bytes"), "{error}");
    assert_eq!(error.raw_body(), Some(&body.as_bytes()[..64 * 1024]));
    assert_ids(&error);

    let error = error_for(http("500 Internal Server Error", "text/plain", &"é".repeat(5 * 1024 * 1024))).await;
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Unknown));
    assert_eq!(error.body_excerpt().map(str::len), Some(2048));
}

#[tokio::test]
async fn the_size_limit_is_exact() {
    let body = r#"{"id":"1"}"#;
    let wire = Wire::responding(http("201 Created", JSON, body)).await;
    let device = WindowsAutopilotDeviceIdentity::new();
    let create = |limit: usize| {
        let client = wire.builder().response_limit(limit).build().unwrap();
        client.beta().device_management().windows_autopilot_device_identities().create(&device)
    };
    assert_eq!(create(body.len()).await.unwrap().id.as_deref(), Some("1"));
    assert_eq!(create(body.len() - 1).await.unwrap_err().kind(), ErrorKind::Response);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let target = Wire::responding(http("201 Created", JSON, "{}")).await;
        let response = format!(
            "HTTP/1.1 {status}\r\nlocation: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            target.endpoint()
        );
        let error = error_for(response).await;
        assert!(error.to_string().contains("a redirect, which is not followed"), "{error}");
        assert!(target.requests().is_empty());
    }
}

#[tokio::test]
async fn control_characters_are_escaped() {
    let body = r#"{"error":{"code":"\u001b[31m","message":"a\u0007b\nc"}}"#;
    let text = error_for(http("400 Bad Request", JSON, body)).await.to_string();
    assert!(text.contains(r"\u{1b}[31m: a\u{7}b\nc;"), "{text}");
}
