//! Invalid input is refused before a request is sent.

use crate::wire::{Wire, http};
use graph_client::{
    AccessToken, Error, ErrorKind, GraphClient, Outcome, StaticToken, TokenCredential, TokenFuture, TokenRequest,
};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::sync::Arc;
use std::time::Duration;

fn refused(endpoint: &str) -> Option<Error> {
    let error = GraphClient::builder().endpoint(endpoint).credential(StaticToken::new("t")).build().err()?;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
    Some(error)
}

#[test]
fn endpoints_require_https_or_loopback_and_no_path() {
    for endpoint in [
        "https://graph.microsoft.com",
        "https://graph.microsoft.us/",
        "https://gateway.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://127.9.9.9:1/",
        "http://[::1]:8080",
    ] {
        assert!(refused(endpoint).is_none(), "{endpoint}");
        let client = GraphClient::builder().endpoint(endpoint).credential(StaticToken::new("t")).build().unwrap();
        assert_eq!(client.endpoint(), endpoint.trim_end_matches('/'));
    }
    for (endpoint, expected) in [
        ("http://graph.microsoft.com", "not https"),
        ("http://localhost.example.org", "not https"),
        ("http://127.0.0.1.example.org", "not https"),
        ("http://[2001:db8::1]", "not https"),
        ("ftp://127.0.0.1", "neither https nor http"),
        ("https://user:hunter2@graph.microsoft.com", "a user name or a password"),
        ("https://graph.microsoft.com?x", "a query or a fragment"),
        ("https://graph.microsoft.com#x", "a query or a fragment"),
        ("https://graph.microsoft.com/beta", "has a path"),
        ("https://graph.microsoft.com/v1.0/", "has a path"),
        ("https://graph.microsoft.com//", "has a path"),
        ("graph.microsoft.com", "not a URL"),
        ("", "not a URL"),
    ] {
        let error = refused(endpoint).unwrap_or_else(|| panic!("{endpoint} was accepted")).to_string();
        assert!(error.contains(expected) && !error.contains("hunter2"), "{endpoint}: {error}");
        let is_path = expected == "has a path";
        assert_eq!(error.contains("the version is a step of the path, as in `client.beta()`"), is_path, "{error}");
    }
}

#[test]
fn errors_quote_the_endpoint_without_what_may_be_secret() {
    for (endpoint, expected) in [
        ("https://graph.microsoft.com/beta", "the endpoint `https://graph.microsoft.com/beta` has a path"),
        ("graph.microsoft.com", "the endpoint `graph.microsoft.com` is not a URL (relative URL without a base)"),
        ("", "the endpoint `` is not a URL"),
        ("http://graph.microsoft.com", "the endpoint `http://graph.microsoft.com` is not https"),
        ("https://user:hunter2@a.example", "the endpoint `https://[redacted]@a.example` has a user name"),
        ("https://user:hunter2@a.example:x", "the endpoint `https://[redacted]@a.example:x` is not a URL"),
        ("https://user:hun@ter2@a.example", "the endpoint `https://[redacted]@a.example` has a user name"),
        ("user:hunter2@a.example", "the endpoint `[redacted]@a.example` is neither https nor http"),
        ("https://a.example?sig=hunter2", "the endpoint `https://a.example…` has a query"),
        ("https://a.example#hunter2", "the endpoint `https://a.example…` has a query or a fragment"),
        ("https://a.example/\u{1b}[31m", r"the endpoint `https://a.example/\u{1b}[31m` has a path"),
        (&format!("https://a.example/{}", "x".repeat(1000)), &format!("/{}…` has a path", "x".repeat(82))),
    ] {
        let error = refused(endpoint).unwrap().to_string();
        assert!(error.contains(expected) && !error.contains("hunter2"), "{error}");
    }
}

