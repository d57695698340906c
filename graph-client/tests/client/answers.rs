//! What counts as success, and what an unsuccessful response means: by status, body and headers together.
//!
//! The files in `answers` are responses as the service sends them.

use crate::credentials::Recording;
use crate::wire::{Wire, http, json};
use graph_client::{
    AccessToken, Error, ErrorKind, GraphClient, Outcome, Page, Request, Response, RetryPolicy, TokenCredential,
    TokenFuture, TokenRequest,
};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use std::time::Duration;

const JSON: &str = "application/json";

type Predicate = fn(&Error) -> bool;

fn create(client: &GraphClient) -> Request<WindowsAutopilotDeviceIdentity> {
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("A"))
}

fn delete(client: &GraphClient) -> Request<()> {
    client.beta().device_management().windows_autopilot_device_identities().by_id("1").delete()
}

fn without_backoff() -> RetryPolicy {
    RetryPolicy::default().with_initial_backoff(Duration::ZERO)
}

async fn created(response: &str) -> Result<Response<WindowsAutopilotDeviceIdentity>, Error> {
    create(&Wire::responding(response).await.client()).send().await
}

async fn deleted(response: &str) -> Result<Response<()>, Error> {
    delete(&Wire::responding(response).await.client()).send().await
}

/// A response without headers of the service.
fn bare(status: &str, content_type: &str, body: &str) -> String {
    http(status, content_type, body).replace("request-id: server-1\r\nclient-request-id: client-1\r\n", "")
}

#[tokio::test]
async fn a_delete_succeeds_with_any_2xx() {
    let response = deleted(include_str!("answers/delete-200.http")).await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 1));
    for status in ["200 OK", "202 Accepted", "204 No Content", "206 X"] {
        for body in ["", "{}", "null", r#"{"id":"1","value":true}"#, "[]", "\"deleted\""] {
            let body = if status.starts_with("204") { "" } else { body };
            let response = deleted(&http(status, JSON, body)).await.unwrap();
            assert!(status.starts_with(response.status().as_str()), "{status} {body}");
            assert!(!response.is_in_progress());
        }
    }
}

#[tokio::test]
async fn a_delete_is_unknown_after_a_page_of_a_captive_portal() {
    for body in ["<html>Sign in</html>", "Sign in", "{}<html>"] {
        let error = deleted(&bare("200 OK", "text/html", body)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Unknown), "{error}");
        assert!(
            error.to_string().contains("expected 204 No Content, or an empty body or JSON of the service"),
            "{error}"
        );
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn any_json_is_read_as_nothing() {
    for body in ["", "{}", "null", r#"{"a":1}"#, "[1]"] {
        let wire = Wire::responding(http("200 OK", JSON, body)).await;
        let request = || wire.client().beta().request("POST", "/users/{id}/wipe").parameter("id", "1");
        request().returning::<()>().await.unwrap();
        request().returning::<IgnoredAny>().await.unwrap();
    }
    let wire = Wire::responding(http("200 OK", "text/html", "<html>")).await;
    let request = wire.client().beta().request("POST", "/users").returning::<()>();
    let error = request.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::Unknown), "{error}");
}

