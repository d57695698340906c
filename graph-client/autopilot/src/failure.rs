//! Failures that end a command, with advice.

use crate::screen::{OutputError, chain, time};
use graph_client::autopilot::{Event, RegistrationError};
use graph_client::{Error, ErrorKind, StatusCode};
use std::env;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A reason for which nothing more can be done, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    advice: Option<String>,
    /// What a support case needs.
    details: Option<String>,
}

impl Failure {
    /// Creates a failure for a file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let folder = env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
        Self::new(format!("cannot read {}: {error}", path.display()))
            .with_advice(format!("Check the name. Names without a folder are looked for in {folder}."))
    }

    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), advice: None, details: None }
    }

    /// Sets the advice: sentences on lines of their own.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Appends a paragraph of advice.
    pub(crate) fn with_more_advice(mut self, advice: &str) -> Self {
        let before = self.advice.map(|before| format!("{before}\n\n")).unwrap_or_default();
        self.advice = Some(format!("{before}{advice}"));
        self
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        let details = self.details.as_ref().map(|details| format!("Details: {details}"));
        for paragraph in self.advice.iter().chain(&details) {
            f.write_str("\n")?;
            for line in paragraph.lines() {
                let indentation = if line.is_empty() { "" } else { "  " };
                write!(f, "\n{indentation}{line}")?;
            }
        }
        Ok(())
    }
}

/// Explains an error of a request. The text of the error comes last: it has what a support case needs.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let details = error.to_string();
        match explanation(&error) {
            Some((message, advice)) => {
                Self { message: message.to_owned(), advice: Some(advice), details: Some(details) }
            }
            None => Self::new(details),
        }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<RegistrationError> for Failure {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::Request(error) => error.into(),
            error => Self::new(chain(&error)),
        }
    }
}

/// Returns the text of an event that announces a pause.
pub(crate) fn pause(event: &Event) -> Option<String> {
    match event {
        Event::Throttled { wait } => Some(format!("throttled by the service; next request in {}", time(*wait))),
        Event::Retrying { error, wait } => Some(retrying(error, *wait)),
        _ => None,
    }
}

/// Says that a request has failed and is repeated.
fn retrying(error: &Error, wait: Duration) -> String {
    let what = if error.is_throttled() {
        "the service is busy with this tenant"
    } else if error.is_unavailable() {
        "the service has a problem of its own"
    } else if error.is_timeout() {
        "the service did not respond in time"
    } else if error.is_connection() {
        "the service cannot be reached from here"
    } else {
        "a request failed"
    };
    format!("{what}; trying again in {}: {error}", time(wait))
}

/// Returns what an error means, and what an administrator can do about it.
fn explanation(error: &Error) -> Option<(&'static str, String)> {
    let has_response = |is_expected: fn(&StatusCode) -> bool| error.status().as_ref().is_some_and(is_expected);
    let (message, advice) = if error.is_wrong_audience() {
        (
            "the access token is for another service than Microsoft Graph",
            "With the Azure CLI, get one for Microsoft Graph:\n\
             az account get-access-token --resource-type ms-graph",
        )
    } else if error.is_unauthorized() || error.is_claims_challenge() {
        (
            "the service does not accept the sign-in",
            "Tokens are valid for about an hour:\n\
             - If GRAPH_ACCESS_TOKEN is set, put a new token into it, or unset it to sign in by other means.\n\
             - With the Azure CLI, sign in again: az login\n\
             - Against an emulator, use the access token that it has printed.",
        )
    } else if error.is_permission_denied() {
        let permission = error.required_permission().unwrap_or("DeviceManagementServiceConfig.ReadWrite.All");
        let advice = format!(
            "The permission is {permission}.\n\
             - As an app: in the Entra admin center, open App registrations > your app > API permissions, add it as an\n  \
             application permission of Microsoft Graph, and let an administrator grant consent.\n\
             - As a user: you also need the role Intune Administrator. The Azure CLI's own sign-in usually lacks this\n  \
             permission: use an app with AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."
        );
        return Some(("you are signed in, but not allowed to do this", advice));
    } else if error.is_license_missing() {
        (
            "the tenant has no active Intune licence, or you are signed in to another tenant than you think",
            "Check the licences in the Microsoft 365 admin center, and the tenant of the sign-in: AZURE_TENANT_ID, or\n\
             az account show",
        )
    } else if error.is_throttled() {
        ("the service is busy with this tenant", "Perhaps another tool is writing, too. Try again in some minutes.")
    } else if error.is_unavailable() || has_response(StatusCode::is_server_error) {
        (
            "the service has a problem of its own",
            "Try again later. https://status.cloud.microsoft says whether the problem is known.",
        )
    } else if has_response(StatusCode::is_success) {
        (
            "the response is not the service's",
            "- The login page of a network or a proxy may have answered instead. Open a web page in a browser, and try again.\n\
             - With --endpoint, check the URL.",
        )
    } else if error.is_connection() && error.to_string().contains("certificate") {
        (
            "the certificate of the host is not trusted",
            "- A proxy or firewall that inspects connections has a certificate authority of its own. Let this machine trust\n  \
             it, on Linux by SSL_CERT_FILE.\n\
             - Check the host in --endpoint, and the clock of this machine.\n\
             - Against an emulator with --tls, set SSL_CERT_FILE to the file of its option --ca.",
        )
    } else if error.is_connection() || error.is_timeout() {
        (
            "the service cannot be reached from here",
            "- Does this machine have a network connection, and can it resolve and reach the host?\n\
             - Behind a proxy, set HTTPS_PROXY, such as HTTPS_PROXY=http://proxy.contoso.com:8080\n\
             - An emulator has to run, and to listen on the port of --endpoint. Its URL begins with http, or with https if it\n  \
             serves with --tls.",
        )
    } else if error.kind() == ErrorKind::Credential {
        ("could not acquire a new access token", "The sign-in has worked before. Sign in again.")
    } else if error.is_not_found() {
        ("the service does not have it", "Look for the device by its serial number: autopilot list --serial SERIAL")
    } else {
        return None;
    };
    Some((message, advice.to_owned()))
}