#[test]
fn settings_that_prevent_every_request_are_refused() {
    let builder = || GraphClient::builder().credential(StaticToken::new("t"));
    for (builder, expected) in [
        (builder().attempt_timeout(Duration::ZERO), "the attempt_timeout is zero"),
        (builder().connect_timeout(Duration::ZERO), "the connect_timeout is zero"),
        (builder().timeout(Duration::ZERO), "the timeout is zero"),
        (builder().response_limit(0), "the response_limit is zero"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn an_attempt_without_time_is_not_sent() {
    let wire = Wire::responding(http("200 OK", "application/json", "{}")).await;
    let error = wire.client().beta().request("GET", "/me").attempt_timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent), "{error}");
    assert!(wire.requests().is_empty());
}

#[test]
fn a_client_needs_a_credential() {
    let error = GraphClient::builder().build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains(".credential("), "{error}");
}

#[test]
fn a_client_needs_a_valid_token() {
    for token in ["", "=", " ", "a b", "hunter2\r\nX-Evil: 1", "hunter2\n", "Bearer hunter2", "hunter2é", "hunter2\0"]
    {
        let shared: Arc<dyn TokenCredential> = Arc::new(StaticToken::new(token));
        for error in [
            GraphClient::builder().credential(StaticToken::new(token)).build().unwrap_err(),
            GraphClient::builder().credential(shared).build().unwrap_err(),
        ] {
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent), "{token:?}");
            assert!(error.to_string().starts_with("invalid credential: the access token "), "{error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}

#[test]
fn a_limit_of_requests_is_positive_and_finite() {
    let build =
        |limit: f64| GraphClient::builder().credential(StaticToken::new("t")).requests_per_second(limit).build();
    for limit in [0.0, -1.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE] {
        let error = build(limit).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{limit}");
        assert!(error.to_string().contains("requests per second"), "{error}");
    }
    build(0.5).unwrap();
    GraphClient::builder().credential(StaticToken::new("t")).requests_per_second(10).build().unwrap();
}

#[tokio::test]
async fn invalid_ids_are_not_sent() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    for id in ["", " ", "\t\n", "\u{a0}", ".", ".."] {
        let assigned = devices.by_id(id).deployment_profile().assigned_devices();
        let error =
            assigned.create(&WindowsAutopilotDeviceIdentity::new()).timeout(Duration::from_secs(1)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent), "{id:?}");
        let expected = "POST /deviceManagement/windowsAutopilotDeviceIdentities/{id}/deploymentProfile/assignedDevices: the id is ";
        assert!(error.to_string().starts_with(expected), "{error}");
    }
    assert!(wire.requests().is_empty());
}

#[tokio::test]
async fn devices_that_cannot_be_serialized_are_not_sent() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let mut device = WindowsAutopilotDeviceIdentity::new().with_model("A");
    device.additional_properties.insert("model", "B").unwrap();
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&device).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("duplicate property `model` of"), "{source}");
    assert!(wire.requests().is_empty());
}

/// A credential that fails with the requested scope, or never completes.
struct FailingCredential {
    completes: bool,
}

impl TokenCredential for FailingCredential {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(async move {
            if !self.completes {
                std::future::pending::<()>().await;
            }
            Err::<AccessToken, _>(format!("no token for {}", request.scope()).into())
        })
    }
}

#[tokio::test]
async fn the_credential_gets_the_scope_of_the_service() {
    let client = GraphClient::builder()
        .endpoint("https://graph.microsoft.us")
        .credential(FailingCredential { completes: true })
        .build()
        .unwrap();
    let device = WindowsAutopilotDeviceIdentity::new();
    let error =
        client.beta().device_management().windows_autopilot_device_identities().create(&device).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Credential, Outcome::NotSent));
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "no token for https://graph.microsoft.us/.default");
}

#[tokio::test(start_paused = true)]
async fn acquiring_a_token_times_out() {
    let client = GraphClient::builder().credential(FailingCredential { completes: false }).build().unwrap();
    let device = WindowsAutopilotDeviceIdentity::new();
    let error =
        client.beta().device_management().windows_autopilot_device_identities().create(&device).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent), "{error}");
}
