//! The service's description of an error, and the advice that the client adds.

use crate::wire::{Wire, http};
use graph_client::{AccessToken, Error, InnerError, IntuneError, ODataError, ODataErrorDetail, Outcome, RetryPolicy};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::json;
use std::iter::successors;

const JSON: &str = "application/json";

async fn create(wire: &Wire) -> Error {
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err()
}

async fn error_for(status: &str, content_type: &str, body: &str) -> Error {
    create(&Wire::responding(http(status, content_type, body)).await).await
}

#[tokio::test]
async fn every_member_of_an_odata_error_is_kept() {
    let body = json!({ "error": {
        "code": "BadRequest",
        "message": "Two things are wrong.",
        "target": "device",
        "details": [
            { "code": "TooLong", "message": "The tag is too long.", "target": "groupTag" },
            { "message": "The model is unknown." },
            "not a detail",
        ],
        "innerError": {
            "date": "2026-11-25T10:00:00",
            "request-id": "inner-1",
            "client-request-id": "client-1",
            "innererror": { "code": "Deeper", "message": "Why", "innerError": { "code": "Deepest" } },
        },
    }});
    let error = error_for("400 Bad Request", JSON, &body.to_string()).await;
    let service = error.service().unwrap();
    assert_eq!(service.to_string(), "BadRequest: Two things are wrong");
    assert_eq!(
        (service.code(), service.message(), service.target()),
        ("BadRequest", "Two things are wrong.", Some("device"))
    );
    let details: Vec<_> =
        service.details().iter().map(|detail| (detail.code(), detail.message(), detail.target())).collect();
    assert_eq!(details, [("TooLong", "The tag is too long.", Some("groupTag")), ("", "The model is unknown.", None)]);
    let inner = service.inner_error().unwrap();
    assert_eq!(inner.date(), Some("2026-11-25T10:00:00"));
    assert_eq!((inner.request_id(), inner.client_request_id()), (Some("inner-1"), Some("client-1")));
    let codes: Vec<_> = successors(Some(inner), |inner| inner.inner_error()).map(InnerError::code).collect();
    assert_eq!(codes, [None, Some("Deeper"), Some("Deepest")]);
    assert_eq!(inner.inner_error().unwrap().message(), Some("Why"));
    assert!(service.intune().is_none());
}

#[tokio::test]
async fn errors_of_earlier_versions_are_read() {
    for body in [
        r#"{"error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"Gone."}}}"#,
        r#"{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"Gone."}}}"#,
        r#"{"odata.error":{"code":"ResourceNotFound","message":"Gone."}}"#,
        r#"{"Error":{"Code":"ResourceNotFound","Message":"Gone."}}"#,
    ] {
        for status in ["400 Bad Request", "200 OK"] {
            let error = error_for(status, JSON, body).await;
            assert_eq!((error.code(), error.service_message()), (Some("ResourceNotFound"), Some("Gone.")), "{body}");
            assert!(error.is_not_found(), "{status} {body}");
        }
    }
}

#[tokio::test]
async fn large_errors_are_truncated() {
    let mut inner = json!({});
    for _ in 0..40 {
        inner = json!({ "innerError": inner });
    }
    let details = vec![json!({ "code": "A", "message": "x".repeat(10_000) }); 500];
    let body = json!({ "error": { "code": "A", "details": details, "innerError": inner } });
    let error = error_for("400 Bad Request", JSON, &body.to_string()).await;
    let service = error.service().unwrap();
    assert_eq!((service.details().len(), service.details()[0].message().len()), (50, 4096));
    assert_eq!(successors(service.inner_error(), |inner| inner.inner_error()).count(), 8);
}

#[tokio::test]
async fn the_document_in_intunes_message_is_parsed() {
    let message = json!({
        "_version": 3,
        "Message": "The device exists - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 \
                    - Activity ID: fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa - Url: https://intune.example/devices('1')",
        "CustomApiErrorPhrase": "", "RetryAfter": null, "ErrorSourceService": "", "HttpHeaders": "{}",
    });
    let body = json!({ "error": { "code": "BadRequest", "message": message.to_string(), "innerError": {} } });
    let error = error_for("400 Bad Request", JSON, &body.to_string()).await;
    let intune = error.service().unwrap().intune().unwrap();
    assert_eq!(intune.message(), "The device exists");
    assert_eq!(intune.operation_id(), Some("00000000-0000-0000-0000-000000000000"));
    assert_eq!(intune.activity_id(), Some("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"));
    assert_eq!(error.service_message(), Some(message.to_string().as_str()));
    let text = error.to_string();
    assert!(text.contains(": BadRequest: The device exists; the request was refused"), "{text}");
    assert!(text.contains("activity id fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"), "{text}");
    assert!(!text.contains("_version") && !text.contains("intune.example"), "{text}");
}