#[tokio::test]
async fn a_create_succeeds_with_the_object_of_the_service() {
    let with_annotation = r##"{"@odata.context":"#x","id":"1"}"##;
    for response in [
        http("201 Created", JSON, r#"{"id":"1"}"#),
        bare("201 Created", JSON, r#"{"id":"1"}"#),
        http("200 OK", JSON, r#"{"id":"1"}"#),
        http("202 Accepted", JSON, r#"{"id":"1"}"#),
        http("203 X", JSON, with_annotation),
        bare("200 OK", JSON, with_annotation),
        bare("200 OK", "text/plain", with_annotation),
    ] {
        let created = created(&response).await.unwrap();
        assert_eq!(created.value().id.as_deref(), Some("1"), "{response}");
    }
}

#[tokio::test]
async fn a_create_is_unknown_without_the_object() {
    for response in [
        bare("200 OK", "text/html", "<html>Sign in</html>"),
        bare("200 OK", JSON, r#"{"id":"1"}"#),
        bare("200 OK", JSON, r#"{"login":"https://portal.example/"}"#),
        bare("200 OK", JSON, ""),
        http("200 OK", JSON, ""),
        http("200 OK", JSON, "{}"),
        http("200 OK", JSON, "null"),
        http("200 OK", JSON, r#"[{"id":"1"}]"#),
        http("200 OK", JSON, r#"{"id":null}"#),
        http("200 OK", JSON, r#"{"value":[{"id":"1"}]}"#),
        http("200 OK", JSON, r#"{"id":"1""#),
        http("202 Accepted", JSON, ""),
        http("204 No Content", JSON, ""),
    ] {
        let wire = Wire::responding(response.as_str()).await;
        let error = create(&wire.client()).retry(without_backoff()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Unknown), "{response}: {error}");
        assert!(error.to_string().contains("check before sending it again"), "{error}");
        assert_eq!(error.raw_body(), Some(response.split_once("\r\n\r\n").unwrap().1.as_bytes()));
        assert_eq!(wire.requests().len(), 1, "an unknown create is not repeated");
    }
}

#[tokio::test]
async fn a_read_succeeds_with_another_2xx() {
    let wire = Wire::responding(http("203 X", JSON, r#"{"value":[{"id":"1"}]}"#)).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    assert_eq!(devices.list().all().await.unwrap().len(), 1);
    let wire = Wire::responding(bare("203 X", JSON, r#"{"value":[{"id":"1"}]}"#)).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    assert!(devices.list().await.is_err());
}

#[tokio::test]
async fn a_202_with_a_location_says_that_work_goes_on() {
    let location = format!("https://graph.example/beta/operations/{}", "x".repeat(9000));
    let response =
        format!("HTTP/1.1 202 Accepted\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let error = created(&response).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("accepted the request and is still working on it"), "{error}");
    assert_eq!(error.headers()["location"], location);

    let response_to_delete = deleted(&response).await.unwrap();
    assert!(response_to_delete.is_in_progress());
    assert_eq!(response_to_delete.location(), Some(location.as_str()));

    let wire = Wire::responding(response).await;
    let untyped = wire.client().beta().request("POST", "/teams").send().await.unwrap();
    assert_eq!((untyped.is_in_progress(), untyped.value()), (true, &Value::Null));
    let error = wire.client().beta().request("POST", "/teams").returning::<Page<Value>>().await.unwrap_err();
    assert!(error.to_string().contains("is still working on it"), "{error}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn long_locations_are_kept_whole() {
    for length in [1025, 8 * 1024, 16 * 1024] {
        let location = format!("https://graph.example/{}", "x".repeat(length - 22));
        let head = |status: &str| {
            let ordinary = format!("x-ms-ags-diagnostic: {}\r\nrequest-id: 1\r\nconnection: close", "x".repeat(200));
            format!("HTTP/1.1 {status}\r\nlocation: {location}\r\n{ordinary}\r\n")
        };
        let success = format!("{}content-length: 10\r\n\r\n{{\"id\":\"1\"}}", head("201 Created"));
        assert_eq!(created(&success).await.unwrap().location(), Some(location.as_str()));
        for status in ["302 Found", "201 Created", "409 Conflict"] {
            let error = created(&format!("{}content-length: 0\r\n\r\n", head(status))).await.unwrap_err();
            assert_eq!(error.headers()["location"], location, "{status}");
        }
    }
}

#[tokio::test]
async fn a_2xx_with_an_odata_error_is_an_error() {
    let body = r#"{"error":{"code":"BadRequest","message":"The hash is invalid"}}"#;
    for (status, outcome) in
        [("200 OK", Outcome::Unknown), ("201 Created", Outcome::CarriedOut), ("202 X", Outcome::Unknown)]
    {
        let error = created(&http(status, JSON, body)).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.code()), (ErrorKind::Service, outcome, Some("BadRequest")));
        assert!(error.to_string().contains(", but with an error: BadRequest: The hash is invalid; "), "{error}");
    }
    assert_eq!(deleted(&http("200 OK", JSON, body)).await.unwrap_err().code(), Some("BadRequest"));
    let wire = Wire::responding(http("200 OK", JSON, body)).await;
    assert_eq!(wire.client().beta().request("GET", "/me").await.unwrap_err().code(), Some("BadRequest"));
    // A resource may have a property of that name.
    let operation = r#"{"id":"1","status":"failed","error":{"code":"x"}}"#;
    let wire = Wire::responding(http("200 OK", JSON, operation)).await;
    assert_eq!(wire.client().beta().request("GET", "/operations/1").await.unwrap()["error"]["code"], "x");
}

#[tokio::test]
async fn a_page_that_ends_with_an_error_is_an_error() {
    for body in [
        r#"{"value":[{"id":"1"}],"error":{"code":"Aborted","message":"x"}}"#,
        r#"{"value":[{"id":"1"}]}{"error":{"code":"Aborted","message":"x"}}"#,
        r#"{"value":[{"id":"1"},{"error":{"code":"Aborted","message":"x"}}"#,
    ] {
        let wire = Wire::responding(http("200 OK", JSON, body)).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let error = devices.list().all().await.unwrap_err();
        assert_eq!((error.error().kind(), error.error().code()), (ErrorKind::Service, Some("Aborted")), "{body}");
        assert_eq!((error.error().attempts(), error.error().request_id()), (1, Some("server-1")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_read_is_repeated_whatever_the_status() {
    let throttled = |status: &str, code: &str| {
        json(status, &json!({ "error": { "code": code, "message": "y" } }).to_string()).replacen(
            "\r\n",
            "\r\nretry-after: 0\r\n",
            1,
        )
    };
    for response in [
        include_str!("answers/status-509.http").replace("Retry-After: 1", "Retry-After: 0"),
        throttled("509 X", ""),
        throttled("400 Bad Request", "TooManyRequests"),
        throttled("403 Forbidden", "activityLimitReached"),
        throttled("500 X", "Request_ThrottledTemporarily"),
        throttled("200 OK", "TooManyRequests"),
    ] {
        let wire = Wire::keeping_alive([response.clone(), json("200 OK", r#"{"id":"1"}"#)]).await;
        let client = wire.builder().retry(RetryPolicy::default()).build().unwrap();
        let read = client.beta().request("GET", "/users/1").send().await.unwrap();
        assert_eq!(read.attempts(), 2, "{response}");

        let wire = Wire::keeping_alive([response.clone()]).await;
        let error = create(&wire.client()).await.unwrap_err();
        let may_be_done = ["HTTP/1.1 200", "HTTP/1.1 500"].iter().any(|status| response.starts_with(status));
        assert!(error.is_throttled() && !error.is_unavailable(), "{error}");
        assert_eq!(error.outcome(), if may_be_done { Outcome::Unknown } else { Outcome::Refused }, "{error}");
        assert!(error.to_string().contains("limits the rate of requests"), "{error}");
    }
    let wire = Wire::responding(include_str!("answers/status-509.http")).await;
    let error = wire.client().beta().request("GET", "/me").await.unwrap_err();
    assert!(error.is_throttled());
    assert_eq!((error.retry_after(), error.outcome()), (Some(Duration::from_secs(1)), Outcome::Refused));
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    let expired = r#"{"error":{"code":"InvalidAuthenticationToken","message":"Expired."}}"#;
    for status in ["400 X", "401 X", "403 X", "404 X", "407 X", "409 X", "410 X", "413 X", "422 X", "451 X", "501 X"] {
        let wire = Wire::responding(http(status, JSON, expired)).await;
        let request = wire.client().beta().request("GET", "/users/1").retry(without_backoff());
        assert_eq!((request.await.unwrap_err().attempts(), wire.requests().len()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn a_delete_that_is_told_not_there_after_an_unknown_attempt_has_succeeded() {
    let intune = |sentence: &str| {
        let document = json!({ "_version": 3, "Message": format!("{sentence} - Operation ID: 0") }).to_string();
        json!({ "error": { "code": "BadRequest", "message": document } }).to_string()
    };
    let odata = |code: &str| json!({ "error": { "code": code, "message": "" } }).to_string();
    for (status, body, is_done) in [
        ("404 Not Found", odata("ResourceNotFound"), true),
        ("410 Gone", odata(""), true),
        ("400 Bad Request", intune("Cannot find the device"), true),
        ("400 Bad Request", intune("The device does not exist"), true),
        ("400 Bad Request", odata("Request_ResourceNotFound"), true),
        ("500 X", odata("itemNotFound"), true),
        ("200 OK", odata("ResourceNotFound"), true),
        ("400 Bad Request", odata("BadRequest"), false),
        ("400 Bad Request", odata("No method match route template"), false),
        ("403 Forbidden", odata("NotFound"), false),
        ("404 Not Found", "not found".to_owned(), false),
    ] {
        let wire = || Wire::responding_in_turn([http("504 X", "text/html", ""), http(status, JSON, &body)]);
        let result = delete(&wire().await.client()).retry(without_backoff()).send().await;
        assert_eq!(
            result.as_ref().is_ok_and(|response| response.attempts() == 2),
            is_done,
            "{status} {body}: {result:?}"
        );
        // Without an earlier attempt, nothing was deleted.
        let first = deleted(&http(status, JSON, &body)).await.unwrap_err();
        assert_eq!(first.is_not_found(), is_done || status.starts_with("404"), "{status} {body}");
    }
}

#[tokio::test]
async fn a_deletion_that_is_proved_was_carried_out_whatever_is_read_from_it() {
    let gone = bare("404 Not Found", JSON, r#"{"error":{"code":"ResourceNotFound","message":""}}"#);
    let wire = Wire::responding_in_turn([http("504 X", "text/html", ""), gone]).await;
    let request = wire.client().beta().request("DELETE", "/devices/1").returning::<WindowsAutopilotDeviceIdentity>();
    let error = request.retry(without_backoff()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut), "{error}");
}

#[tokio::test]
async fn an_object_that_cannot_be_read_was_created_unless_the_service_goes_on() {
    let body = r#"{"id":"1","serialNumber":"A","serialNumber":"B"}"#;
    let in_progress = http("202 Accepted", JSON, body).replacen("\r\n", "\r\nlocation: /beta/operations/1\r\n", 1);
    for (response, expected) in [
        (http("200 OK", JSON, body), Outcome::CarriedOut),
        (http("202 Accepted", JSON, body), Outcome::CarriedOut),
        (in_progress, Outcome::Unknown),
    ] {
        let error = created(&response).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, expected), "{error}");
    }
}

#[tokio::test]
async fn a_401_may_mean_that_the_permission_is_missing() {
    const SENTENCE: &str = "Application is not authorized to perform this operation. Application must have one of the \
                            following scopes: DeviceManagementServiceConfig.Read.All";
    let body = include_str!("answers/intune-401.json");
    for status in ["401 Unauthorized", "403 Forbidden", "400 Bad Request"] {
        let error = created(&http(status, JSON, body)).await.unwrap_err();
        let intune = error.service().unwrap().intune().unwrap();
        assert_eq!((intune.message(), intune.code()), (SENTENCE, Some("Forbidden")));
        assert_eq!(intune.activity_id(), Some("33333333-3333-3333-3333-333333333333"));
        assert!(error.is_permission_denied() && !error.is_unauthorized(), "{error}");
        assert_eq!(error.required_permission(), Some("DeviceManagementServiceConfig.ReadWrite.All"));
        let text = error.to_string();
        assert!(text.contains(SENTENCE) && !text.contains("_version") && !text.contains("intune.example"), "{text}");
        assert!(
            text.contains("; the request needs the permission DeviceManagementServiceConfig.ReadWrite.All;"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn errors_say_what_to_do() {
    let odata = |code: &str, message: &str| json!({ "error": { "code": code, "message": message } }).to_string();
    let cases: [(&str, String, Predicate, &str); 4] = [
        (
            "400 X",
            odata("BadRequest", "Request not applicable to target tenant."),
            Error::is_license_missing,
            "has no licence",
        ),
        (
            "401 X",
            odata("InvalidAuthenticationToken", "Invalid audience."),
            Error::is_wrong_audience,
            "the scope https://127.0.0.1:",
        ),
        ("401 X", odata("InvalidAuthenticationToken", "Expired."), Error::is_unauthorized, "sign in again"),
        ("400 X", odata("ResourceNotFound", ""), Error::is_not_found, "check the id"),
    ];
    for (status, body, predicate, advice) in cases {
        let error = deleted(&http(status, JSON, &body)).await.unwrap_err();
        assert!(predicate(&error) && error.to_string().contains(advice), "{error}");
        assert!(error.to_string().contains("127.0.0.1:"), "the host: {error}");
    }
    let challenge = "HTTP/1.1 403 X\r\nwww-authenticate: Bearer error=\"insufficient_claims\", claims=\"e30=\"\r\n\
                     content-length: 0\r\nconnection: close\r\n\r\n";
    let error = deleted(challenge).await.unwrap_err();
    assert!(error.is_claims_challenge() && error.is_unauthorized() && !error.is_permission_denied(), "{error}");
    assert!(error.to_string().contains("demands a token with other claims"), "{error}");
}

#[tokio::test]
async fn a_delta_query_is_continued_from_its_link() {
    let last = include_str!("answers/delta-link.json");
    let wire = Wire::responding_in_turn([http("200 OK", JSON, last)]).await;
    let endpoint = wire.endpoint().to_owned();
    let local = http("200 OK", JSON, &last.replace("https://graph.example", &endpoint));
    let page: Page<Value> = wire.client().beta().request("GET", "/users/delta").returning().await.unwrap();
    assert_eq!((page.items().len(), page.count()), (1, Some(7)));
    let link = page.delta_link().unwrap();
    assert_eq!(link, "https://graph.example/beta/users/delta?$deltatoken=abc");
    let error = wire.client().beta().request("GET", link).await.unwrap_err();
    assert!(error.to_string().contains("it leads to another origin, which must not get the token"), "{error}");

    let wire = Wire::responding(local).await;
    let link = format!("{}/beta/users/delta?$deltatoken=a%2Fb", wire.endpoint());
    for path in [link.as_str(), "/users/delta?$deltatoken=a%2Fb"] {
        let request = wire.client().beta().request("GET", path).returning::<Page<Value>>();
        let mut items = request.items();
        while let Some(item) = futures_util::StreamExt::next(&mut items).await {
            item.unwrap();
        }
        assert!(items.delta_link().unwrap().ends_with("/beta/users/delta?$deltatoken=abc"));
    }
    for request in wire.requests() {
        assert!(request.starts_with("GET /beta/users/delta?$deltatoken=a%2Fb HTTP/1.1\r\n"), "{request}");
    }
    wire.client().beta().request("POST", "/users?$select=id").query("$top", "1").await.unwrap();
    assert!(wire.requests().last().unwrap().starts_with("POST /beta/users?$select=id&$top=1 HTTP/1.1\r\n"));
    for path in ["/users/a?b", "/users?x y=1", "/users?$top=1#f", "http://other.example/beta/users"] {
        let error = wire.client().beta().request("GET", path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{path}");
    }
}

#[tokio::test]
async fn annotations_of_a_collection_may_be_without_prefix() {
    let body = r#"{"@count":"3","value":[],"@deltaLink":"/beta/d","@nextLink":"/beta/n"}"#;
    let wire = Wire::responding(http("200 OK", JSON, body)).await;
    let page: Page<Value> = wire.client().beta().request("GET", "/users").returning().await.unwrap();
    assert_eq!((page.count(), page.delta_link(), page.next_link()), (Some(3), Some("/beta/d"), Some("/beta/n")));
}

#[tokio::test]
async fn received_secrets_are_not_printed() {
    for body in [
        r#"{"serialNumber":{"password":"Summer2026!"}"#,
        r#"{"id":"1","serialNumber":"Summer2026!"#,
        r#""Summer2026!""#,
        r#"["Summer2026!"]"#,
    ] {
        let error = created(&http("201 Created", JSON, body)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::CarriedOut);
        assert!(!format!("{error} {error:?}").contains("Summer2026"), "{error:?}");
        assert_eq!(error.raw_body(), Some(body.as_bytes()));
    }
    let wire = Wire::responding(http("200 OK", JSON, r#"{"password":"Summer2026!"}"#)).await;
    let request = wire.client().beta().request("GET", "/x").returning::<std::collections::HashMap<String, u8>>();
    let error = request.await.unwrap_err();
    assert!(error.to_string().contains("`password`: invalid type: string, expected u8"), "{error}");
    assert!(!format!("{error:?}").contains("Summer2026"), "{error:?}");
}

#[tokio::test]
async fn a_claims_challenge_with_403_is_answered() {
    /// A credential that returns another token for claims.
    struct Answering;

    impl TokenCredential for Answering {
        fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
            let token = if request.claims() == Some("{}") { "with-claims" } else { "without" };
            Box::pin(std::future::ready(AccessToken::new(token).map_err(Into::into)))
        }
    }

    for status in ["403 Forbidden", "401 Unauthorized"] {
        let challenge = format!(
            "HTTP/1.1 {status}\r\nwww-authenticate: Bearer realm=\"\", error=\"insufficient_claims\", claims=\"e30=\"\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n"
        );
        let wire = Wire::responding_in_turn([challenge, http("201 Created", JSON, r#"{"id":"1"}"#)]).await;
        let client = wire.builder().credential(Answering).build().unwrap();
        assert_eq!(create(&client).send().await.unwrap().attempts(), 2);
        assert!(wire.requests()[1].contains("authorization: Bearer with-claims\r\n"));
    }
}

#[tokio::test]
async fn a_token_for_another_audience_is_not_replaced() {
    let intune = include_str!("answers/intune-401.json");
    for (body, attempts) in [
        (r#"{"error":{"code":"InvalidAuthenticationToken","message":"Invalid audience"}}"#, 1),
        (intune, 1),
        (r#"{"error":{"code":"InvalidAuthenticationToken","message":"Expired"}}"#, 2),
    ] {
        let wire = Wire::responding(http("401 Unauthorized", JSON, body)).await;
        let client = wire.builder().credential(Recording::default()).build().unwrap();
        assert_eq!(create(&client).await.unwrap_err().attempts(), attempts, "{body}");
    }
}
