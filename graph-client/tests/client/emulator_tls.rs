//! The emulator over https.

use graph_client::emulator::{Emulator, Fault};
use graph_client::reqwest::Certificate;
use graph_client::{ErrorKind, GraphClient, Outcome, RetryPolicy, StaticToken};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use reqwest::{Client, StatusCode, Version};
use std::num::NonZeroUsize;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DEVICES: &str = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";

async fn https() -> Emulator {
    Emulator::builder().tls().start().await.unwrap()
}

fn certificate(emulator: &Emulator) -> Certificate {
    Certificate::from_pem(emulator.certificate_authority().unwrap().as_bytes()).unwrap()
}

fn device(serial_number: &str) -> WindowsAutopilotDeviceIdentity {
    WindowsAutopilotDeviceIdentity::new().with_serial_number(serial_number)
}

#[tokio::test]
async fn its_own_clients_create_and_list_devices() {
    let emulator = https().await;
    assert!(emulator.endpoint().starts_with("https://127.0.0.1:"), "{}", emulator.endpoint());
    emulator.set_page_size(NonZeroUsize::new(1));
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    let created = devices.create(&device("1")).send().await.unwrap();
    assert!(created.location().unwrap().starts_with(emulator.endpoint()));
    devices.create(&device("2")).await.unwrap();
    assert_eq!(devices.list().all().await.unwrap().len(), 2);
}

#[tokio::test]
async fn clients_that_trust_the_authority_choose_the_version_of_http() {
    let emulator = https().await;
    for version in [Version::HTTP_2, Version::HTTP_11] {
        for url in [emulator.endpoint().to_owned(), emulator.endpoint().replace("127.0.0.1", "localhost")] {
            let http = Client::builder().no_proxy().tls_certs_only([certificate(&emulator)]);
            let http = if version == Version::HTTP_11 { http.http1_only() } else { http }.build().unwrap();
            let response = http.get(format!("{url}{DEVICES}")).bearer_auth(emulator.token()).send().await.unwrap();
            assert_eq!((response.status(), response.version()), (StatusCode::OK, version), "{url}");
        }
    }
}

#[tokio::test]
async fn a_client_with_the_root_certificate_authenticates_by_the_token_of_the_builder() {
    let emulator = Emulator::builder().tls().token("secret").start().await.unwrap();
    let certificate = certificate(&emulator);
    for (token, is_accepted) in [("secret", true), ("another", false)] {
        let certificate = certificate.clone();
        let client = GraphClient::builder()
            .endpoint(emulator.endpoint())
            .credential(StaticToken::new(token))
            .http(move |http| http.tls_certs_merge([certificate.clone()]))
            .build()
            .unwrap();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        assert_eq!(devices.create(&device("1")).await.is_ok(), is_accepted);
    }
}

#[tokio::test]
async fn a_client_that_does_not_trust_the_authority_sends_nothing() {
    let (emulator, other) = (https().await, https().await);
    let trusted = certificate(&other);
    let builder = emulator.client_builder().http(move |http| http.tls_certs_only([trusted.clone()]));
    let devices = builder.build().unwrap().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&device("1")).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::NotSent), "{error}");
    assert!(emulator.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn faults_have_the_same_outcomes_as_over_http() {
    for (fault, outcome, stored) in [
        (Fault::Throttled(None), Outcome::Refused, 0),
        (Fault::unavailable(None), Outcome::Refused, 0),
        (Fault::ClosedBeforeReading, Outcome::Unknown, 0),
        (Fault::ClosedAfterStoring, Outcome::Unknown, 1),
        (Fault::SlowResponse(Duration::from_secs(1000)), Outcome::Unknown, 1),
    ] {
        let emulator = https().await;
        let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        devices.list().await.unwrap();
        emulator.inject_faults([fault.clone()]);
        let error = devices.create(&device("1")).await.unwrap_err();
        assert_eq!((error.outcome(), emulator.devices().len()), (outcome, stored), "{fault}: {error}");
        devices.list().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn connections_without_a_handshake_end() {
    let emulator = https().await;
    let address = emulator.endpoint().strip_prefix("https://").unwrap();
    for sent in ["", "GET / HTTP/1.1\r\n\r\n"] {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(sent.as_bytes()).await.unwrap();
        let mut received = Vec::new();
        connection.read_to_end(&mut received).await.unwrap();
        assert!(!received.starts_with(b"HTTP"), "{received:?}");
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_refused_at_the_start() {
    for token in ["", "a b", "a\n"] {
        let error = Emulator::builder().token(token).start().await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{token:?}: {error}");
    }
}
