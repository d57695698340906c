//! Signing in as an app or as a user: the first way that works.

mod certificate;

use crate::failure::Failure;
use crate::screen::note;
use azure_core::cloud::{CloudConfiguration, CustomConfiguration};
use azure_core::credentials::TokenCredential;
use azure_core::http::ClientOptions;
use azure_identity::{
    AzureCliCredential, ClientAssertionCredential, ClientAssertionCredentialOptions, ClientSecretCredential,
    ClientSecretCredentialOptions, ManagedIdentityCredential, ManagedIdentityCredentialOptions, UserAssignedId,
    WorkloadIdentityCredential, WorkloadIdentityCredentialOptions,
};
use certificate::Certificate;
use graph_client::{AzureCredential, Cloud};
use std::env;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// The time for the managed identity, which does not answer outside of Azure.
const MANAGED_IDENTITY_TIMEOUT: Duration = Duration::from_secs(3);

/// The time for any other way to sign in.
const TIMEOUT: Duration = Duration::from_secs(60);

const ADVICE: &str = "\
Sign in by one of these:
- As a user, for a try: put an access token for Microsoft Graph into GRAPH_ACCESS_TOKEN. Graph Explorer shows one.
- As an app: set AZURE_TENANT_ID and AZURE_CLIENT_ID, and either AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH.
- With the Azure CLI, as an app: az login --service-principal
Or rehearse the command without a tenant: add --emulator";

/// A way to sign in.
struct Way {
    name: &'static str,
    credential: Result<Arc<dyn TokenCredential>, String>,
    timeout: Duration,
}

/// Returns a credential that works.
pub(crate) async fn credential(cloud: Cloud) -> Result<AzureCredential, Failure> {
    let mut reasons = String::new();
    for way in ways(cloud) {
        let reason = match way.credential {
            Err(reason) => reason,
            Ok(credential) => match timeout(way.timeout, credential.get_token(&[cloud.scope()], None)).await {
                Ok(Ok(_)) => {
                    note(format_args!("signed in by the {}", way.name));
                    return Ok(AzureCredential::new(credential));
                }
                Ok(Err(error)) => first_lines(&error.to_string()),
                Err(_) => format!("no answer in {} seconds", way.timeout.as_secs()),
            },
        };
        reasons.extend(["\n  ", way.name, ": ", &reason]);
    }
    Err(Failure::new(format!("no sign-in for {} works{reasons}", cloud.endpoint())).with_advice(advice(cloud)))
}

fn advice(cloud: Cloud) -> String {
    let name = match cloud {
        Cloud::UsGovernment | Cloud::UsGovernmentDod => "AzureUSGovernment",
        Cloud::China => "AzureChinaCloud",
        _ => return ADVICE.to_owned(),
    };
    ADVICE.replace(
        "az login --service-principal",
        &format!("az cloud set --name {name}, then az login --service-principal"),
    )
}

/// Returns the ways to sign in. If an app is configured, it is the only one: another identity would be a surprise.
fn ways(cloud: Cloud) -> Vec<Way> {
    let options = || ClientOptions { cloud: authority(cloud), ..ClientOptions::default() };
    let app = ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"].map(variable);
    let way = |name, credential| Way { name, credential, timeout: TIMEOUT };
    let missing = || Err("AZURE_TENANT_ID and AZURE_CLIENT_ID are not both set".to_owned());
    if let Some(secret) = variable("AZURE_CLIENT_SECRET") {
        let [Some(tenant), Some(client)] = app else { return vec![way("client secret", missing())] };
        let options = ClientSecretCredentialOptions { client_options: options() };
        let credential = ClientSecretCredential::new(&tenant, client, secret.into(), Some(options));
        return vec![way("client secret", usable(credential))];
    }
    if let Some(path) = variable("AZURE_CLIENT_CERTIFICATE_PATH") {
        let [Some(tenant), Some(client)] = app else { return vec![way("client certificate", missing())] };
        let credential = Certificate::read(Path::new(&path), &tenant, &client, cloud).and_then(|certificate| {
            let options = ClientAssertionCredentialOptions { client_options: options() };
            usable(ClientAssertionCredential::new(tenant, client, certificate, Some(options)))
        });
        return vec![way("client certificate", credential)];
    }
    let mut ways = vec![Way {
        name: "app in the environment",
        credential: Err("neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set".to_owned()),
        timeout: TIMEOUT,
    }];
    if variable("AZURE_FEDERATED_TOKEN_FILE").is_some() {
        let credential_options = ClientAssertionCredentialOptions { client_options: options() };
        let options = WorkloadIdentityCredentialOptions { credential_options, ..Default::default() };
        ways.push(way("workload identity", usable(WorkloadIdentityCredential::new(Some(options)))));
    }
    let [_, client] = app;
    let managed = ManagedIdentityCredential::new(Some(ManagedIdentityCredentialOptions {
        user_assigned_id: client.map(UserAssignedId::ClientId),
        client_options: options(),
    }));
    let timeout = MANAGED_IDENTITY_TIMEOUT;
    ways.push(Way { name: "managed identity", credential: usable(managed), timeout });
    ways.push(way("Azure CLI", usable(AzureCliCredential::new(None))));
    ways
}

fn usable<C: TokenCredential + 'static>(
    credential: azure_core::Result<Arc<C>>,
) -> Result<Arc<dyn TokenCredential>, String> {
    match credential {
        Ok(credential) => Ok(credential),
        Err(error) => Err(first_lines(&error.to_string())),
    }
}

/// Returns the authority of a national cloud. The global one is the default, which `AZURE_AUTHORITY_HOST` can replace.
fn authority(cloud: Cloud) -> Option<Arc<CloudConfiguration>> {
    if cloud == Cloud::Global {
        return None;
    }
    let mut custom = CustomConfiguration::default();
    cloud.authority_host().clone_into(&mut custom.authority_host);
    Some(Arc::new(custom.into()))
}

/// Returns an environment variable that is not blank.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns the text of an error of the Azure SDK in one line, without the links to its manual.
fn first_lines(text: &str) -> String {
    const LIMIT: usize = 400;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.contains("https://aka.ms/"));
    let line = lines.collect::<Vec<_>>().join(" ");
    line.chars().filter(|character| !character.is_control()).take(LIMIT).collect()
}
