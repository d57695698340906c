//! A client for Microsoft Graph that reports the outcome of every request.
//!
//! It has typed requests for all of Windows Autopilot, below [`Beta::device_management`](beta::Beta::device_management):
//! devices, imports, deployment profiles, the synchronization and events. It sends any other request with JSON.
//!
//! ```
//! # use graph_client::emulator::Emulator;
//! use graph_client::{GraphClient, HardwareHash, StaticToken};
//! use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let emulator = Emulator::start().await?;
//! # let token = "token";
//! let client = GraphClient::builder().credential(StaticToken::new(token)).build()?;
//! # let client = emulator.client()?;
//! let device = ImportedWindowsAutopilotDeviceIdentity::new()
//!     .with_serial_number("PF2X8K1L")
//!     .with_hardware_identifier("T0E=".parse::<HardwareHash>()?)
//!     .with_group_tag("lab");
//! let import = client.beta().device_management().imported_windows_autopilot_device_identities().create(&device).await?;
//! println!("the import {} has begun", import.id.unwrap_or_default());
//! # Ok(()) }
//! ```
//!
//! The service registers the device some minutes later: the example of [`beta::ImportedWindowsAutopilotDeviceIdentities`] waits
//! for it.
//!
//! - The version is a step of the path: [`GraphClient::beta`].
//! - A request is a value: adjust it, then await it. [`Request::send`] returns the [`Response`] with status, headers,
//!   request ids and the number of attempts.
//! - A collection is a stream of items ([`Request::items`]), a stream of pages ([`Request::pages`]) or a list
//!   ([`Request::all`]).
//! - Every failure is an [`Error`] with an [`ErrorKind`], which names the part that failed, and an [`Outcome`]: not sent,
//!   refused, carried out or unknown. A create is retried only if it was certainly not carried out; the [`RetryPolicy`] sets
//!   the number of attempts and the backoff.
//! - Many requests go out as few in a [`Batch`], each with a result of its own.
//! - Tokens come from a [`TokenCredential`] (the feature `azure-identity` accepts those of the Azure SDK), and go to the
//!   configured endpoint only. Redirects are not followed.
//! - Use [`beta::Beta::request`] for requests without a typed method.
//! - The feature `emulator` adds a small Graph on loopback, with faults on demand, for tests and experiments without a
//!   tenant.
//!
//! # Logs
//!
//! The client writes to [`tracing`](https://docs.rs/tracing): a span `graph_request` for each request (INFO), and in it a
//! span `attempt` for each attempt (DEBUG). Every wait and every failed request is an event at INFO. Every attempt that has
//! ended and every successful request is an event at DEBUG. A request in a [`Batch`] has its span like any other, and so has
//! the request that carries the batch, with the path `/$batch`. Spans and events have only these fields:
//!
//! | field | content |
//! |---|---|
//! | `method`, `path` | the request; the path is relative to the version, with a placeholder in braces for each key, or `/{link}` |
//! | `client_request_id`, `request_id` | the client's and the service's id of the request |
//! | `attempt`, `attempts` | the number of the attempt, and of all attempts |
//! | `status` | the HTTP status, if there was a response |
//! | `kind`, `outcome` | the part of the request that failed, and the outcome of the request |
//! | `wait_ms`, `duration_ms` | milliseconds until the next attempt, and since the start |
//!
//! No body, header, query, link or value of a path parameter is logged.
#![cfg_attr(
    feature = "emulator",
    doc = "
```
use graph_client::emulator::Emulator;
use graph_client::{ErrorKind, HardwareHash, Outcome};
use graph_models::beta::ImportedWindowsAutopilotDeviceIdentity;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
let imports = emulator.client()?.beta().device_management().imported_windows_autopilot_device_identities();

let device = ImportedWindowsAutopilotDeviceIdentity::new()
    .with_serial_number(\"PF2X8K1L\")
    .with_hardware_identifier(\"T0E=\".parse::<HardwareHash>()?);
let response = imports.create(&device).send().await?;
assert_eq!(response.status(), 201);
assert!(response.value().id.is_some());

let error = imports.by_id(\"unknown\").get().await.expect_err(\"no such import\");
assert_eq!((error.kind(), error.outcome()), (ErrorKind::Service, Outcome::Refused));
# Ok(()) }
```
"
)]

// Compile the examples of the READMEs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct WorkspaceReadme;

#[cfg(all(doctest, feature = "emulator"))]
#[doc = include_str!("../README.md")]
struct Readme;

mod batch;
mod charset;
mod client;
mod clock;
mod cloud;
mod credential;
mod endpoint;
mod error;
mod hardware_hash;
mod json;
mod lenient_base64;
mod page;
mod path;
mod pipeline;
mod redact;
mod request;
mod resource;
mod response;
mod retry;
mod version;

pub mod autopilot;
pub mod beta;
#[cfg(feature = "emulator")]
pub mod emulator;
#[cfg(any(test, fuzzing))]
pub mod fuzz;

pub use batch::{Batch, BatchHandle, BatchResponses};
pub use client::{GraphClient, GraphClientBuilder};
pub use cloud::Cloud;
#[cfg(feature = "azure-identity")]
pub use credential::AzureCredential;
pub use credential::{AccessToken, InvalidTokenError, StaticToken, TokenCredential, TokenFuture, TokenRequest};
pub use error::{Error, ErrorKind, InnerError, IntuneError, ODataError, ODataErrorDetail, Outcome};
pub use hardware_hash::{HardwareHash, InvalidHardwareHashError};
pub use page::{Items, ListError, Page, Pages};
pub use request::{Request, string_literal};
// The HTTP client's types are part of this crate's signatures, and its version of this crate's interface.
pub use reqwest::{self, Method, StatusCode};
pub use response::{Content, FromResponse, Response, Text};
pub use retry::RetryPolicy;