#[tokio::test]
async fn a_403_names_the_required_permission() {
    let body = r#"{"error":{"code":"Forbidden","message":"Application is not authorized."}}"#;
    let wire = Wire::responding(http("403 Forbidden", JSON, body)).await;
    let error = create(&wire).await;
    assert!(error.is_permission_denied());
    assert_eq!(error.required_permission(), Some("DeviceManagementServiceConfig.ReadWrite.All"));
    assert!(error.to_string().contains("the request needs the permission DeviceManagementServiceConfig.ReadWrite.All"));
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.by_id("1").get().await.unwrap_err();
    assert_eq!(error.required_permission(), Some("DeviceManagementServiceConfig.Read.All"));
    let error = devices.by_id("1").delete().await.unwrap_err();
    assert_eq!(error.required_permission(), Some("DeviceManagementServiceConfig.ReadWrite.All"));
    let error = wire.client().beta().request("GET", "/me").await.unwrap_err();
    assert!(error.is_permission_denied() && error.required_permission().is_none());
}

#[tokio::test]
async fn the_error_of_a_missing_route_names_the_alternative() {
    let message = "No OData route exists that match template ~/singleton/navigation with http verb POST";
    let body = json!({ "error": { "code": "No method match route template", "message": message } });
    let error = error_for("400 Bad Request", JSON, &body.to_string()).await;
    assert!(error.is_route_missing());
    assert_eq!(error.outcome(), Outcome::Refused);
    for expected in [
        "the service has no route for this request, although it is documented",
        "to /deviceManagement/importedWindowsAutopilotDeviceIdentities instead",
        message,
    ] {
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn predicates_match_their_statuses() {
    type Predicate = fn(&Error) -> bool;
    let predicates: [(&str, Predicate); 8] = [
        ("throttled", Error::is_throttled),
        ("unauthorized", Error::is_unauthorized),
        ("permission denied", Error::is_permission_denied),
        ("not found", Error::is_not_found),
        ("unavailable", Error::is_unavailable),
        ("route missing", Error::is_route_missing),
        ("timeout", Error::is_timeout),
        ("connection", Error::is_connection),
    ];
    for (status, expected) in [
        ("429 X", vec!["throttled"]),
        ("401 X", vec!["unauthorized"]),
        ("403 X", vec!["permission denied"]),
        ("404 X", vec!["not found"]),
        ("410 X", vec!["not found"]),
        ("502 X", vec!["unavailable"]),
        ("503 X", vec!["unavailable"]),
        ("504 X", vec!["unavailable"]),
        ("500 X", vec![]),
    ] {
        let error = error_for(status, "text/plain", "").await;
        let actual: Vec<_> = predicates.iter().filter(|(_, holds)| holds(&error)).map(|(name, _)| *name).collect();
        assert_eq!(actual, expected, "{status}");
    }
    let error = create(&Wire::responding("").await).await;
    assert!(error.is_connection() && error.status().is_none());
}

#[tokio::test]
async fn response_headers_are_kept() {
    let response = format!(
        "HTTP/1.1 502 X\r\nx-ms-ags-diagnostic: {{\"DataCenter\":\"West\"}}\r\ndate: Wed, 25 Nov 2026 10:00:00 GMT\r\n\
         x-long: {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        "é".repeat(2000)
    );
    let error = create(&Wire::responding(response).await).await;
    assert_eq!(error.headers()["x-ms-ags-diagnostic"], r#"{"DataCenter":"West"}"#);
    assert_eq!(error.headers()["date"], "Wed, 25 Nov 2026 10:00:00 GMT");
    assert_eq!(error.headers()["x-long"].len(), 1024);
    assert!(!format!("{error:?}").contains("DataCenter"));
}

#[tokio::test]
async fn the_raw_body_is_kept_if_the_request_was_carried_out() {
    let body = format!(r#"{{"id":"1","productKey":"00330","model":"{}"#, "x".repeat(100_000));
    let error = error_for("201 Created", JSON, &body).await;
    assert_eq!(error.outcome(), Outcome::CarriedOut);
    assert_eq!(error.raw_body().unwrap(), &body.as_bytes()[..64 * 1024]);
    let error = error_for("201 Created", JSON, r#"{"id":"1","productKey":"00330-KEY","model":1,"model":2}"#).await;
    assert!(!format!("{error} {error:?}").contains("00330"), "{error:?}");
    assert!(error_for("400 Bad Request", JSON, &body).await.raw_body().is_none());
}

#[test]
fn errors_are_small_send_and_sync() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    goes_anywhere::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn values_that_can_be_compared_can_be_hashed() {
    fn is_hash<T: Eq + std::hash::Hash>() {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_hash::<ODataError>();
    is_hash::<ODataErrorDetail>();
    is_hash::<InnerError>();
    is_hash::<IntuneError>();
    is_hash::<RetryPolicy>();
    is_hash::<AccessToken>();
    is_error::<ODataError>();
}
