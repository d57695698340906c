//! Failures that end a command, with advice.

use crate::screen::{chain, time};
use graph_client::autopilot::RegistrationError;
use graph_client::{Error, ErrorKind};
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// A reason for which nothing more can be done, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    advice: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), advice: None }
    }

    /// Sets the advice: sentences on lines of their own.
    pub(crate) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Adds advice to that which there is.
    pub(crate) fn with_more_advice(mut self, advice: &str) -> Self {
        let before = self.advice.map(|before| format!("{before}\n\n")).unwrap_or_default();
        self.advice = Some(format!("{before}{advice}"));
        self
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        let Some(advice) = &self.advice else { return Ok(()) };
        advice.lines().enumerate().try_for_each(|(number, line)| {
            let separator = if number == 0 { "\n" } else { "" };
            let indentation = if line.is_empty() { "" } else { "  " };
            write!(f, "{separator}\n{indentation}{line}")
        })
    }
}

/// Explains an error of a request.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = Self::new(error.to_string());
        match advice(&error) {
            Some(advice) => failure.with_advice(advice),
            None => failure,
        }
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

/// Says that a request has failed and is repeated.
pub(crate) fn retrying(error: &Error, wait: Duration) -> String {
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

/// Returns what an administrator can do about an error, beyond what its text says.
fn advice(error: &Error) -> Option<String> {
    let text = if error.is_wrong_audience() {
        "The token is for something else than Microsoft Graph. With the Azure CLI, get one for Graph:\n\
         az account get-access-token --resource-type ms-graph"
    } else if error.is_unauthorized() || error.is_claims_challenge() {
        "The sign-in was not accepted. Tokens are valid for about an hour:\n\
         - If GRAPH_ACCESS_TOKEN is set, put a new token into it, or unset it to sign in by other means.\n\
         - With the Azure CLI, sign in again: az login\n\
         - Against an emulator, use the access token that it has printed."
    } else if error.is_permission_denied() {
        let permission = error.required_permission().unwrap_or("DeviceManagementServiceConfig.ReadWrite.All");
        return Some(format!(
            "You are signed in, but not allowed to do this. The permission is {permission}.\n\
             - As an app: in the Entra admin center, open App registrations > your app > API permissions, add it as an\n  \
             application permission of Microsoft Graph, and let an administrator grant consent.\n\
             - As a user: you also need the role Intune Administrator. The Azure CLI's own sign-in usually lacks this\n  \
             permission: use an app with AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."
        ));
    } else if error.is_license_missing() {
        "The tenant has no active Intune licence, or you are signed in to another tenant than you think."
    } else if error.is_throttled() {
        "The service is busy with this tenant, perhaps because another tool is writing too. Try again in some minutes."
    } else if error.is_unavailable() {
        "The service has a problem of its own. Try again later; https://status.cloud.microsoft says whether it is known."
    } else if error.is_connection() || error.is_timeout() {
        "The service cannot be reached from here:\n\
         - Does this machine have a network connection, and can it resolve and reach the host?\n\
         - Behind a proxy, set HTTPS_PROXY, such as HTTPS_PROXY=http://proxy.contoso.com:8080\n\
         - An emulator has to run, and to listen on the port of --endpoint."
    } else if error.kind() == ErrorKind::Credential {
        "The sign-in worked before and does not anymore. Sign in again, and run the same command."
    } else if error.is_not_found() {
        "Look for the device by its serial number: autopilot list --serial SERIAL"
    } else {
        return None;
    };
    Some(text.to_owned())
}
