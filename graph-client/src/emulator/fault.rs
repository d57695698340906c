//! The faults that the emulator injects.

mod random;
mod retry_after;

use crate::error::Outcome;
use reqwest::StatusCode;
pub use retry_after::RetryAfter;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// A failure of the service, of a gateway in front of it, or of the connection.
///
/// Pass faults to [`Emulator::inject_faults`](super::Emulator::inject_faults), or let
/// [`Emulator::inject_random_faults`](super::Emulator::inject_random_faults) choose them.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault, RetryAfter};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// use std::time::Duration;
///
/// // With tokio's clock paused, the waits of the client take no time.
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.inject_faults([Fault::Throttled(Some(RetryAfter::Seconds(120))), Fault::ConnectionRefused]);
///
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// let response = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).send().await?;
///
/// assert_eq!(response.attempts(), 3);
/// assert_eq!(emulator.devices().len(), 1);
/// # Ok(()) }
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// 429 with an OData error. The request is not carried out.
    Throttled(Option<RetryAfter>),
    /// An HTML page from a gateway, with a status such as 502, 503 or 504.
    Gateway {
        /// The status of the response.
        status: StatusCode,
        /// The `Retry-After` header of the response.
        retry_after: Option<RetryAfter>,
        /// Whether the service behind the gateway carries the request out. Ignored for a status that rules it out, such
        /// as 503.
        carried_out: bool,
    },
    /// The port refuses all connections while the client tries to connect.
    ///
    /// This requires a client of [`Emulator::client`](super::Emulator::client) or
    /// [`Emulator::client_builder`](super::Emulator::client_builder). For other clients, and for requests that reuse a
    /// connection, the fault is equivalent to [`ClosedBeforeReading`](Self::ClosedBeforeReading).
    ConnectionRefused,
    /// The connection is closed before the body is read. The request is not carried out.
    ClosedBeforeReading,
    /// The request is carried out, then the connection is closed without a response.
    ClosedAfterStoring,
    /// The request is carried out, then the connection is closed after half of the response body.
    TruncatedResponse,
    /// The request is carried out, and the response is sent after this delay. A batch waits for the longest delay of its
    /// requests.
    SlowResponse(Duration),
    /// The request is carried out, and the response has 200 instead of 201 or 204. In place of an empty body, it has one of JSON.
    UndocumentedSuccess,
    /// The request is carried out, and the response is 202 with a `Location` and without a body, instead of 201 or 204.
    Accepted,
    /// The request is carried out, and the body of the response is compressed with gzip, regardless of `Accept-Encoding`.
    Gzip,
    /// The request is carried out, and the body of the response begins with a byte order mark.
    ByteOrderMark,
    /// The request is carried out, and the response for a device that does not exist is 400 with Intune's error, instead of
    /// 404.
    NotFoundAsBadRequest,
    /// 400 with the OData error for a request that no route matches. The request is not carried out.
    NoRoute,
    /// 401 with a claims challenge. The request is not carried out.
    ClaimsChallenge,
    /// 403 with a claims challenge, as conditional access demands it. The request is not carried out.
    ConditionalAccess,
    /// 401 with Intune's error for a valid token that does not permit the request. The request is not carried out.
    PermissionDenied,
    /// A redirect. The request is not carried out.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: StatusCode,
        /// The `Location` header.
        location: String,
    },
    /// Any response. The request is not carried out.
    Response {
        /// The status of the response.
        status: StatusCode,
        /// The headers of the response. Invalid ones are left out. Without a `Content-Type`, the body is JSON.
        headers: Vec<(String, String)>,
        /// The body of the response.
        body: String,
    },
}

