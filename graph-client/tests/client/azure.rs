//! A credential of the Azure SDK, over a transport that emulates the authority.

use crate::wire::{Wire, http};
use async_trait::async_trait;
use azure_core::Bytes;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, ClientOptions, HttpClient, Request, StatusCode, Transport};
use azure_identity::{ClientSecretCredential, ClientSecretCredentialOptions};
use graph_client::{AzureCredential, Cloud, ErrorKind, GraphClient, Outcome};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::error::Error;
use std::sync::{Arc, Mutex};

const TENANT: &str = "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa";
const APPLICATION: &str = "c6fab1f0-b1f0-c6fa-f0b1-fac6f0b1fac6";
const CLIENT_SECRET: &str = "client-secret-4711";

/// An authority that returns the same response to every request and records the requests.
#[derive(Clone, Debug)]
struct Authority {
    status: StatusCode,
    body: &'static str,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

#[async_trait]
impl HttpClient for Authority {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let Body::Bytes(body) = request.body() else { panic!("a form is sent as bytes") };
        let body = String::from_utf8(body.to_vec()).unwrap();
        self.requests.lock().unwrap().push((request.url().to_string(), body));
        Ok(AsyncRawResponse::from_bytes(self.status, Headers::new(), Bytes::from_static(self.body.as_bytes())))
    }
}

fn authority(status: StatusCode, body: &'static str) -> Authority {
    Authority { status, body, requests: Arc::default() }
}

fn credential(authority: &Authority, cloud: Cloud) -> AzureCredential {
    let mut configuration = CustomConfiguration::default();
    cloud.authority_host().clone_into(&mut configuration.authority_host);
    let client_options = ClientOptions {
        transport: Some(Transport::new(Arc::new(authority.clone()))),
        cloud: Some(Arc::new(CloudConfiguration::Custom(configuration))),
        ..ClientOptions::default()
    };
    let options = ClientSecretCredentialOptions { client_options };
    let credential = ClientSecretCredential::new(TENANT, APPLICATION.to_owned(), CLIENT_SECRET.into(), Some(options));
    AzureCredential::new(credential.unwrap())
}

#[tokio::test]
async fn a_client_secret_is_exchanged_for_a_cached_token() {
    let authority =
        authority(StatusCode::Ok, r#"{"token_type":"Bearer","expires_in":3599,"access_token":"from-entra"}"#);
    let wire = Wire::responding(http("201 Created", "application/json", "{}")).await;
    let client = wire
        .builder()
        .cloud(Cloud::UsGovernment)
        .credential(credential(&authority, Cloud::UsGovernment))
        .build()
        .unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    for _ in 0..3 {
        devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap();
    }
    let requests = authority.requests.lock().unwrap().clone();
    assert_eq!(requests.len(), 1);
    let (url, form) = &requests[0];
    assert_eq!(url, &format!("https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/token"));
    for field in [
        "scope=https%3A%2F%2Fgraph.microsoft.us%2F.default",
        "client_secret=client-secret-4711",
        "grant_type=client_credentials",
    ] {
        assert!(form.contains(field), "{form}");
    }
    assert!(wire.requests().iter().all(|request| request.contains("authorization: Bearer from-entra\r\n")));
    assert!(!format!("{client:?}").contains("from-entra"));
}

#[tokio::test]
async fn the_error_of_the_authority_is_the_source() {
    let refusal = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}"#;
    let authority = authority(StatusCode::Unauthorized, refusal);
    let client = GraphClient::builder().credential(credential(&authority, Cloud::Global)).build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Credential, Outcome::NotSent));
    let source = error.source().unwrap();
    assert!(source.to_string().contains("AADSTS7000215"), "{source}");
    assert!(!format!("{error:?} {error} {source:?}").contains(CLIENT_SECRET), "{error:?}");
}

#[tokio::test]
async fn the_azure_sdk_refuses_claims() {
    let authority =
        authority(StatusCode::Ok, r#"{"token_type":"Bearer","expires_in":3599,"access_token":"from-entra"}"#);
    let challenge = "HTTP/1.1 401 X\r\nwww-authenticate: Bearer error=\"insufficient_claims\", claims=\"e30=\"\r\n\
                     content-length: 0\r\nconnection: close\r\n\r\n";
    let wire = Wire::responding(challenge).await;
    let client = wire.builder().credential(credential(&authority, Cloud::Global)).build().unwrap();
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    assert!(error.is_unauthorized() && wire.requests().len() == 1);
    assert!(error.source().unwrap().to_string().contains("the Azure SDK cannot request the claims"), "{error:?}");
}
