//! The faults that the emulator injects.

use crate::error::Outcome;
use reqwest::StatusCode;
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
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.inject_faults([Fault::Throttled(Some(RetryAfter::Seconds(120))), Fault::ConnectionRefused]);
///
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// let response = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).send().await?;
///
/// assert_eq!(response.attempts(), 3);
/// assert_eq!(emulator.devices().len(), 1);
/// # Ok(()) }
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(example()).unwrap();
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
    /// The request is carried out, and the response is sent after this delay.
    SlowResponse(Duration),
    /// 400 with the OData error for a request that no route matches. The request is not carried out.
    NoRoute,
    /// 401 with a claims challenge. The request is not carried out.
    ClaimsChallenge,
    /// A redirect. The request is not carried out.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: StatusCode,
        /// The `Location` header.
        location: String,
    },
}

impl Fault {
    /// Returns a [`Gateway`](Self::Gateway) fault with status 503. The request is not carried out.
    #[must_use]
    pub fn unavailable(retry_after: impl Into<Option<RetryAfter>>) -> Self {
        Self::Gateway { status: StatusCode::SERVICE_UNAVAILABLE, retry_after: retry_after.into(), carried_out: false }
    }

    /// Returns a [`Gateway`](Self::Gateway) fault without `Retry-After`.
    #[must_use]
    pub fn gateway(status: StatusCode, carried_out: bool) -> Self {
        Self::Gateway { status, retry_after: None, carried_out }
    }

    /// Returns whether the emulator carries the request out despite the fault.
    pub(super) fn is_carried_out(&self) -> bool {
        match self {
            Self::ClosedAfterStoring | Self::TruncatedResponse | Self::SlowResponse(_) => true,
            Self::Gateway { status, carried_out, .. } => *carried_out && Outcome::of(*status) == Outcome::Unknown,
            Self::Throttled(_)
            | Self::ConnectionRefused
            | Self::ClosedBeforeReading
            | Self::NoRoute
            | Self::ClaimsChallenge
            | Self::Redirect { .. } => false,
        }
    }

    /// Returns a random fault. A retry is due after less than 20 seconds, a slow response takes up to 190 seconds.
    pub(super) fn random(rng: &mut fastrand::Rng) -> Self {
        let seconds = rng.u64(1..20);
        let retry_after = match rng.u8(..6) {
            0 => None,
            1 => Some(RetryAfter::Seconds(seconds)),
            2 => Some(RetryAfter::Decimal(Duration::from_millis(seconds * 128))),
            3 => Some(RetryAfter::Seconds(0)),
            // A date that has passed when the response arrives.
            4 => Some(RetryAfter::Date(Duration::ZERO)),
            _ => Some(RetryAfter::Date(Duration::from_secs(seconds))),
        };
        let carried_out = rng.bool();
        match rng.u8(..14) {
            0 | 1 => Self::Throttled(retry_after),
            2 => Self::unavailable(retry_after),
            3 => Self::gateway(StatusCode::BAD_GATEWAY, carried_out),
            4 => Self::gateway(StatusCode::GATEWAY_TIMEOUT, carried_out),
            5 => Self::ConnectionRefused,
            6 => Self::ClosedBeforeReading,
            7 => Self::ClosedAfterStoring,
            8 => Self::TruncatedResponse,
            // Half of these exceed the default timeout of an attempt.
            9 => Self::SlowResponse(Duration::from_secs(seconds * 10)),
            10 => Self::ClaimsChallenge,
            11 => Self::Gateway { status: bandwidth_limit_exceeded(), retry_after, carried_out: false },
            // A page of a captive portal, which looks like a success.
            12 => Self::gateway(StatusCode::OK, false),
            _ if rng.bool() => Self::NoRoute,
            _ => Self::Redirect {
                status: StatusCode::TEMPORARY_REDIRECT,
                location: "https://other.example/beta".to_owned(),
            },
        }
    }
}

/// Returns 509, with which some gateways throttle.
fn bandwidth_limit_exceeded() -> StatusCode {
    StatusCode::from_u16(509).unwrap_or(StatusCode::TOO_MANY_REQUESTS)
}

/// The format of a `Retry-After` header.
///
/// ```
/// use graph_client::emulator::{Fault, RetryAfter};
/// use std::time::Duration;
///
/// let faults = [
///     Fault::Throttled(Some(RetryAfter::Decimal(Duration::from_millis(2128)))),
///     Fault::unavailable(RetryAfter::Date(Duration::from_secs(30))),
///     Fault::Throttled(None),
/// ];
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// Whole seconds, such as `2`.
    Seconds(u64),
    /// Decimal seconds, such as `2.128`.
    Decimal(Duration),
    /// An HTTP date this long after the date of the response, rounded down to seconds.
    Date(Duration),
}

impl RetryAfter {
    /// Returns the value of the header in a response with this date.
    pub(super) fn header(self, now: std::time::SystemTime) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Decimal(duration) => duration.as_secs_f64().to_string(),
            // `fmt_http_date` panics after the year 9999.
            Self::Date(duration) => {
                let max = Duration::from_secs(60 * 60 * 24 * 365 * 1000);
                httpdate::fmt_http_date(now + duration.min(max))
            }
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
            Self::NoRoute => f.write_str("no route"),
            Self::ClaimsChallenge => f.write_str("claims challenge"),
            Self::Redirect { status, .. } => write!(f, "redirect {}", status.as_u16()),
        }
    }
}
