//! Redaction of access tokens and secret properties in `Debug`, errors and responses.

use crate::wire::{TOKEN, Wire, http};
use graph_client::emulator::Emulator;
use graph_client::{Error, HardwareHash, Page, Request};
use graph_models::beta::{ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentity};
use serde_json::{Value, json};
use std::error::Error as _;

const PASSWORD: &str = r#"correct "horse" battery"#;
const PRODUCT_KEY: &str = "00330-80000";

fn device() -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new()
        .with_serial_number("A")
        .with_device_account_password(PASSWORD)
        .with_product_key(PRODUCT_KEY)
}

fn assert_redacted(text: &str) {
    for secret in [TOKEN, PASSWORD, "horse", PRODUCT_KEY] {
        assert!(!text.contains(secret), "{secret} was not redacted: {text}");
    }
}

fn everything_printed(error: &Error) -> String {
    let mut texts = vec![format!("{error} {error:?} {error:#?}"), error.body_excerpt().unwrap_or_default().to_owned()];
    let mut source = error.source();
    while let Some(error) = source {
        texts.push(format!("{error} {error:?}"));
        source = error.source();
    }
    texts.join("\n")
}

#[tokio::test]
async fn clients_builders_and_requests_hide_secrets() {
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let builder = wire.builder();
    assert_redacted(&format!("{builder:?}"));
    let client = builder.build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let request = devices.create(&device());
    for text in [format!("{client:?}"), format!("{devices:?}"), format!("{request:?}")] {
        assert_redacted(&text);
        assert!(text.contains("127.0.0.1") || text.contains("POST"), "{text}");
    }
    let response = request.send().await.unwrap();
    assert_redacted(&format!("{response:?}"));
    let emulator = Emulator::start().await.unwrap();
    assert!(!format!("{emulator:?}").contains(emulator.token()));
}

