//! Logs at the most verbose level, during failures of all kinds: they contain no secrets, bodies or ids.
//!
//! This is a test binary of its own because the maximum log level is global to a process.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../client/wire.rs"]
mod wire;

use graph_client::emulator::{Emulator, Fault, RetryAfter};
use graph_client::{Method, StatusCode};
use graph_models::beta::{ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceIdentity};
use graph_models::edm::Binary;
use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use wire::{TOKEN, Wire, http};

const SERIAL_NUMBER: &str = "PF2X8K1L";
const PASSWORD: &str = "correct horse battery";
const PRODUCT_KEY: &str = "00330-80000-00000-AA123";
const HARDWARE_HASH: &str = "T0FKAQEAHAAAAAoAzwTkSgA=";

/// The documentation of the log.
const DOCUMENTATION: &str = include_str!("../../src/tour/tracing.md");

/// Records every span, event and field, including those of dependencies and of the `log` crate.
#[derive(Clone, Default)]
struct Everything {
    text: Arc<Mutex<String>>,
    /// The spans and events of the client with their fields, as in the documentation.
    records: Arc<Mutex<BTreeSet<String>>>,
}

/// The log of all tests in this binary.
static LOG: LazyLock<Everything> = LazyLock::new(|| {
    let log = Everything::default();
    tracing_subscriber::registry().with(log.clone()).init();
    log
});

impl Everything {
    fn write(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line { text: format!("{} {}", metadata.target(), metadata.name()), message: String::new() };
        record(&mut line);
        write!(line.text, " level={}", metadata.level()).unwrap();
        writeln!(self.text.lock().unwrap(), "{}", line.text).unwrap();
        if metadata.target().starts_with("graph_client") {
            let fields = metadata.fields().iter().map(|field| format!("`{}`", field.name()));
            let fields: Vec<_> = fields.filter(|field| field != "`message`").collect();
            let kind = if metadata.is_event() { "event" } else { "span" };
            let name = if metadata.is_event() { &line.message } else { metadata.name() };
            let record = format!("| {kind} `{name}` | {} | {} |", metadata.level(), fields.join(", "));
            self.records.lock().unwrap().insert(record);
        }
    }

    fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

struct Line {
    text: String,
    message: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.text, " {}={value:?}", field.name()).unwrap();
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}

impl<S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>> Layer<S> for Everything {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.write(attributes.metadata(), |line| attributes.record(line));
    }

    fn on_record(&self, span: &Id, values: &Record<'_>, context: Context<'_, S>) {
        self.write(context.metadata(span).unwrap(), |line| values.record(line));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.write(event.metadata(), |line| event.record(line));
    }
}

fn device() -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new()
        .with_serial_number(SERIAL_NUMBER)
        .with_device_account_password(PASSWORD)
        .with_product_key(PRODUCT_KEY)
}

