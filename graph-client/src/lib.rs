//! A client for Microsoft Graph that says what became of every request.
//!
//! It grows from one call: creating a [`WindowsAutopilotDeviceIdentity`](graph_models::beta::WindowsAutopilotDeviceIdentity).
//!
//! ```no_run
//! use graph_client::{GraphClient, StaticToken};
//! use graph_models::beta::WindowsAutopilotDeviceIdentity;
//!
//! # async fn example(token: String) -> Result<(), graph_client::Error> {
//! let client = GraphClient::builder().credential(StaticToken::new(token)).build()?;
//! let device = WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L").with_group_tag("lab");
//! let created = client.beta().device_management().windows_autopilot_device_identities().create(&device).await?;
//! println!("registered as {}", created.id.unwrap_or_default());
//! # Ok(())
//! # }
//! ```
//!
//! - A request is a value: adjust it, then await it. [`Request::send`] gives the [`Response`] with status, headers,
//!   request ids and the number of attempts.
//! - A failure is one [`Error`]: its [`ErrorKind`] says which part failed, its [`Outcome`] what became of the request. A
//!   create is repeated only where it was certainly not carried out; how often, and when, is for a [`RetryPolicy`] to say.
//! - Tokens come from a [`TokenCredential`] (the feature `azure-identity` takes those of the Azure SDK), and go to the
//!   configured service root only. Redirects are not followed.
//! - [`GraphClient::request`] makes any call that has no method here, in the same way.
//! - The feature `emulator` adds a small Graph on loopback, with faults on request, to test against and to try things
//!   without a tenant.
//!
//! # What can be seen from inside
//!
//! The client writes to [`tracing`](https://docs.rs/tracing): a span `graph_request` for each call (INFO) and in it a span
//! `attempt` for each time that it is sent (DEBUG). There is an event before every wait and for every call that fails (INFO),
//! for every attempt that has ended and every call that is done (DEBUG). Their fields are all there is:
//!
//! | field | |
//! |---|---|
//! | `method`, `path` | what is called, with a name in braces for every key |
//! | `client_request_id`, `request_id` | the client's and the service's name for it |
//! | `attempt`, `attempts` | which one it is, and how many there were |
//! | `status` | the HTTP status, if there was an answer |
//! | `kind`, `outcome` | of a failure: which part failed, and what became of the request |
//! | `wait_ms`, `duration_ms` | milliseconds until the next attempt, and since the beginning |
//!
//! No body, header, query or id of a device is logged.
#![cfg_attr(
    feature = "emulator",
    doc = "
```
use graph_client::emulator::Emulator;
use graph_client::{ErrorKind, Outcome};
use graph_models::beta::WindowsAutopilotDeviceIdentity;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();

let device = WindowsAutopilotDeviceIdentity::new().with_serial_number(\"PF2X8K1L\");
let response = devices.create(&device).send().await?;
assert_eq!(response.status(), 201);
assert!(response.value().id.is_some());

let device = device.with_enrollment_state(\"hibernating\");
let error = devices.create(&device).await.expect_err(\"no such state\");
assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Refused));
# Ok(()) }
```
"
)]

// The README's example is compiled with the others.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

mod beta;
mod client;
mod cloud;
mod credential;
mod device_management;
mod endpoint;
mod error;
mod json;
mod page;
mod path;
mod pipeline;
mod redact;
mod request;
mod resource;
mod response;
mod retry;
mod version;

#[cfg(feature = "emulator")]
pub mod emulator;

pub use beta::Beta;
pub use client::{GraphClient, GraphClientBuilder};
pub use cloud::Cloud;
#[cfg(feature = "azure-identity")]
pub use credential::AzureCredential;
pub use credential::{AccessToken, InvalidToken, StaticToken, TokenCredential, TokenFuture, TokenRequest};
pub use device_management::{
    DeploymentProfile, DeviceManagement, WindowsAutopilotDeviceIdentities, WindowsAutopilotDeviceIdentityById,
};
pub use error::{Error, ErrorKind, InnerError, IntuneError, ODataError, ODataErrorDetail, Outcome};
pub use page::{Items, ListError, Page, Pages};
pub use request::Request;
// The HTTP client's types stand in this crate's signatures, so its version is a part of this crate's interface.
pub use reqwest::{self, Method, StatusCode};
pub use response::{FromResponse, Response};
pub use retry::RetryPolicy;
