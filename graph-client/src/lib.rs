// rustdoc names the code of all of these files after the first one, with the line in the whole text.
#![doc = include_str!("tour/introduction.md")]
#![doc = include_str!("tour/one_device.md")]
#![doc = include_str!("tour/many_devices.md")]
#![doc = include_str!("tour/errors.md")]
#![doc = include_str!("tour/throttling.md")]
#![cfg_attr(feature = "emulator", doc = include_str!("tour/emulator.md"))]
#![doc = include_str!("tour/tenants.md")]
#![cfg_attr(feature = "azure-identity", doc = include_str!("tour/clouds.md"))]
#![doc = include_str!("tour/tracing.md")]
#![doc = ""]
#![cfg_attr(feature = "csv", doc = "[csv-reader]: autopilot::csv::read()")]
#![cfg_attr(not(feature = "csv"), doc = "[csv-reader]: autopilot")]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Compile the examples of the README.
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