fn assert_clean(log: &str, token: &str, ids: &[String]) {
    let secrets = [token, PASSWORD, "horse", PRODUCT_KEY, HARDWARE_HASH.trim_end_matches('=')];
    let bodies = [SERIAL_NUMBER, "serialNumber", "<html>", "innerError", "insufficient_claims", "skiptoken"];
    for text in secrets.into_iter().chain(bodies).chain(ids.iter().map(String::as_str)) {
        let line = log.lines().find(|line| line.contains(text));
        assert_eq!(line, None, "{text} was logged");
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_secrets_bodies_and_ids_are_not_logged() {
    LazyLock::force(&LOG);
    let emulator = Emulator::start().await.unwrap();
    emulator.set_page_size(std::num::NonZeroUsize::new(3));
    // Verbose connections log every byte at the level TRACE.
    let client = emulator.client_builder().http(|http| http.connection_verbose(true)).build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let redirect = |location: &str| Fault::Redirect { status: StatusCode::FOUND, location: location.to_owned() };
    for fault in [
        Fault::Throttled(None),
        Fault::Throttled(Some(RetryAfter::Date(Duration::from_secs(3)))),
        Fault::unavailable(RetryAfter::Seconds(2)),
        Fault::gateway(StatusCode::GATEWAY_TIMEOUT, true),
        Fault::ConnectionRefused,
        Fault::ClosedBeforeReading,
        Fault::ClosedAfterStoring,
        Fault::TruncatedResponse,
        Fault::SlowResponse(Duration::from_secs(120)),
        Fault::NoRoute,
        Fault::ClaimsChallenge,
        redirect("/beta/other"),
        redirect("http://127.0.0.1:9/"),
    ] {
        emulator.inject_faults([fault]);
        let _ = devices.create(&device()).await;
    }
    // It closes the gate of the client for long.
    emulator.inject_faults([Fault::Throttled(Some(RetryAfter::Seconds(1000)))]);
    let other = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    for _ in 0..2 {
        let _ = other.create(&device()).await;
    }
    let ids: Vec<String> = emulator.devices().into_iter().filter_map(|device| device.id).collect();
    assert!(ids.len() > 5);
    devices.list().all().await.unwrap();
    devices.by_id(&ids[0]).get().await.unwrap();
    let path = format!("/deviceManagement/windowsAutopilotDeviceIdentities/{}", ids[1]);
    client.beta().request(Method::DELETE, &path).returning::<()>().await.unwrap();
    client.beta().request(Method::GET, &path).query("$filter", SERIAL_NUMBER).await.unwrap_err();

    for fault in [Fault::PermissionDenied, Fault::unavailable(RetryAfter::Seconds(3))] {
        // The first request is the batch itself.
        emulator.inject_faults([None, Some(fault)]);
        let mut batch = client.beta().batch();
        let handles = [batch.add(devices.create(&device())), batch.add(devices.create(&device()))];
        let mut responses = batch.send().await;
        responses.take(handles[1]).unwrap();
    }
    let text = LOG.text();
    assert_clean(&text, emulator.token(), &ids);
    // The log is not empty.
    for expected in [
        "graph_client::pipeline graph_request method=POST path=\"/deviceManagement/windowsAutopilotDeviceIdentities\"",
        "path=\"/deviceManagement/windowsAutopilotDeviceIdentities/{id}\"",
        "path=\"/deviceManagement/windowsAutopilotDeviceIdentities/{…}\"",
        "graph_client::pipeline::batch::shipment graph_request method=POST path=\"/$batch\" client_request_id=",
        "message=request failed kind=Service status=401 outcome=\"refused\" attempts=1",
        "message=waiting for the next attempt wait_ms=3000 attempt=1 kind=Service status=503",
        "attempt attempt=2",
        "message=waiting for the next attempt wait_ms=2000 attempt=1 kind=Service status=503",
        "kind=Service status=429",
        "message=attempt ended kind=Service status=429",
        "outcome=\"unknown\"",
        "reqwest::connect",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_span_event_and_field_is_documented() {
    LazyLock::force(&LOG);
    let emulator = Emulator::start().await.unwrap();
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    emulator.inject_faults([Fault::Throttled(None)]);
    devices.create(&device()).await.unwrap();
    devices.by_id("unknown").get().await.unwrap_err();

    let records = LOG.records.lock().unwrap().clone();
    let documented = DOCUMENTATION.lines().filter(|line| line.starts_with("| span ") || line.starts_with("| event "));
    assert_eq!(records, documented.map(str::to_owned).collect());
    for field in records.iter().filter_map(|record| record.split(" | ").nth(2)).flat_map(|fields| fields.split(", ")) {
        let row = format!("| {} | ", field.trim_end_matches(" |"));
        assert!(DOCUMENTATION.lines().any(|line| line.starts_with(&row)), "{row}");
    }
}

#[tokio::test]
async fn quotes_in_responses_are_not_logged() {
    LazyLock::force(&LOG);
    let quoted = format!("{TOKEN} {PASSWORD} {PRODUCT_KEY}");
    for response in [
        http("400 Bad Request", "application/json", &serde_json::json!({"error": {"code": quoted}}).to_string()),
        http("201 Created", "application/json", &quoted),
        format!("HTTP/1.1 500 {quoted}\r\nrequest-id: {TOKEN}\r\ncontent-length: 0\r\n\r\n"),
        format!("HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:9/{TOKEN}\r\ncontent-length: 0\r\n\r\n"),
        format!("{quoted}\r\n\r\n"),
    ] {
        let wire = Wire::responding(response).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        devices.create(&device()).await.unwrap_err();
    }
    assert_clean(&LOG.text(), TOKEN, &[]);
    assert!(LOG.text().contains("request_id=\"[redacted]\""), "{}", LOG.text());
}

#[tokio::test]
async fn hardware_hashes_are_not_logged() {
    LazyLock::force(&LOG);
    let emulator = Emulator::start().await.unwrap();
    let client = emulator.client_builder().http(|http| http.connection_verbose(true)).build().unwrap();
    let imports = client.beta().device_management().imported_windows_autopilot_device_identities();
    let device = ImportedWindowsAutopilotDeviceIdentity::new()
        .with_hardware_identifier(HARDWARE_HASH.parse::<Binary>().unwrap());
    imports.create(&device).await.unwrap();
    imports.import(std::slice::from_ref(&device)).await.unwrap();
    let path = "/deviceManagement/importedWindowsAutopilotDeviceIdentities";
    client.beta().request("POST", path).object(&device).await.unwrap();
    assert_eq!(imports.list().all().await.unwrap().len(), 3);

    let unpadded = HARDWARE_HASH.trim_end_matches('=');
    let quoted = format!("Cannot convert the literal '{HARDWARE_HASH}' to the expected type 'Edm.Binary'.");
    for response in [
        http("400 Bad Request", "application/json", &serde_json::json!({"error": {"code": quoted}}).to_string()),
        http("502 Bad Gateway", "text/plain", &quoted),
        http("201 Created", "application/json", &quoted),
        format!("HTTP/1.1 400 {HARDWARE_HASH}\r\nrequest-id: {unpadded}\r\ncontent-length: 0\r\n\r\n"),
    ] {
        let wire = Wire::responding(response).await;
        let beta = wire.client().beta();
        let imports = beta.device_management().imported_windows_autopilot_device_identities();
        imports.create(&device).await.unwrap_err();
        imports.import(std::slice::from_ref(&device)).await.unwrap_err();
        beta.request("POST", path).object(&device).await.unwrap_err();
    }
    assert_clean(&LOG.text(), TOKEN, &[]);
}

#[tokio::test]
async fn request_ids_that_are_not_plainly_readable_are_not_logged() {
    LazyLock::force(&LOG);
    let encoded = |encode: fn(u8) -> String| TOKEN.bytes().map(encode).collect::<String>();
    let hexadecimal = encoded(|byte| format!("{byte:02x}"));
    let escaped = encoded(|byte| format!("\\x{byte:02x}"));
    let numbers = encoded(|byte| format!("&#{byte:08};"));
    let percent = encoded(|byte| format!("%u{byte:04x}"));
    let base64 = "d2lyZS10b2tlbi0zMTMzNw";
    for id in [&hexadecimal, &escaped, &numbers, &percent, base64, "wire&hyphen;token&dash;31337"] {
        let response = |status: &str| format!("HTTP/1.1 {status}\r\nrequest-id: {id}\r\ncontent-length: 2\r\n\r\n{{}}");
        for response in [response("200 OK"), response("400 Bad Request")] {
            let wire = Wire::responding(response).await;
            let result = wire.client().beta().request("GET", "/me").await;
            if let Err(error) = result {
                assert_eq!(error.request_id(), Some("[redacted]"), "{id}");
                assert!(!format!("{error} {error:?} {:?}", error.headers()).contains(id), "{error:?}");
            }
        }
        assert!(!LOG.text().contains(id), "{id} was logged");
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_or_read_is_logged_as_failed() {
    LazyLock::force(&LOG);
    let wire = Wire::responding(http("200 OK", "application/json", "[")).await;
    let beta = wire.client().beta();
    for (request, kind, failed_calls) in [
        (beta.request("GET", "/me"), "kind=Response status=200", 1),
        (beta.request("GET", "/me").header("a b", "c"), "kind=Request outcome=\"not sent\"", 1),
        (beta.request("GET", "/users/{id}"), "kind=Request outcome=\"not sent\"", 2),
    ] {
        request.await.unwrap_err();
        // No other test fails in these ways.
        let text = LOG.text();
        let failed = text.lines().filter(|line| line.contains("message=request failed") && line.contains(kind));
        assert_eq!(failed.filter(|line| line.ends_with(" level=INFO")).count(), failed_calls, "{kind}: {text}");
    }
}