impl Fault {
    /// Returns a [`Response`](Self::Response) fault.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, Fault};
    /// use reqwest::StatusCode;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let body = r#"{"error":{"code":"TenantNotProvisioned","message":"Intune is not set up."}}"#;
    /// emulator.inject_faults([Fault::respond(StatusCode::BAD_REQUEST, [("x-ms-ags-diagnostic", "{}")], body)]);
    ///
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// let error = devices.list().await.unwrap_err();
    /// assert_eq!(error.service().unwrap().code(), "TenantNotProvisioned");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn respond<N: Into<String>, V: Into<String>>(
        status: StatusCode,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<String>,
    ) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self::Response { status, headers, body: body.into() }
    }

    /// Returns a [`Gateway`](Self::Gateway) fault with status 503. The request is not carried out.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, Fault, RetryAfter};
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_faults([Fault::unavailable(RetryAfter::Seconds(30)), Fault::unavailable(None)]);
    /// let response = emulator.client()?.beta().device_management().autopilot_events().list().send().await?;
    /// assert_eq!(response.attempts(), 3);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn unavailable(retry_after: impl Into<Option<RetryAfter>>) -> Self {
        Self::Gateway { status: StatusCode::SERVICE_UNAVAILABLE, retry_after: retry_after.into(), carried_out: false }
    }

    /// Returns a [`Gateway`](Self::Gateway) fault without `Retry-After`.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, Fault};
    /// use graph_client::{Outcome, StatusCode};
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_faults([Fault::gateway(StatusCode::BAD_GATEWAY, true)]);
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    /// assert_eq!(error.outcome(), Outcome::Unknown);
    /// assert_eq!(emulator.devices().len(), 1);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn gateway(status: StatusCode, carried_out: bool) -> Self {
        Self::Gateway { status, retry_after: None, carried_out }
    }

    /// Returns the fault that takes the place of this one for a request in a batch, which has no connection of its own: 503
    /// if the request is not carried out, 504 if the response would be lost.
    pub(super) fn within_batch(self) -> Self {
        match self {
            Self::ConnectionRefused | Self::ClosedBeforeReading => Self::unavailable(None),
            Self::ClosedAfterStoring | Self::TruncatedResponse => Self::gateway(StatusCode::GATEWAY_TIMEOUT, true),
            other => other,
        }
    }

    /// Returns whether the emulator carries the request out despite the fault.
    pub(super) fn is_carried_out(&self) -> bool {
        match self {
            Self::ClosedAfterStoring
            | Self::TruncatedResponse
            | Self::SlowResponse(_)
            | Self::UndocumentedSuccess
            | Self::Accepted
            | Self::Gzip
            | Self::ByteOrderMark
            | Self::NotFoundAsBadRequest => true,
            Self::Gateway { status, carried_out, .. } => *carried_out && Outcome::of(*status) == Outcome::Unknown,
            Self::Throttled(_)
            | Self::ConnectionRefused
            | Self::ClosedBeforeReading
            | Self::NoRoute
            | Self::ClaimsChallenge
            | Self::ConditionalAccess
            | Self::PermissionDenied
            | Self::Redirect { .. }
            | Self::Response { .. } => false,
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttled(_) => f.write_str("throttled"),
            Self::Gateway { status, .. } => write!(f, "{} from a gateway", status.as_u16()),
            Self::ConnectionRefused => f.write_str("connection refused"),
            Self::ClosedBeforeReading => f.write_str("connection closed before reading"),
            Self::ClosedAfterStoring => f.write_str("connection closed after storing"),
            Self::TruncatedResponse => f.write_str("truncated response"),
            Self::SlowResponse(delay) => write!(f, "response after {delay:?}"),
            Self::UndocumentedSuccess => f.write_str("200 instead of the documented success"),
            Self::Accepted => f.write_str("202 with a location"),
            Self::Gzip => f.write_str("gzip"),
            Self::ByteOrderMark => f.write_str("byte order mark"),
            Self::NotFoundAsBadRequest => f.write_str("400 instead of 404"),
            Self::NoRoute => f.write_str("no route"),
            Self::ClaimsChallenge => f.write_str("claims challenge"),
            Self::ConditionalAccess => f.write_str("claims challenge with 403"),
            Self::PermissionDenied => f.write_str("permission denied with 401"),
            Self::Redirect { status, .. } => write!(f, "redirect {}", status.as_u16()),
            Self::Response { status, .. } => write!(f, "response {}", status.as_u16()),
        }
    }
}
