//! The text of an error, which is all that a log has of it.

use crate::wire::{Wire, http};
use graph_client::{ErrorKind, GraphClient, TokenCredential, TokenFuture, TokenRequest};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::error::Error as StdError;
use std::fmt::{self, Display, Formatter};

/// A failure of a sign-in, with its cause.
#[derive(Clone, Debug)]
struct SignIn {
    message: &'static str,
    cause: Option<Box<SignIn>>,
}

impl SignIn {
    fn new(message: &'static str, cause: impl Into<Option<SignIn>>) -> Self {
        Self { message, cause: cause.into().map(Box::new) }
    }
}

impl Display for SignIn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl StdError for SignIn {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl TokenCredential for SignIn {
    fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(std::future::ready(Err(self.clone().into())))
    }
}

#[tokio::test]
async fn the_cause_of_a_failed_sign_in_is_in_one_line() {
    let cause = SignIn::new("AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1\u{7}", None);
    for (credential, expected) in [
        (
            SignIn::new("the sign-in failed:", SignIn::new("sign-in failed", cause.clone())),
            "the sign-in failed: AADSTS",
        ),
        (cause.clone(), "could not acquire an access token: AADSTS"),
        (SignIn::new("", cause), "could not acquire an access token: AADSTS"),
    ] {
        let client = GraphClient::builder().credential(credential).build().unwrap();
        let devices = client.beta().device_management().windows_autopilot_device_identities();
        let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credential);
        let text = error.to_string();
        let cause = r"AADSTS7000215: Invalid client secret provided. Trace ID: 1\u{7}; the request was not sent; ";
        assert!(text.contains(expected) && text.contains(cause) && !text.contains('\n'), "{text}");
        assert!(text.ends_with("; host graph.microsoft.com"), "{text}");
    }
    let long: &'static str = "x".repeat(100_000).leak();
    let client = GraphClient::builder().credential(SignIn::new(long, None)).build().unwrap();
    assert!(client.beta().request("GET", "/me").await.unwrap_err().to_string().len() < 2000);
}

#[tokio::test]
async fn errors_name_the_host() {
    for response in
        [http("400 X", "text/html", ""), http("201 X", "text/html", ""), http("200 OK", "text/html", ""), String::new()]
    {
        let wire = Wire::responding(response).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
        let host = wire.endpoint().strip_prefix("http://").unwrap();
        assert_eq!(error.to_string().matches(host).count(), 1, "{error}");
    }
}