#[tokio::test]
async fn responses_that_quote_the_request_are_redacted() {
    let quoted = serde_json::json!({ "password": PASSWORD, "key": PRODUCT_KEY, "token": TOKEN }).to_string();
    let as_text = format!("{PASSWORD} {PRODUCT_KEY} Bearer {TOKEN}");
    let odata = serde_json::json!({ "error": { "code": &as_text, "message": &as_text } }).to_string();
    for response in [
        http("400 Bad Request", "application/json", &odata),
        http("502 Bad Gateway", "text/html", &format!("<html>{as_text}</html>")),
        http("201 Created", "application/json", &format!("{quoted} broken")),
        http("201 Created", "application/json", &format!("{{\"model\":{quoted},\"model\":{quoted}}}")),
        http("201 Created", "application/json", &serde_json::json!(as_text).to_string()),
        http("201 Created", "application/json", r#"{"productKey":33080000,"productKey":1}"#),
        http("500 X", &format!("text/html; x={TOKEN}"), "redacted"),
        http("500 X", "text/html", &TOKEN.repeat(2000)),
        http("400 X", "text/html", "<p>correct &quot;horse&quot; battery</p>"),
        http("400 X", "application/json", r#"{"m":"correct \u0022horse\u0022 battery"}"#),
        format!("HTTP/1.1 500 X\r\nrequest-id: {TOKEN}\r\ncontent-length: 0\r\n\r\n"),
    ] {
        let wire = Wire::responding(response).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let error = devices.create(&device()).await.unwrap_err();
        let text = everything_printed(&error);
        assert_redacted(&text);
        // An error for a malformed device does not quote its body.
        assert!(text.contains("redacted") || text.contains("not shown") || error.raw_body().is_some(), "{text}");
    }
}

#[tokio::test]
async fn short_secrets_do_not_redact_error_codes() {
    let wire =
        Wire::responding(http("400 X", "application/json", r#"{"error":{"code":"BadRequest","message":"not a key"}}"#))
            .await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&device().with_product_key("a")).await.unwrap_err();
    assert_eq!((error.code(), error.service_message()), (Some("BadRequest"), Some("[redacted]")));
}

#[tokio::test]
async fn short_secrets_do_not_redact_responses() {
    let response =
        "HTTP/1.1 201 Created\r\nlocation: http://x/devices/1\r\nrequest-id: a-1\r\ncontent-length: 2\r\n\r\n{}";
    let wire = Wire::responding(response).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let response = devices.create(&device().with_product_key("1")).send().await.unwrap();
    assert_eq!((response.location(), response.request_id()), (Some("http://x/devices/1"), Some("a-1")));
}

#[tokio::test]
async fn secrets_in_nested_json_are_redacted() {
    let password = r"CONTOSO\kiosk&Pass%1";
    let inner = serde_json::json!({ "Message": password }).to_string();
    let body = serde_json::json!({ "error": { "code": "BadRequest", "message": inner } }).to_string();
    let wire = Wire::responding(http("400 X", "application/json", &body)).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&device().with_device_account_password(password)).await.unwrap_err();
    assert!(!everything_printed(&error).contains("kiosk"), "{error:?}");
    assert_eq!(error.code(), Some("BadRequest"));
}

/// A part of the hash that no encoding escapes.
const PART_OF_HASH: &str = "FKAQEAHAAAAAo";

/// Returns a hash of a real length, with characters that URLs and JSON may escape.
fn hardware_hash() -> HardwareHash {
    let hash = "T0FKAQEAHAAAAAo+/wTkSgAA".repeat(167) + "T0E";
    hash.parse().unwrap()
}

fn assert_without_hash(text: &str) {
    assert!(!text.contains(PART_OF_HASH), "a hash was not redacted: {text:.4000}");
}

#[tokio::test]
async fn responses_that_quote_a_hardware_hash_are_redacted() {
    let hash = hardware_hash();
    let device = ImportedWindowsAutopilotDeviceIdentity::new().with_hardware_identifier(hash.clone());
    assert_without_hash(&format!("{device:?} {device:#?} {hash:?} {hash}"));
    let hash = hash.as_binary().as_str();
    let unpadded = hash.trim_end_matches('=');
    let escaped = hash.replace('+', "\\u002B");
    let encoded = hash.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let batch = json!({ "importedWindowsAutopilotDeviceIdentities": [{ "hardwareIdentifier": hash }] });
    let document = |message: &str| json!({ "error": { "code": "BadRequest", "message": message } }).to_string();
    for response in [
        http("400 X", "application/json", &document(&format!("Cannot convert the literal '{hash}' to Edm.Binary"))),
        http("400 X", "application/json", &document(&format!("Cannot convert the literal '{unpadded}'"))),
        http("400 X", "application/json", &document(&json!({ "Message": format!("bad {hash}") }).to_string())),
        http("400 X", "application/json", &document("x").replace('x', &escaped)),
        http("400 X", "application/json", &batch.to_string()),
        http("400 X", "text/html", &format!("<p>/imports?hash={encoded}</p>")),
        http("502 X", "text/plain", &format!("{hash} {hash} {hash} {hash} {hash}")),
        http("201 Created", "application/json", &format!("{batch} broken")),
        http(&format!("500 X\r\nx-quote: {hash}"), "text/plain", ""),
    ] {
        let wire = Wire::responding(response).await;
        let client = wire.client();
        let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
        let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities/1";
        let untyped = |method: &str| client.beta().request(method, path).object(&device);
        let import = imports.import(std::slice::from_ref(&device));
        assert_without_hash(&format!("{import:?} {:?}", untyped("PUT")));
        let typed: Request<Page<_>> = import;
        for error in [
            imports.create(&device).await.unwrap_err(),
            typed.await.unwrap_err(),
            imports.by_id("1").update(&device).await.unwrap_err(),
            untyped("POST").returning::<ImportedWindowsAutopilotDeviceIdentity>().await.unwrap_err(),
            untyped("PATCH").returning::<Page<Value>>().await.unwrap_err(),
        ] {
            assert_without_hash(&format!("{} {:?}", everything_printed(&error), error.headers()));
        }
    }
}

#[tokio::test]
async fn responses_that_quote_a_hash_in_a_query_or_in_json_are_redacted() {
    let hash = hardware_hash();
    let hash = hash.as_binary().as_str();
    let in_lines = format!("{}\r\n{}", &hash[..76], &hash[76..]);
    let message = format!("Cannot convert the literal '{hash}' to Edm.Binary, nor '{in_lines}'");
    let wire =
        Wire::responding(http("400 X", "application/json", &json!({ "error": { "message": message } }).to_string()))
            .await;
    let client = wire.client();
    let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    let condition = format!("hardwareIdentifier eq '{hash}' or hardwareIdentifier eq '{in_lines}'");
    let with_query = format!(
        "{path}?$filter=hardwareIdentifier%20eq%20'{hash}'%20or%20x%20eq%20'{}'",
        in_lines.replace("\r\n", "%0D%0A")
    );
    let escaped = format!(r#"{{"a":"{}","b":"{}"}}"#, hash.replace('/', r"\/"), in_lines.replace("\r\n", r"\r\n"));
    let escaped: Box<serde_json::value::RawValue> = serde_json::from_str(&escaped).unwrap();
    let post = || client.beta().request("POST", path);
    let body = json!({ "devices": [{ "hardwareIdentifier": hash }, in_lines] });

    let mut batch = client.beta().batch();
    let in_batch = [
        batch.add(client.beta().request("GET", path).filter(&condition)),
        batch.add(post().json(&body)),
        batch.add(post().json(&escaped)),
    ];
    let mut responses = batch.send().await;
    let batched = in_batch.map(|handle| responses.take(handle).unwrap_err());
    for error in [
        imports.list().filter(&condition).await.unwrap_err(),
        client.beta().request("GET", &with_query).await.unwrap_err(),
        client.beta().request("GET", path).query("$search", hash).query("$filter", &condition).await.unwrap_err(),
        client.beta().follow::<Value>(&format!("/beta{with_query}")).await.unwrap_err(),
        post().json(&body).await.unwrap_err(),
        post().json(&escaped).await.unwrap_err(),
    ]
    .iter()
    .chain(&batched)
    {
        let text = everything_printed(error);
        assert_without_hash(&text);
        assert!(text.contains("literal '[redacted]=' to Edm.Binary, nor '[redacted]='"), "{text}");
    }
}

#[tokio::test]
async fn ordinary_values_of_a_query_and_of_json_are_not_redacted() {
    let name = "all devices of the laboratory, ".repeat(10);
    let message = format!("no such name: '{name}', nor 0123456789");
    let wire =
        Wire::responding(http("400 X", "application/json", &json!({ "error": { "message": message } }).to_string()))
            .await;
    let request = wire.client().beta().request("POST", "/groups").query("$filter", &format!("displayName eq '{name}'"));
    let error = request.json(&json!({ "displayName": name, "number": "0123456789" })).await.unwrap_err();
    assert_eq!(error.service_message(), Some(message.as_str()));
}

#[tokio::test]
async fn the_emulator_prints_no_hardware_hash() {
    let hash = hardware_hash();
    let emulator = Emulator::start().await.unwrap();
    let imports = emulator.client().unwrap().beta().device_management().imported_windows_autopilot_device_identities();
    let device = ImportedWindowsAutopilotDeviceIdentity::new().with_hardware_identifier(hash.clone());
    imports.create(&device).await.unwrap();
    // The emulator refuses it, as the service does.
    let device = json!({ "hardwareIdentifier": hash.as_binary().as_str().trim_end_matches('=') });
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    let error = emulator.client().unwrap().beta().request("POST", path).json(&device).await.unwrap_err();
    assert!(error.service_message().is_some_and(|message| message.contains("literal 'T0FKAQEA…'")), "{error}");
    assert_without_hash(&everything_printed(&error));
    assert_without_hash(&format!("{emulator:?} {:?}", emulator.requests()));
    assert!(emulator.requests().iter().all(|request| request.body().is_some()));
}
