//! The emulator, as a client other than `GraphClient` sees it.

use graph_client::emulator::{Emulator, ObjectKind};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";
const PROFILES: &str = "/deviceManagement/windowsAutopilotDeploymentProfiles";

fn request(emulator: &Emulator, method: Method, path: &str) -> RequestBuilder {
    let client = Client::builder().no_proxy().build().unwrap();
    client.request(method, format!("{}/beta{path}", emulator.endpoint())).bearer_auth(emulator.token())
}

fn post(emulator: &Emulator, body: impl Into<reqwest::Body>) -> RequestBuilder {
    request(emulator, Method::POST, DEVICES).header("content-type", "application/json").body(body)
}

/// Sends a request and returns the status, code and message of the error.
async fn refused(request: RequestBuilder) -> (StatusCode, String, String) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let request_id = response.headers()["request-id"].to_str().unwrap().to_owned();
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let error = &body["error"];
    assert_eq!(error["innerError"]["request-id"], request_id);
    assert_eq!(error["innerError"]["date"].as_str().unwrap().len(), "2026-01-01T00:00:00".len());
    (status, error["code"].as_str().unwrap().to_owned(), error["message"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn client_request_ids_are_echoed_and_created_devices_are_listed() {
    let emulator = Emulator::start().await.unwrap();
    let assigned = format!("{DEVICES}/x'y/deploymentProfile/assignedDevices");
    for path in [DEVICES, &assigned] {
        let request = request(&emulator, Method::POST, path)
            .header("content-type", "application/json; charset=utf-8")
            .header("client-request-id", "mine")
            .body(r#"{"serialNumber":"A","lastContactedDateTime":"0001-01-01T00:00:00Z"}"#);
        let response = request.send().await.unwrap();
        assert_eq!(
            (response.status(), &response.headers()["client-request-id"]),
            (StatusCode::CREATED, &"mine".parse().unwrap())
        );
        let body = response.bytes().await.unwrap();
        let text = str::from_utf8(&body).unwrap();
        assert!(text.starts_with(r#"{"@odata.context":""#), "the context URL is not the first property: {text}");
    }

    let list = |path: String| async move {
        let response = request(&emulator, Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        (serde_json::from_slice::<Value>(&response.bytes().await.unwrap()).unwrap(), emulator)
    };
    let (all, emulator) = list(DEVICES.to_owned()).await;
    assert_eq!(all["value"].as_array().unwrap().len(), 2);
    assert_eq!(all["value"][0]["lastContactedDateTime"], "0001-01-01T00:00:00Z");
    let list = request(&emulator, Method::GET, &assigned).send().await.unwrap();
    let assigned: Value = serde_json::from_slice(&list.bytes().await.unwrap()).unwrap();
    assert_eq!(assigned["value"], json!([all["value"][1]]));
    let context = format!(
        "{}/beta/$metadata#deviceManagement/windowsAutopilotDeviceIdentities('x''y')/deploymentProfile/assignedDevices",
        emulator.endpoint()
    );
    assert_eq!(assigned["@odata.context"], context);
}

#[tokio::test]
async fn the_location_returns_the_device() {
    let emulator = Emulator::start().await.unwrap();
    let created = post(&emulator, r#"{"serialNumber":"A"}"#).send().await.unwrap();
    let location = created.headers()["location"].to_str().unwrap().to_owned();
    let created: Value = serde_json::from_slice(&created.bytes().await.unwrap()).unwrap();
    let path = location.strip_prefix(emulator.endpoint()).and_then(|path| path.strip_prefix("/beta")).unwrap();
    let found = request(&emulator, Method::GET, path).send().await.unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&found.bytes().await.unwrap()).unwrap(), created);

    let (status, code, _) = refused(request(&emulator, Method::GET, &format!("{DEVICES}/other"))).await;
    assert_eq!((status, code.as_str()), (StatusCode::NOT_FOUND, "ResourceNotFound"));
}

#[tokio::test]
async fn requests_without_the_token_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let url = format!("{}/beta{DEVICES}", emulator.endpoint());
    let anonymous = || Client::builder().no_proxy().build().unwrap().post(&url).body("{}");
    for request in [
        anonymous(),
        anonymous().bearer_auth("another"),
        anonymous().header("authorization", emulator.token()),
        anonymous().basic_auth("a", Some(emulator.token())),
    ] {
        let (status, code, _) = refused(request).await;
        assert_eq!((status, code.as_str()), (StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken"));
    }
    assert!(emulator.devices().is_empty());
}

#[tokio::test]
async fn invalid_devices_are_refused_with_the_property() {
    let emulator = Emulator::start().await.unwrap();
    for (body, expected) in [
        (r#"{"colour":"red"}"#, "`colour` is not a property of `microsoft.graph.windowsAutopilotDeviceIdentity`"),
        (r#"{"colour@odata.type":"red"}"#, "`colour@odata.type` is not a property of"),
        (r#"{"enrollmentState":"asleep"}"#, "`enrollmentState` has the unknown member `asleep`"),
        (r#"{"enrollmentState":3}"#, "`enrollmentState` has a value that its type cannot hold"),
        (r#"{"serialNumber":["A"]}"#, "`serialNumber` has a value that its type cannot hold"),
        (r#"{"productKey":33080000}"#, "`productKey` has a value that its type cannot hold"),
        (r#"{"lastContactedDateTime":"2016-12-31"}"#, "`lastContactedDateTime` has a value that its type cannot hold"),
        (r#"{"model":"A","model":"B"}"#, "`model`: duplicate property `model`"),
        (
            r##"{"@odata.type":"#microsoft.graph.user"}"##,
            "`@odata.type`: expected `#microsoft.graph.windowsAutopilotDeviceIdentity`",
        ),
        (r#"{"@odata.type":7}"#, "`@odata.type`: expected `#microsoft.graph.windowsAutopilotDeviceIdentity`"),
        (r#"{"serialNumber":"A""#, "EOF while parsing an object"),
        (r#"["serialNumber"]"#, "invalid type: sequence, expected an object"),
        ("", "EOF while parsing a value"),
    ] {
        let (status, code, message) = refused(post(&emulator, body)).await;
        assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "BadRequest"), "{body}");
        assert!(message.contains(expected), "{body}: {message}");
    }
    assert!(emulator.devices().is_empty());
}

#[tokio::test]
async fn large_bodies_and_other_content_types_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let large = format!(r#"{{"serialNumber":"{}"}}"#, "A".repeat(4 * 1024 * 1024));
    let (status, _, message) = refused(post(&emulator, large)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(message.contains("larger than 1048576 bytes"), "{message}");

    let plain = request(&emulator, Method::POST, DEVICES).body("{}");
    let compressed = post(&emulator, "{}").header("content-encoding", "gzip");
    let in_utf16 =
        request(&emulator, Method::POST, DEVICES).header("content-type", "application/json;charset=utf-16").body("{}");
    for request in [plain, compressed, in_utf16] {
        assert_eq!(refused(request).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    assert!(emulator.devices().is_empty());
}

#[tokio::test]
async fn unsupported_requests_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let assigned = format!("{DEVICES}/1/deploymentProfile/assignedDevices");
    for (method, path, status, expected) in [
        (Method::DELETE, DEVICES, 405, "supports only GET, POST"),
        (Method::PUT, &format!("{DEVICES}/1"), 405, "supports only DELETE, GET, PATCH"),
        (Method::PUT, &assigned, 405, "supports only GET, POST"),
        (Method::GET, &format!("{DEVICES}/1/assignUserToDevice"), 405, "supports only POST"),
        (Method::POST, "/deviceManagement/autopilotEvents", 405, "supports only GET"),
        (Method::GET, &format!("{DEVICES}/1/owner"), 400, "Resource not found for the segment 'owner'"),
        (Method::GET, "/users", 501, "does not emulate the segment 'users'"),
        (Method::GET, &format!("{DEVICES}?$colour=1"), 400, "The query option '$colour' is not supported."),
        (
            Method::GET,
            &format!("{DEVICES}?$apply=aggregate($count as n)"),
            501,
            "does not emulate the query option '$apply'",
        ),
        (Method::GET, &format!("{DEVICES}/1?$Format=json"), 501, "does not emulate the query option '$Format'"),
        (Method::GET, "/deviceManagement", 501, "does not emulate the segment 'deviceManagement'"),
        (Method::GET, &format!("{DEVICES}/1/SERIALNUMBER"), 501, "does not emulate the segment 'SERIALNUMBER'"),
        (Method::GET, &format!("{DEVICES}/1/deploymentProfile/$ref"), 501, "does not emulate the segment '$ref'"),
        (Method::GET, &format!("/beta{DEVICES}"), 400, "Resource not found for the segment 'beta'."),
        (Method::POST, &format!("{DEVICES}?$top=1"), 400, "Query option '$top' is not allowed for this request."),
        (Method::GET, &format!("{DEVICES}/1/$count"), 400, "Resource not found for the segment '$count'."),
        (Method::POST, &format!("{DEVICES}/$count"), 405, "supports only GET"),
        (Method::GET, "/$batch", 405, "supports only POST"),
    ] {
        let (actual, _, message) = refused(request(&emulator, method, path)).await;
        assert_eq!(actual, status, "{message}");
        assert!(message.contains(expected), "{message}");
    }
    for (path, status, expected) in [
        ("/v2/users", 400, "Invalid version: v2."),
        ("/v1.0/users", 501, "does not emulate the segment 'v1.0'"),
        (&format!("/v1.0{DEVICES}"), 501, "does not emulate the segment 'v1.0'"),
        (&format!("/v1.0/beta{DEVICES}"), 400, "Resource not found for the segment 'beta'."),
    ] {
        let url = format!("{}{path}", emulator.endpoint());
        let request = Client::builder().no_proxy().build().unwrap().get(url).bearer_auth(emulator.token());
        let (actual, _, message) = refused(request).await;
        assert_eq!(actual, status, "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn half_sent_requests_do_not_keep_their_connection() {
    let emulator = Emulator::start().await.unwrap();
    let address = emulator.endpoint().strip_prefix("http://").unwrap();
    let list = format!("GET /beta{DEVICES} HTTP/1.1\r\nauthorization: Bearer {}\r\n\r\n", emulator.token());
    let create = format!(
        "POST /beta{DEVICES} HTTP/1.1\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: 99\r\n\r\n{{",
        emulator.token()
    );
    for (sent, expected) in [
        (list[..40].to_owned(), ""),
        (format!("{list}{}", &list[..40]), "HTTP/1.1 200"),
        (String::new(), ""),
        (create, "HTTP/1.1 408"),
    ] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(sent.as_bytes()).await.unwrap();
        let mut received = String::new();
        connection.read_to_string(&mut received).await.unwrap();
        assert!(received.starts_with(expected), "{received}");
    }
    assert!(emulator.devices().is_empty());
}

#[tokio::test(start_paused = true)]
async fn requests_to_a_dropped_emulator_fail() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client().unwrap();
    drop(emulator);
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let error = devices.list().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (graph_client::Outcome::NotSent, 5), "{error}");
}

#[tokio::test]
async fn dropping_the_emulator_stops_it() {
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client_builder().retry(graph_client::RetryPolicy::never()).build().unwrap();
    let device = graph_models::beta::WindowsAutopilotDeviceIdentity::new();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.create(&device).await.unwrap();
    drop(emulator);
    let error = devices.create(&device).await.unwrap_err();
    assert_eq!(error.kind(), graph_client::ErrorKind::Connection, "{error}");
}

#[tokio::test]
async fn an_id_can_be_the_name_of_something_else() {
    let emulator = Emulator::start().await.unwrap();
    for (kind, path, id) in [
        (ObjectKind::DeploymentProfile, PROFILES, "ASSIGN"),
        (ObjectKind::DeploymentProfile, PROFILES, "domainJoinCONFIGURATION"),
        (ObjectKind::Device, DEVICES, "Beta"),
    ] {
        emulator.seed(kind, &json!({ "id": id })).unwrap();
        for path in [format!("{path}/{id}"), format!("{path}('{id}')")] {
            let response = request(&emulator, Method::GET, &path).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            let found: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
            assert_eq!(found["id"], id);
        }
    }
    // Only parentheses tell these from the action and the number of items.
    for id in ["deleteDevices", "$count"] {
        emulator.seed(ObjectKind::Device, &json!({ "id": id })).unwrap();
        let response = request(&emulator, Method::GET, &format!("{DEVICES}('{id}')")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{id}");
        let found: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert_eq!(found["id"], id);
    }
}

#[tokio::test]
async fn actions_are_found_by_their_name_with_and_without_the_namespace_in_any_case() {
    let emulator = Emulator::start().await.unwrap();
    emulator.seed(ObjectKind::DeploymentProfile, &json!({ "id": "1" })).unwrap();
    for action in ["assign", "ASSIGN", "microsoft.graph.assign", "Microsoft.Graph.ASSIGN"] {
        let request = request(&emulator, Method::POST, &format!("{PROFILES}/1/{action}"));
        let request = request.header("content-type", "application/json").body(r#"{"deviceIds":[]}"#);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::NO_CONTENT, "{action}");
    }
    let (status, _, message) =
        refused(request(&emulator, Method::GET, &format!("{PROFILES}/1/microsoft.graph.assignments"))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{message}");
}
